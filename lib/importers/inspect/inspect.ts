import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { readRecordList } from "../dialogue/read-record-list.ts";
import { readRecords } from "../dialogue/read-records.ts";
import { withHead } from "../dialogue/with-head.ts";
import type { ImportContext, Importer } from "../importer.ts";
import { probeJson } from "../json/probe.ts";
import { mapSample } from "./map-sample.ts";
import { Eval } from "./schema.ts";

/**
 * Logs of Inspect AI: a `.json` log with its samples, or one sample by itself, which is what the archive of a `.eval`
 * holds.
 */
export const inspect: Importer = {
  id: "inspect",
  version: "1",
  label: "Inspect log",
  description: "Inspect .json and .eval logs, a run for each sample and epoch: a step per message and per further call",
  proven: true,
  recognise(head) {
    const { root, members, inner, isBroken } = probeJson(head);
    if (root !== "object" || isBroken) return 0;
    if (isLog(members) && inner.get("eval")?.has("task") !== false) return 0.94;
    const isSample = members.has("id") && members.has("epoch") && members.has("input") && members.has("target");
    return isSample ? 0.9 : 0;
  },
  read,
};

function isLog(members: ReadonlyMap<string, unknown>): boolean {
  return members.has("version") && members.has("status") && members.get("eval") === "object";
}

const REFUSAL = {
  reason: "this is no sample with messages, nor a log that holds one",
  nextStep: "Look at the log's status and error; of a .eval, the samples are the runs.",
};

async function* read(bytes: AsyncIterable<Uint8Array>, { name }: ImportContext): AsyncGenerator<ImportOutcome> {
  let log: Eval | null = null;
  const format = {
    map: (record: Uint8Array, value: unknown) => mapSample(record, value, log, name),
    refusal: REFUSAL,
  };
  const { head, all } = await withHead(bytes);
  if (!isLog(probeJson(head).members)) return yield* readRecords(all, format);
  yield* readRecordList(all, format, {
    key: "samples",
    // It stands before the samples.
    before: { key: "eval", take: (value) => void (log = Eval.safeParse(value).data ?? null) },
  });
}
