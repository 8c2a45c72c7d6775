import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { IMPORTERS } from "../../lib/importers/registry.ts";
import { makeCase } from "./check-case.ts";
import { diceOf, loadSeeds } from "./seeds.ts";
import { type Assignment, CLOCK_BYTES, DOING, type Found, type Report } from "./clock.ts";

/**
 * Throws damaged runs at every importer and asks whether each answer is sound. A case is its seed and number alone, so
 * every fault can be thrown again; each kind of fault is kept once, made small, in the folder of --out.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: String(Math.floor(Date.now() / 1000)) },
    workers: { type: "string", default: String(Math.min(2, os.availableParallelism())) },
    out: { type: "string", default: path.join(os.tmpdir(), "runtape-fuzz") },
  },
});
const [minutes, seed, workers] = [Number(values.minutes), Number(values.seed), Number(values.workers)];
/** Longer than any file of this size may take. */
const HANG_MS = 5_000;
const HEAP_MB = 768;
const WATCH_MS = 250;

const { seeds, isReal } = loadSeeds();
if (!isReal) console.log("No real runs beside the project (../shared/data): the project's own fixtures are used.");
console.log(
  `${seeds.length} files, ${IMPORTERS.length} importers, seed ${seed}, ${minutes} minutes, ${workers} workers`,
);
const startedMs = Date.now();
const untilMs = startedMs + minutes * 60_000;
const faults = new Map<string, Found>();
let cases = 0;

await Promise.all(Array.from({ length: workers }, (_, index) => work(index)));

const seconds = (Date.now() - startedMs) / 1000;
for (const found of faults.values()) keep(found);
const perSecond = Math.round(cases / seconds);
console.log(
  JSON.stringify({
    id: "fuzz:import",
    seed,
    minutes: Math.round(seconds / 6) / 10,
    cases,
    perSecond,
    faults: faults.size,
    pass: faults.size === 0,
  }),
);
process.exitCode = faults.size === 0 ? 0 : 1;

/** One worker after another on the same share of the numbers: one that hangs or runs out of memory is replaced. */
async function work(index: number): Promise<void> {
  for (let first = index; Date.now() < untilMs; ) {
    const clock = new SharedArrayBuffer(CLOCK_BYTES);
    const now = new Int32Array(clock);
    const stop = await runWorker({ seed, first, every: workers, untilMs, clock });
    const number = Atomics.load(now, 0);
    cases += Atomics.load(now, 1);
    if (stop === null) return;
    if (Atomics.load(now, 2) === DOING.loading) throw new Error(`A worker could not start: ${stop}`);
    const { name, bytes } = makeCase(seeds, diceOf(seed, number));
    note({ number, fault: { importer: "any", what: stop }, name, bytes });
    first = number + workers;
  }
}

/** Resolves to why it had to stop; null when its time was over. */
function runWorker(assignment: Assignment): Promise<string | null> {
  const now = new Int32Array(assignment.clock);
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./worker-entry.mjs", import.meta.url), {
      workerData: assignment,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    let last = { number: -1, sinceMs: Date.now() };
    const watch = setInterval(() => {
      const number = Atomics.load(now, 0);
      if (number !== last.number || Atomics.load(now, 2) !== DOING.reading) last = { number, sinceMs: Date.now() };
      else if (Date.now() - last.sinceMs > HANG_MS) end(`no answer within ${HANG_MS / 1000} s`);
    }, WATCH_MS);
    const end = (why: string | null) => {
      clearInterval(watch);
      void worker.terminate();
      resolve(why);
    };
    worker.on("message", (report: Report) => (report.type === "fault" ? note(report.found) : end(null)));
    worker.on("error", (error: Error) => end(`the worker died: ${error.message}`));
  });
}

function note(found: Found): void {
  const { importer, what } = found.fault;
  const known = faults.get(`${importer} ${what}`);
  if (known && known.bytes.length <= found.bytes.length) return;
  if (!known) console.log(`case ${found.number} (${found.name}): ${importer}: ${what}`);
  faults.set(`${importer} ${what}`, found);
}

function keep({ number, fault, name, bytes }: Found): void {
  mkdirSync(values.out, { recursive: true });
  const base = path.join(
    values.out,
    `${fault.importer}-${createHash("sha256").update(fault.what).digest("hex").slice(0, 8)}`,
  );
  writeFileSync(`${base}.input`, bytes);
  writeFileSync(
    `${base}.json`,
    `${JSON.stringify({ seed, number, name, sizeBytes: bytes.length, ...fault }, null, 2)}\n`,
  );
  console.log(`kept ${base}.input (${bytes.length} bytes)`);
}
