import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { readRecordList } from "../dialogue/read-record-list.ts";
import { readRecords } from "../dialogue/read-records.ts";
import { withHead } from "../dialogue/with-head.ts";
import type { ImportContext, Importer } from "../importer.ts";
import { type Probe, probeJson } from "../json/probe.ts";
import { mapTau2 } from "./map-tau2.ts";
import { Info } from "./tau2-schema.ts";

const SURE = 0.93;
const LF = 0x0a;

/**
 * Results of tau2-bench: one document with all simulations, or, as runs of voice and large runs are kept, a file for each
 * simulation. Authority: `Results` and `SimulationRun` in `src/tau2/data_model/simulation.py`.
 */
export const tau2: Importer = {
  id: "tau2",
  version: "1",
  label: "tau2-bench results",
  description: "results of tau2-bench, a run for each simulation: a step per message and per further parallel call",
  proven: false,
  recognise(head) {
    const feed = head.indexOf(LF);
    const line = probeJson(feed < 0 ? head : head.subarray(0, feed));
    const isOneLine = !line.isBroken && line.members.size > 0;
    const probe = isOneLine ? line : probeJson(head);
    return !probe.isBroken && (isResults(probe) || isSimulation(probe)) ? SURE : 0;
  },
  read,
};

/** The tasks may be longer than the head, so that the simulations stand beyond it; who took part stands first. */
function isResults({ root, members, inner }: Probe): boolean {
  if (root !== "object") return false;
  const info = inner.get("info");
  if (info?.has("agent_info") && info.has("user_info")) return true;
  return members.get("simulations") === "array" && members.get("tasks") === "array";
}

function isSimulation({ root, members }: Probe): boolean {
  return root === "object" && ["id", "task_id", "start_time", "termination_reason"].every((key) => members.has(key));
}

const REFUSAL = {
  reason: "this is no simulation with messages; a voice run that keeps only ticks cannot be read yet",
  nextStep:
    "Each simulation holds `task_id` and `messages`; where `simulations` is empty, import the folder beside it.",
};

async function* read(bytes: AsyncIterable<Uint8Array>, { name }: ImportContext): AsyncGenerator<ImportOutcome> {
  let info: Info | null = null;
  const format = {
    map: (record: Uint8Array, value: unknown) => mapTau2(record, value, info, name),
    refusal: REFUSAL,
  };
  const { head, all } = await withHead(bytes);
  const probe = probeJson(head);
  if (!isResults(probe)) return yield* readRecords(all, format);
  yield* readRecordList(all, format, {
    key: "simulations",
    // It stands before the simulations.
    before: { key: "info", take: (value) => void (info = Info.safeParse(value).data ?? null) },
  });
}
