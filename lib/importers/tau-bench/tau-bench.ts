import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { readRecordList } from "../dialogue/read-record-list.ts";
import { readRecords } from "../dialogue/read-records.ts";
import { withHead } from "../dialogue/with-head.ts";
import type { ImportContext, Importer } from "../importer.ts";
import { probeJson } from "../json/probe.ts";
import { mapSimulation } from "./map-simulation.ts";

const LF = 0x0a;
const SURE = 0.92;

/** Results of tau-bench: a list of simulated conversations, or one a line. Authority: `tau_bench/types.py`. */
export const tauBench: Importer = {
  id: "tau-bench",
  version: "1",
  label: "tau-bench results",
  description: "results of tau-bench, a run for each trial of a task: a step per message and per further parallel call",
  proven: true,
  recognise,
  read,
};

function recognise(head: Uint8Array): number {
  const feed = head.indexOf(LF);
  const document = probeJson(head);
  if (document.root === "array") return isSimulation(document.elements) ? SURE : 0;
  const line = probeJson(feed < 0 ? head : head.subarray(0, feed));
  return !line.isBroken && isSimulation(new Set(line.members.keys())) ? SURE : 0;
}

/** A long dialogue may push the reward out of the head's sight; the task stands before it. */
function isSimulation(keys: ReadonlySet<string>): boolean {
  return keys.has("task_id") && (keys.has("traj") || (keys.has("reward") && keys.has("info")));
}

async function* read(bytes: AsyncIterable<Uint8Array>, context: ImportContext): AsyncGenerator<ImportOutcome> {
  const { name } = context;
  const format = {
    map: async (record: Uint8Array, value: unknown) => mapSimulation(record, value, name),
    refusal: {
      reason: "this is no simulation: it has no task and no list of messages",
      nextStep: "Each record holds `task_id`, `reward` and `traj`.",
    },
  };
  const { head, all } = await withHead(bytes);
  const isList = !context.from && probeJson(head).root === "array";
  yield* isList ? readRecordList(all, format) : readRecords(all, format, context);
}
