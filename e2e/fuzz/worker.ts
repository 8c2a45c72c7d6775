import { parentPort, workerData } from "node:worker_threads";
import { checkCase, makeCase } from "./check-case.ts";
import { type Assignment, DOING, type Report } from "./clock.ts";
import { minimise } from "./minimise.ts";
import { diceOf, loadSeeds } from "./seeds.ts";

const { seed, first, every, untilMs, clock } = workerData as Assignment;
const now = new Int32Array(clock);
const { seeds } = loadSeeds();
const known = new Set<string>();
const tell = (report: Report) => parentPort?.postMessage(report);

let cases = 0;
for (let number = first; Date.now() < untilMs; number += every) {
  Atomics.store(now, 0, number);
  Atomics.store(now, 2, DOING.reading);
  const dice = diceOf(seed, number);
  const made = makeCase(seeds, dice);
  const fault = await checkCase(made, dice);
  cases += 1;
  Atomics.add(now, 1, 1);
  if (fault && !known.has(`${fault.importer} ${fault.what}`)) {
    known.add(`${fault.importer} ${fault.what}`);
    Atomics.store(now, 2, DOING.minimising);
    const isSame = async (bytes: Uint8Array) => {
      const found = await checkCase({ ...made, bytes }, diceOf(seed, number));
      return found?.importer === fault.importer && found.what === fault.what;
    };
    tell({ type: "fault", found: { number, fault, name: made.name, bytes: await minimise(made.bytes, isSame) } });
  }
}
Atomics.store(now, 2, DOING.minimising);
tell({ type: "count", cases });
