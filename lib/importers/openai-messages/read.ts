import type { ImportOutcome, ImportProblem, SourceRecord } from "../../domain/record/import-outcome.ts";
import type { ImportContext } from "../importer.ts";
import { parseValue } from "../json/document.ts";
import { type Line, readLines } from "../json/lines.ts";
import { scanBytes } from "../json/scan-bytes.ts";
import { SCAN_LIMITS } from "../json/scan-facts.ts";
import { duplicateKeyProblem, noteProblems, problemAt, scanProblem } from "../json/scan-problems.ts";
import { concatBytes } from "../json/bytes.ts";
import { conversationsOf, identityOf } from "./conversations.ts";
import { mapConversation } from "./map-conversation.ts";

/**
 * Streams OpenAI messages: JSONL with a record on each line, or one document, pretty-printed or not. A bad line holds
 * back itself alone. One record is in memory at a time.
 */
export async function* readMessages(
  bytes: AsyncIterable<Uint8Array>,
  context: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const lines = readLines(bytes, SCAN_LIMITS.recordBytes);
  const first = await lines.next();
  if (first.done) {
    yield {
      type: "problem",
      problem: scanProblem({ code: "empty", place: START, detail: "there is nothing in this file" }),
    };
    return;
  }
  if ("isTooLong" in first.value) return yield tooLong(first.value);
  const { error } = scanBytes(first.value.bytes);
  // A first line that stops in the middle of a value is the beginning of a document over several lines.
  if (error?.code === "truncated") return yield* readDocumentLines(first.value, lines, context);
  yield* readLine(first.value, context);
  for await (const line of lines) {
    if ("isTooLong" in line) return yield tooLong(line);
    yield* readLine(line, context);
  }
}

const START = { byteOffset: 0, line: 1, path: null };

async function* readDocumentLines(
  first: Line,
  rest: AsyncIterable<Line | { line: number; byteStart: number; isTooLong: true }>,
  context: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const parts: Uint8Array[] = [first.bytes];
  let at = first.byteEnd;
  for await (const line of rest) {
    if ("isTooLong" in line) return yield tooLong(line);
    // What stood between the lines is blank; filling it up keeps every offset where it was.
    parts.push(new Uint8Array(line.byteStart - at).fill(0x0a), line.bytes);
    at = line.byteEnd;
    if (at - first.byteStart > SCAN_LIMITS.recordBytes)
      return yield tooLong({ line: first.line, byteStart: first.byteStart });
  }
  const bytes = concatBytes(parts);
  for await (const outcome of readRecord(bytes, null, first.byteStart, context))
    yield outcome.type === "failed-record" ? { type: "problem", problem: outcome.problem } : outcome;
}

async function* readLine(
  { line, byteStart, byteEnd, bytes }: Line,
  context: ImportContext,
): AsyncGenerator<ImportOutcome> {
  yield* readRecord(bytes, { line, byteStart, byteEnd }, byteStart, context);
}

type RecordPlace = Omit<SourceRecord, "sha256">;

async function* readRecord(
  bytes: Uint8Array,
  place: RecordPlace | null,
  base: number,
  context: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const moved = (problem: ImportProblem) => inFile(problem, place, base);
  const { error, facts } = scanBytes(bytes);
  const duplicate = facts.duplicateKeys.first;
  if (error || duplicate) {
    const problem = error ? scanProblem(error) : duplicateKeyProblem(duplicate ?? START);
    return yield { type: "failed-record", problem: moved({ ...problem, severity: "quarantine" }) };
  }
  const conversations = await conversationsOf(bytes, parseValue(bytes));
  if (conversations.length === 0) return yield { type: "failed-record", problem: moved(notAConversation()) };
  for (const problem of noteProblems(facts)) yield { type: "problem", problem: moved(problem) };
  for (const conversation of conversations) {
    const { steps, run, notes } = await mapConversation(conversation, context.name);
    for (const problem of notes) yield { type: "problem", problem: moved(problem) };
    for (const step of steps) yield { type: "step", step };
    const sha256 = identityOf(bytes, conversation.side);
    const isWhole = place === null && conversation.side === null;
    const here = place ?? { line: null, byteStart: base, byteEnd: base + bytes.length };
    yield { type: "run", run, record: isWhole ? null : { ...here, sha256 } };
  }
}

/** A problem of a record, with its place in the file. */
function inFile(problem: ImportProblem, place: RecordPlace | null, base: number): ImportProblem {
  const byteOffset = problem.byteOffset === null ? base : problem.byteOffset + base;
  if (place?.line === null || place === null) return { ...problem, byteOffset };
  const message = problem.message.replace(/line \d+, byte \d+/, `line ${place.line}, byte ${byteOffset}`);
  return { ...problem, message, line: place.line, byteOffset };
}

function notAConversation(): ImportProblem {
  const reason = "this is no conversation: it has no list of messages with roles";
  return problemAt("quarantine", "not-a-run", START, reason, "Each record holds `messages`, or is a list of them.");
}

function tooLong({ line, byteStart }: { line: number; byteStart: number }): ImportOutcome {
  const place = { byteOffset: byteStart, line, path: null };
  const reason = "this line is over the size cap of one record";
  return { type: "problem", problem: problemAt("reject", "too-large", place, reason, "Split it and upload it again.") };
}
