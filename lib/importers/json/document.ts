import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { decodeView } from "./bytes.ts";
import type { DocumentList, DocumentPlan, DocumentSkip, DocumentValue } from "./document-plan.ts";
import { SniffingScanner } from "./scan-bytes.ts";
import { type Place, SCAN_LIMITS, type ScanFacts, type ScanLimits } from "./scan-facts.ts";
import { duplicateKeyProblem, noteProblems, problemAt, scanProblem } from "./scan-problems.ts";
import { withSniffableHead } from "./sniff.ts";
import { ValueCapture } from "./value-capture.ts";

export type DocumentPart =
  | DocumentValue
  | DocumentList
  | DocumentSkip
  | { type: "problem"; problem: ImportProblem }
  | { type: "end"; facts: ScanFacts };

/**
 * Streams one JSON document and yields the planned sub-values in source order, then notes, then always `end`. At most
 * one sub-value is in memory. No value follows a `quarantine` or `reject` problem, but the syntax is still read to the
 * end after a duplicate key, so that a truncated file says so.
 */
export async function* readDocument(
  bytes: AsyncIterable<Uint8Array>,
  plan: DocumentPlan,
  limits: Partial<ScanLimits> = {},
): AsyncGenerator<DocumentPart> {
  const capture = new ValueCapture(plan, limits.recordBytes ?? SCAN_LIMITS.recordBytes);
  const scanner = new SniffingScanner(limits, capture);
  let isHeld = false;
  for await (const chunk of withSniffableHead(bytes)) {
    capture.beginChunk(chunk);
    scanner.push(chunk);
    capture.endChunk();
    const duplicate = scanner.facts.duplicateKeys.first;
    const values = capture.take(duplicate?.byteOffset ?? Number.POSITIVE_INFINITY);
    if (!isHeld) yield* values;
    if (duplicate !== null && !isHeld) yield { type: "problem", problem: duplicateKeyProblem(duplicate) };
    isHeld = duplicate !== null;
    if (scanner.error !== null || capture.tooLarge !== null) break;
  }
  const { error, facts } = scanner.end();
  if (capture.tooLarge !== null) yield { type: "problem", problem: tooLargeProblem(capture.tooLarge) };
  else if (error !== null) yield { type: "problem", problem: scanProblem(error) };
  for (const problem of noteProblems(facts)) yield { type: "problem", problem };
  yield { type: "end", facts };
}

/** A sub-value as data. Keys such as `__proto__` become own properties; ill-formed UTF-8 becomes U+FFFD. */
export function parseValue(bytes: Uint8Array): unknown {
  const value: unknown = JSON.parse(decodeView(bytes));
  return value;
}

function tooLargeProblem(place: Place): ImportProblem {
  const reason = "this value is over the size cap of one record";
  return problemAt("reject", "too-large", place, reason, "Split the run or shorten the value, then upload it again.");
}
