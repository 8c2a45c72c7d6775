import { statfs, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { chartOf } from "./import/chart.ts";
import { openBenchEngine } from "./import/engine.ts";
import { measureSize, run, type Series } from "./import/measure.ts";
import { reportOf } from "./import/report.ts";

/**
 * Import beside a bare COPY of the same rows, on a throwaway engine: `tsx bench/import.ts --mb 100 --mb 2048`. With --huge,
 * files at the edges of what is taken instead. Results and chart are written beside the code; the data is removed.
 */
const { values } = parseArgs({
  options: {
    mb: { type: "string", multiple: true, default: ["100"] },
    huge: { type: "boolean", default: false },
  },
});
/** Repetitions of a size up to this many MB, and of a larger one. */
const SMALL_MB = 500;
const SMALL_REPETITIONS = 5;
const LARGE_REPETITIONS = 2;
/** Source, kept upload, rows twice, rows as COPY text, and the log of the engine. */
const DISK_PER_SOURCE = 8;

const sizes = values.mb.map(Number);
const free = await statfs(os.tmpdir());
const neededBytes = Math.max(...sizes) * 1e6 * DISK_PER_SOURCE;
if (free.bavail * free.bsize < neededBytes)
  throw new Error(
    `${os.tmpdir()} needs ${Math.round(neededBytes / 1e9)} GB of free space for this. Ask for less with --mb.`,
  );

const engine = await openBenchEngine();
try {
  await (values.huge ? takeHuge() : compare());
} finally {
  await engine.close();
}

async function compare(): Promise<void> {
  const series: Series[] = [];
  for (const megabytes of sizes) {
    const repetitions = megabytes > SMALL_MB ? LARGE_REPETITIONS : SMALL_REPETITIONS;
    series.push(await measureSize(engine, megabytes, repetitions));
  }
  const report = reportOf(engine, series);
  console.table(report.sizes.map(({ spread, ...row }) => ({ ...row, spread: `${spread.ours} / ${spread.bare}` })));
  console.log(JSON.stringify(report));
  const folder = path.join(import.meta.dirname, "import");
  await writeFile(path.join(folder, "results.json"), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(path.join(folder, "chart.svg"), chartOf(report));
}

async function takeHuge(): Promise<void> {
  const said = await engine.withDatabase((database) => run("huge.ts", [database.appUrl, engine.folder]));
  process.stdout.write(said);
  if (said.includes('"pass":false')) process.exitCode = 1;
}
