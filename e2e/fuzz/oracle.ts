import type { ImportOutcome, SourceRecord } from "../../lib/domain/record/import-outcome.ts";
import { ParsedRun } from "../../lib/domain/record/run.ts";
import { ParsedStep } from "../../lib/domain/record/step.ts";

/** Largest whole number of a step's columns. */
const INT4 = 2 ** 31 - 1;
const WHOLE = [
  "ordinal",
  "turn",
  "callOrdinal",
  "lane",
  "parentOrdinal",
  "exitCode",
  "tokensIn",
  "tokensOut",
  "sourceIndex",
] as const;
const MAX_TARGET = 200;
/** What PostgreSQL reads as a time. */
const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/**
 * What is wrong with what an importer gave for a file; null when all is well. Steps belong to a run and count up, runs
 * count their own steps, places lie in the file and hold what is said, nothing follows a refusal, and every line of a file of records is said.
 */
export function complaintOf(bytes: Uint8Array, outcomes: readonly ImportOutcome[]): string | null {
  let open: ParsedStep[] = [];
  let isRefused = false;
  const said: Said = { lines: new Set(), records: [], runs: 0, failed: 0, hasLines: false };
  for (const outcome of outcomes) {
    if ("problem" in outcome) {
      const { problem } = outcome;
      if (problem.line !== null) said.lines.add(problem.line);
      if ((problem.byteOffset ?? 0) > bytes.length) return `problem ${problem.code} behind the end of the file`;
      if (!/^[A-Z`\d].*\.$/s.test(problem.message)) return `problem ${problem.code} is no sentence`;
      isRefused ||= outcome.type === "problem" && problem.severity !== "note";
      if (outcome.type !== "failed-record") continue;
      said.failed += 1;
      open = [];
      continue;
    }
    if (isRefused) return `a ${outcome.type} after a refusal of the file`;
    const wrong =
      outcome.type === "step"
        ? wrongStep(outcome.step, open.length, bytes.length)
        : wrongRun(outcome, open, bytes.length);
    if (wrong !== null) return wrong;
    if (outcome.type === "step") open.push(outcome.step);
    else {
      const invented = inventedWord(bytes.subarray(outcome.record?.byteStart ?? 0), open);
      if (invented !== null) return invented;
      open = [];
      said.runs += 1;
      said.hasLines ||= typeof outcome.record?.line === "number";
      if (outcome.record) said.records.push(outcome.record);
    }
  }
  if (isRefused) return null;
  if (open.length > 0) return "steps without a run";
  if (said.runs + said.failed === 0) return "a file of which nothing is said";
  return unsaidLine(bytes, said);
}

type Said = { lines: Set<number>; records: SourceRecord[]; runs: number; failed: number; hasLines: boolean };

function wrongStep(step: ParsedStep, ordinal: number, size: number): string | null {
  const parsed = ParsedStep.safeParse(step);
  if (!parsed.success) return `step: ${parsed.error.issues[0]?.path.join(".")} ${parsed.error.issues[0]?.message}`;
  const large = WHOLE.find((field) => Math.abs(step[field] ?? 0) > INT4);
  if (large) return `step: ${large} is more than a column holds`;
  if (step.ordinal !== ordinal) return "step: ordinals do not count up";
  if ((step.parentOrdinal ?? -1) >= ordinal) return "step: parent is not before it";
  if (step.startedAt !== null && !TIME.test(step.startedAt)) return "step: startedAt is no time a database reads";
  if (step.target.length > MAX_TARGET) return "step: target is too long";
  const { byteStart, byteEnd } = step.sourcePointer;
  return byteStart > byteEnd || byteEnd > size ? "step: place outside the file" : null;
}

function wrongRun(
  { run, record }: Extract<ImportOutcome, { type: "run" }>,
  steps: readonly ParsedStep[],
  size: number,
): string | null {
  const parsed = ParsedRun.safeParse(run);
  if (!parsed.success) return `run: ${parsed.error.issues[0]?.path.join(".")} ${parsed.error.issues[0]?.message}`;
  if (run.stepCount !== steps.length) return "run: steps are miscounted";
  if (run.actionCount !== steps.filter(({ isAction }) => isAction).length) return "run: actions are miscounted";
  if (steps.some(({ lane }) => lane >= run.lanes.length)) return "run: a step of a lane that is not there";
  if (record === null) return null;
  if (record.byteStart > record.byteEnd || record.byteEnd > size) return "run: record outside the file";
  const recordBytes = record.byteEnd - record.byteStart;
  return steps.some(({ sourcePointer }) => sourcePointer.byteEnd > recordBytes)
    ? "run: a step outside its record"
    : null;
}

/** Words of a text that are looked for in its source. */
const LOOK_WORDS = 12;

/** What a step says stands in the bytes it points at, which are one JSON value where the file is JSON. */
function inventedWord(record: Uint8Array, steps: readonly ParsedStep[]): string | null {
  for (const { sourcePointer, text } of steps) {
    const slice = new TextDecoder().decode(record.subarray(sourcePointer.byteStart, sourcePointer.byteEnd));
    // A gap of a live run is told in our own words.
    if (slice.startsWith('{"gap":')) continue;
    const said = `${slice}\n${wordsIn(slice)}`;
    for (const field of ["message", "action"] as const)
      for (const word of (text[field] ?? "").match(/\w{3,}/g)?.slice(0, LOOK_WORDS) ?? [])
        if (!said.includes(word)) return `step: a ${field} says what its source does not`;
  }
  return null;
}

/** Keys and strings of a JSON text, one on each line; nothing where it is no JSON. */
function wordsIn(slice: string): string {
  const words: string[] = [];
  try {
    JSON.parse(slice, (key, value: unknown) => {
      words.push(key);
      if (typeof value === "string") words.push(value);
      return value;
    });
  } catch {
    return "";
  }
  return words.join("\n");
}

/** Conservation: where runs are lines, each line is in a run or has a problem; lines before all runs have one for all. */
function unsaidLine(bytes: Uint8Array, said: Said): string | null {
  if (!said.hasLines) return null;
  const records = said.records.toSorted((a, b) => a.byteStart - b.byteStart);
  const firstLine = records[0]?.line ?? 1;
  const isBegun = [...said.lines].some((each) => each < firstLine);
  let line = 1;
  let at = 0;
  for (let from = 0; from <= bytes.length; line += 1) {
    const feed = bytes.indexOf(0x0a, from);
    const to = feed < 0 ? bytes.length : feed;
    while (at < records.length && (records[at]?.byteEnd ?? 0) <= from) at += 1;
    const content = bytes.subarray(line === 1 && bytes[0] === 0xef && bytes[1] === 0xbb ? 3 : from, to);
    const isBlank = content.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
    const isInRun = (records[at]?.byteStart ?? bytes.length) < to;
    if (!isBlank && !isInRun && !said.lines.has(line) && !(isBegun && line < firstLine))
      return "a line that is neither a run nor a failed record";
    from = to + 1;
  }
  return null;
}
