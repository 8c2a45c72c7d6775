import type { ImportOutcome, ImportProblem, SourceRecord } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import type { ImportContext } from "../importer.ts";
import { concatBytes } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import { type Line, type LongLine, readLines } from "../json/lines.ts";
import { scanBytes } from "../json/scan-bytes.ts";
import { SCAN_LIMITS } from "../json/scan-facts.ts";
import { duplicateKeyProblem, noteProblems, problemAt, scanProblem } from "../json/scan-problems.ts";
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
  const lines = readLines(bytes, SCAN_LIMITS.recordBytes, context.from ?? undefined);
  if (context.from) return yield* readRecordLines(lines, format, context);
  const first = await lines.next();
  if (first.done) {
    yield { type: "problem", problem: emptyProblem() };
    return;
  }
  if ("isTooLong" in first.value) return yield { type: "problem", problem: tooLongProblem(first.value) };
  const { error } = scanBytes(first.value.bytes);
  // A first line that stops in the middle of a value is the beginning of a document over several lines.
  if (error?.code === "truncated") return yield* readDocumentLines(first.value, lines, format);
  yield* readRecord(first.value.bytes, first.value, first.value.byteStart, format);
  endRecord(first.value, context);
  yield* readRecordLines(lines, format, context);
}

async function* readRecordLines(
  lines: AsyncIterable<Line | LongLine>,
  format: RecordFormat,
  context: Omit<ImportContext, "name">,
): AsyncGenerator<ImportOutcome> {
  for await (const line of lines) {
    if ("isTooLong" in line) return yield { type: "problem", problem: tooLongProblem(line) };
    yield* readRecord(line.bytes, line, line.byteStart, format);
    endRecord(line, context);
  }
}

/** The rest of the line is blank, so reading may begin at its end. */
function endRecord({ byteEnd, line }: Line, { boundary }: Omit<ImportContext, "name">): void {
  boundary?.({ byteOffset: byteEnd, line });
}

const START = { byteOffset: 0, line: 1, path: null };

/** A file without content. */
export function emptyProblem(): ImportProblem {
  return scanProblem({ code: "empty", place: START, detail: "there is nothing in this file" });
}

/** A line over the cap of one record. */
export function tooLongProblem({ line, byteStart }: Pick<LongLine, "line" | "byteStart">): ImportProblem {
  const place = { byteOffset: byteStart, line, path: null };
  const reason = "this line is over the size cap of one record";
  return problemAt("reject", "too-large", place, reason, "Split it and upload it again.");
}

async function* readDocumentLines(
  first: Line,
  rest: AsyncIterable<Line | LongLine>,
  format: RecordFormat,
): AsyncGenerator<ImportOutcome> {
  const parts: Uint8Array[] = [first.bytes];
  let at = first.byteEnd;
  for await (const line of rest) {
    if ("isTooLong" in line) return yield { type: "problem", problem: tooLongProblem(line) };
    // What stood between the lines is blank; filling it up keeps every offset where it was.
    parts.push(new Uint8Array(line.byteStart - at).fill(0x0a), line.bytes);
    at = line.byteEnd;
    if (at - first.byteStart > SCAN_LIMITS.recordBytes) {
      yield { type: "problem", problem: tooLongProblem({ line: first.line, byteStart: first.byteStart }) };
      return;
    }
  }
  for await (const outcome of readRecord(concatBytes(parts), null, first.byteStart, format))
    yield outcome.type === "failed-record" ? { type: "problem", problem: outcome.problem } : outcome;
}

type RecordPlace = Omit<SourceRecord, "sha256">;

async function* readRecord(
  bytes: Uint8Array,
  line: RecordPlace | null,
  base: number,
  { map, refusal }: RecordFormat,
): AsyncGenerator<ImportOutcome> {
  const place = line && { line: line.line, byteStart: line.byteStart, byteEnd: line.byteEnd };
  const moved = (problem: ImportProblem) => inFile(problem, place, base);
  const { error, facts } = scanBytes(bytes);
  const duplicate = facts.duplicateKeys.first;
  if (error || duplicate) {
    const problem = error ? scanProblem(error) : duplicateKeyProblem(duplicate ?? START);
    return yield { type: "failed-record", problem: moved({ ...problem, severity: "quarantine" }) };
  }
  const runs = await map(bytes, parseValue(bytes));
  if (runs.length === 0) {
    const problem = problemAt("quarantine", "not-a-run", START, refusal.reason, refusal.nextStep);
    return yield { type: "failed-record", problem: moved(problem) };
  }
  for (const problem of noteProblems(facts)) yield { type: "problem", problem: moved(problem) };
  for (const { steps, run, notes, identity } of runs) {
    for (const problem of notes) yield { type: "problem", problem: moved(problem) };
    for (const step of steps) yield { type: "step", step };
    const whole = sha256(bytes);
    const isWhole = place === null && identity === null;
    const here = place ?? { line: null, byteStart: base, byteEnd: base + bytes.length };
    const named = identity === null ? whole : sha256(`${whole}:${identity}`);
    yield { type: "run", run, record: isWhole ? null : { ...here, sha256: named } };
  }
}

/** A problem of a record, with its place in the file. */
export function inFile(problem: ImportProblem, place: RecordPlace | null, base: number): ImportProblem {
  const byteOffset = problem.byteOffset === null ? base : problem.byteOffset + base;
  if (place?.line === null || place === null) return { ...problem, byteOffset };
  const message = problem.message.replace(/line \d+, byte \d+/, `line ${place.line}, byte ${byteOffset}`);
  return { ...problem, message, line: place.line, byteOffset };
}
