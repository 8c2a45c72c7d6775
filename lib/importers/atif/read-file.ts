import { createHash } from "node:crypto";
import type { ImportOutcome, ImportProblem, SourceRecord } from "../../domain/record/import-outcome.ts";
import { inFile, tooLongProblem } from "../dialogue/source-parts.ts";
import { sha256 } from "../dialogue/task-of.ts";
import type { ImportContext } from "../importer.ts";
import { FirstDocument } from "../json/first-document.ts";
import { readLines } from "../json/lines.ts";
import { SCAN_LIMITS } from "../json/scan-facts.ts";
import { once } from "../json/slices.ts";
import { readTrajectory } from "./read.ts";

/**
 * Streams a file of ATIF: one document as it passes, or JSONL with a document on each line, of which each is a record
 * of its own and a bad one holds back itself alone. Behind the first, one line is in memory at a time.
 */
export async function* readAtif(
  bytes: AsyncIterable<Uint8Array>,
  context: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const first = new FirstDocument(bytes);
  try {
    const hash = createHash("sha256");
    // Whether the first document is the file or one record of many is known behind it.
    const waiting: ImportOutcome[] = [];
    for await (const outcome of readTrajectory(hashed(first.bytes(), hash), context))
      if (isOfTheWhole(outcome)) waiting.push(outcome);
      else yield outcome;
    await first.skipToEnd();
    const { sizeBytes, lineFeeds } = first;
    // A document over several lines that is broken has no end to be sure of: its other lines are no records.
    if (lineFeeds > 1 && waiting.some(({ type }) => type !== "run")) return yield* waiting;
    let isOneOfMany = false;
    for await (const line of readLines(first.rest(), SCAN_LIMITS.recordBytes)) {
      if (!isOneOfMany) {
        const place = { byteStart: 0, byteEnd: sizeBytes - 1, line: 1, sha256: hash.digest("hex") };
        for (const outcome of waiting) yield asRecord(outcome, place);
      }
      isOneOfMany = true;
      const at = { line: lineFeeds + line.line, byteStart: sizeBytes + line.byteStart };
      if ("isTooLong" in line) return yield { type: "problem", problem: tooLongProblem(at) };
      const record = { ...at, byteEnd: sizeBytes + line.byteEnd, sha256: sha256(line.bytes) };
      yield* readRecord(line.bytes, record, context);
    }
    if (!isOneOfMany) yield* waiting;
  } finally {
    await first.close();
  }
}

async function* readRecord(
  bytes: Uint8Array,
  place: SourceRecord,
  context: ImportContext,
): AsyncGenerator<ImportOutcome> {
  for await (const outcome of readTrajectory(once(bytes), context)) {
    const placed = asRecord(outcome, place);
    yield placed;
    if (placed.type === "failed-record" && isOfTheWhole(outcome)) return;
  }
}

function isOfTheWhole(outcome: ImportOutcome): boolean {
  if (outcome.type === "problem") return outcome.problem.severity !== "note";
  return outcome.type === "run" && outcome.record === null;
}

/** An outcome of a document as one of a line: its steps are counted from the line's first byte. */
function asRecord(outcome: ImportOutcome, place: SourceRecord): ImportOutcome {
  const moved = (problem: ImportProblem) => inFile(problem, place);
  if (outcome.type === "run") {
    const { record } = outcome;
    const within = record && {
      byteStart: place.byteStart + record.byteStart,
      byteEnd: place.byteStart + record.byteEnd,
    };
    return { ...outcome, record: { ...place, ...within, ...(record && { sha256: record.sha256 }) } };
  }
  if (outcome.type === "problem" && isOfTheWhole(outcome))
    return { type: "failed-record", problem: moved({ ...outcome.problem, severity: "quarantine" }) };
  return "problem" in outcome ? { ...outcome, problem: moved(outcome.problem) } : outcome;
}

async function* hashed(
  bytes: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}
