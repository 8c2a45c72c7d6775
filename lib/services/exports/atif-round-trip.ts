import { ParsedRun } from "../../domain/record/run.ts";
import { ParsedStep } from "../../domain/record/step.ts";
import type { WholeRun } from "../../domain/record/same-run.ts";
import { atif as profile } from "../../exporters/atif/atif.ts";
import { byCodeUnit } from "../../exporters/json-text.ts";
import type { ExportRecord, ExportText } from "../../exporters/record.ts";
import { sampleRecord } from "../../exporters/sample-record.ts";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { atif as importer } from "../../importers/atif/atif.ts";
import { collect } from "../../importers/collect.ts";

/** For tests: runs on their way from an importer through ATIF and back. */

/** An odd number, so that cuts fall into surrogate pairs. */
const PIECE_UNITS = 1021;

/** A run as an export reads it from the record; `environment` comes sorted by name, as from there. */
export function recordOf({ run, steps }: WholeRun, runKey = "run-1"): ExportRecord {
  const { environment, ...facts } = run;
  const exported = steps.map((step) => ({
    ...step,
    contentSha256: "",
    text: {
      thought: piecesOf(step.text.thought),
      action: piecesOf(step.text.action),
      observation: piecesOf(step.text.observation),
      message: piecesOf(step.text.message),
    },
  }));
  return {
    ...sampleRecord(runKey, exported),
    run: facts,
    environment: environment.toSorted(([a], [b]) => byCodeUnit(a, b)),
  };
}

function piecesOf(text: string | null): ExportText | null {
  if (text === null) return null;
  return {
    async *read() {
      for (let at = 0; at < text.length; at += PIECE_UNITS) yield text.slice(at, at + PIECE_UNITS);
    },
  };
}

/** The document of a run and what it names as lost, or the reason why there is none. */
export async function writeAtif(
  record: ExportRecord,
): Promise<{ text: string; lossy: string[] } | { rejected: string }> {
  const projection = await profile.project(record);
  if ("rejected" in projection) return projection;
  const documents: { text: string; lossy: string[] }[] = [];
  for await (const row of projection.rows) {
    const pieces: string[] = [];
    for await (const piece of row.text) pieces.push(piece);
    documents.push({ text: pieces.join(""), lossy: [...row.lossy()] });
  }
  const [only] = documents;
  if (!only || documents.length > 1) throw new Error(`${documents.length} documents of one run`);
  return only;
}

/** What the importer makes of a document that was written. */
export async function readBack(text: string): Promise<ImportOutcome[]> {
  return collect(importer, text, { name: "atif.jsonl", size: 65_536 });
}

/** The runs of outcomes with their steps, each held to the schema; those of held back records are left out. */
export function wholeRuns(outcomes: readonly ImportOutcome[]): WholeRun[] {
  const runs: WholeRun[] = [];
  let steps: ParsedStep[] = [];
  for (const outcome of outcomes) {
    if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
    if (outcome.type === "run") runs.push({ run: ParsedRun.parse(outcome.run), steps });
    if (outcome.type === "run" || outcome.type === "failed-record") steps = [];
  }
  return runs;
}
