import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { readRecordList } from "../dialogue/read-record-list.ts";
import { readRecords } from "../dialogue/read-records.ts";
import { withHead } from "../dialogue/with-head.ts";
import type { ImportContext, Importer } from "../importer.ts";
import { probeJson } from "../json/probe.ts";
import { mapSolution } from "./map-solution.ts";
import { recognisePrm800k } from "./recognise.ts";

/** Solutions of PRM800K, one labelled solution a line. Authority: the README of github.com/openai/prm800k. */
export const prm800k: Importer = {
  id: "prm800k",
  version: "1",
  label: "PRM800K",
  description: "labelled solutions of PRM800K: a step per completion, those that were not chosen on a lane beside",
  proven: true,
  recognise: recognisePrm800k,
  read,
};

async function* read(bytes: AsyncIterable<Uint8Array>, { name }: ImportContext): AsyncGenerator<ImportOutcome> {
  const format = {
    map: (record: Uint8Array, value: unknown) => mapSolution(record, value, name),
    refusal: {
      reason: "this is no labelled solution: it has no question or no completion",
      nextStep: "Each record holds `question.problem` and `label.steps`.",
    },
  };
  const { head, all } = await withHead(bytes);
  yield* probeJson(head).root === "array" ? readRecordList(all, format) : readRecords(all, format);
}
