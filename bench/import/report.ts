import os from "node:os";
import type { BenchEngine } from "./engine.ts";
import type { Series } from "./measure.ts";

/** What is aimed at, of figures of one and the same run. */
const TARGETS = { ratio: 0.6, growth: 0.9, rssMB: 256 };

export type SizeReport = {
  megabytes: number;
  runs: number;
  steps: number;
  repetitions: number;
  importMBs: number;
  bareCopyMBs: number;
  ratio: number;
  rowsPerSecond: number;
  cpuSeconds: number;
  rssGrowthMB: number;
  /** The slowest repetition over the fastest, ours and bare. */
  spread: { ours: number; bare: number };
};

export type Report = {
  bench: "import";
  engine: string;
  storage: string;
  node: string;
  cpus: number;
  loadAverage: number;
  sizes: SizeReport[];
  /** MB/s at the largest size over MB/s at the smallest; null with one size. */
  growth: number | null;
  held: Record<string, boolean>;
};

/** Medians of every size, and which targets they hold. MB are 10^6 bytes of the source file. */
export function reportOf({ version, storage }: Pick<BenchEngine, "version" | "storage">, series: Series[]): Report {
  const sizes = series.map(sizeReport);
  const [first, last] = [sizes[0], sizes.at(-1)];
  const growth = first && last && sizes.length > 1 ? round(last.importMBs / first.importMBs) : null;
  return {
    bench: "import",
    engine: version,
    storage,
    node: process.version,
    cpus: os.cpus().length,
    loadAverage: round(os.loadavg()[1] ?? 0),
    sizes,
    growth,
    held: {
      [`ratio >= ${TARGETS.ratio}`]: sizes.every(({ ratio }) => ratio >= TARGETS.ratio),
      ...(growth === null ? {} : { [`growth >= ${TARGETS.growth}`]: growth >= TARGETS.growth }),
      [`RSS <= ${TARGETS.rssMB} MB`]: sizes.every(({ rssGrowthMB }) => rssGrowthMB <= TARGETS.rssMB),
    },
  };
}

function sizeReport({ megabytes, source, ours, bareMs }: Series): SizeReport {
  const oursMs = ours.map(({ ms }) => ms);
  const seconds = median(oursMs) / 1000;
  const mb = source.bytes / 1e6;
  return {
    megabytes,
    runs: source.runs,
    steps: source.steps,
    repetitions: ours.length,
    importMBs: round(mb / seconds),
    bareCopyMBs: round(mb / (median(bareMs) / 1000)),
    ratio: round(median(ours.map(({ ms }, at) => (bareMs[at] ?? 0) / ms))),
    rowsPerSecond: Math.round(source.steps / seconds),
    cpuSeconds: round(median(ours.map(({ cpuMs }) => cpuMs)) / 1000),
    rssGrowthMB: Math.round(Math.max(...ours.map(({ rssGrowthBytes }) => rssGrowthBytes)) / 1e6),
    spread: { ours: spread(oursMs), bare: spread(bareMs) },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

function spread(values: readonly number[]): number {
  return round(Math.max(...values) / Math.min(...values));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
