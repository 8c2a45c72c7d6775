import { spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { BenchDatabase, BenchEngine } from "./engine.ts";
import { type Generated, generateRuns } from "./generate.ts";

const Imported = z.object({
  projectId: z.string(),
  status: z.string(),
  problems: z.array(z.object({ message: z.string() })),
  runs: z.number(),
  firstRun: z.string().nullable(),
  steps: z.number(),
  receiveMs: z.number(),
  ms: z.number(),
  cpuMs: z.number(),
  rssGrowthBytes: z.number(),
});
export type Imported = z.infer<typeof Imported>;

const Copied = z.object({ ms: z.number(), steps: z.number() });

/** One size, measured: milliseconds of each repetition, ours and the bare COPY of the same rows. */
export type Series = { megabytes: number; source: Generated; ours: Imported[]; bareMs: number[] };

/**
 * Generates a file, imports it and copies its rows back bare, `repetitions` times in turn; which of the two goes first
 * changes each time. Every repetition has a database of its own. Throws when a count is not what was generated.
 */
export async function measureSize(engine: BenchEngine, megabytes: number, repetitions: number): Promise<Series> {
  const folder = path.join(engine.folder, `size-${megabytes}`);
  const source = path.join(folder, `runs-${megabytes}.jsonl`);
  await mkdir(folder, { recursive: true });
  const series: Series = {
    megabytes,
    source: await generateRuns(source, megabytes * 1e6, megabytes),
    ours: [],
    bareMs: [],
  };
  for (let at = 0; at < repetitions; at += 1) {
    await engine.withDatabase(async (database) => {
      const ours = async () => series.ours.push(await importOnce(engine, database, folder, source, series.source));
      const bare = async () => series.bareMs.push(await copyOnce(database, folder, series.source));
      if (at === 0) {
        await ours();
        await run("bare-copy.ts", ["dump", database.ownerUrl, folder]);
        await engine.settle();
        await bare();
      } else if (at % 2 === 1) {
        await bare();
        await engine.settle();
        await ours();
      } else {
        await ours();
        await engine.settle();
        await bare();
      }
    });
    const [last, bareMs] = [series.ours.at(-1), series.bareMs.at(-1)];
    console.log(`${megabytes} MB, repetition ${at + 1}: import ${last?.ms} ms, bare COPY ${bareMs} ms`);
  }
  await rm(folder, { recursive: true, force: true });
  return series;
}

/** Imports a file in a process of its own, and holds what it says to what was generated. */
export async function importOnce(
  engine: BenchEngine,
  { appUrl }: BenchDatabase,
  folder: string,
  source: string,
  made: Generated,
): Promise<Imported> {
  const files = path.join(folder, "files");
  const imported = Imported.parse(JSON.parse(await run("importing.ts", [appUrl, files, engine.warmUp, source])));
  await rm(files, { recursive: true, force: true });
  if (imported.status !== "stored" || imported.runs !== made.runs || imported.steps !== made.steps)
    throw new Error(`Not what was generated: ${JSON.stringify({ imported, made })}`);
  return imported;
}

async function copyOnce({ ownerUrl }: BenchDatabase, folder: string, made: Generated): Promise<number> {
  const { ms, steps } = Copied.parse(JSON.parse(await run("bare-copy.ts", ["copy", ownerUrl, folder])));
  if (steps !== made.steps) throw new Error(`${steps} rows were copied, not ${made.steps}`);
  return ms;
}

/** What a script beside this one printed. */
export function run(script: string, args: readonly string[]): Promise<string> {
  const flags = process.env.BENCH_NODE_FLAGS?.split(" ").filter(Boolean) ?? [];
  const child = spawn(
    process.execPath,
    [...flags, "--import", "tsx", path.join(import.meta.dirname, script), ...args],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve(said) : reject(new Error(`${script} ended with ${code}`))));
  });
}
