import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import type { ImportContext } from "../importer.ts";
import { parseValue } from "../json/document.ts";
import { duplicateKeyProblem, noteProblems, problemAt, scanProblem } from "../json/scan-problems.ts";
import { inFile, type SourcePart, sourceParts } from "./source-parts.ts";
import { sha256 } from "./task-of.ts";

/** One run of a record. `identity` names it among the runs of its record; null where the record is one run. */
export type MappedRun = { steps: ParsedStep[]; run: ParsedRun; notes: ImportProblem[]; identity: string | null };

/** A format whose file is JSONL of records, or one document that is a record. */
export type RecordFormat = {
  /** The runs of one record, byte ranges relative to it; none where it is no record of this format. */
  map(record: Uint8Array, value: unknown): Promise<readonly MappedRun[]>;
  /** Why a record of no run is none, and what to do: "At <place>: <reason>. <nextStep>". */
  refusal: { reason: string; nextStep: string };
};

/**
 * Streams JSONL with a record on each line, or one document, pretty-printed or not. A bad line holds back itself alone.
 * One record is in memory at a time. An importer that hands on its context can be taken up again between two lines.
 */
export async function* readRecords(
  bytes: AsyncIterable<Uint8Array>,
  format: RecordFormat,
  context: Omit<ImportContext, "name"> = {},
): AsyncGenerator<ImportOutcome> {
  for await (const part of sourceParts(bytes, context.from ?? null)) {
    if ("problem" in part) {
      yield { type: "problem", problem: part.problem };
      continue;
    }
    yield* readRecord(part, format);
    // The rest of the line is blank, so reading may begin at its end.
    if (part.line !== null) context.boundary?.({ byteOffset: part.byteEnd, line: part.line });
  }
}

const START = { byteOffset: 0, line: 1, path: null };

async function* readRecord(part: SourcePart, { map, refusal }: RecordFormat): AsyncGenerator<ImportOutcome> {
  const { line, byteStart, byteEnd, bytes, scan } = part;
  const { error, facts } = scan;
  const duplicate = facts.duplicateKeys.first;
  if (error) return yield refused(scanProblem(error), part);
  if (duplicate) return yield refused(duplicateKeyProblem(duplicate), part);
  const runs = await map(bytes, parseValue(bytes));
  if (runs.length === 0)
    return yield refused(problemAt("quarantine", "not-a-run", START, refusal.reason, refusal.nextStep), part);
  for (const problem of noteProblems(facts)) yield { type: "problem", problem: inFile(problem, part) };
  const whole = sha256(bytes);
  for (const { steps, run, notes, identity } of runs) {
    for (const problem of notes) yield { type: "problem", problem: inFile(problem, part) };
    for (const step of steps) yield { type: "step", step };
    const named = identity === null ? whole : sha256(`${whole}:${identity}`);
    const isWhole = line === null && identity === null;
    yield { type: "run", run, record: isWhole ? null : { line, byteStart, byteEnd, sha256: named } };
  }
}

/** A line is held back alone; a document is all there is. */
function refused(problem: ImportProblem, part: SourcePart): ImportOutcome {
  const type = part.line === null ? ("problem" as const) : ("failed-record" as const);
  return { type, problem: inFile({ ...problem, severity: "quarantine" }, part) };
}
