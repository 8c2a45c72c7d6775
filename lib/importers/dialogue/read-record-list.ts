import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import { parseValue, readDocument } from "../json/document.ts";
import type { DocumentValue } from "../json/document-plan.ts";
import { problemAt } from "../json/scan-problems.ts";
import type { RecordFormat } from "./read-records.ts";
import { sha256 } from "./task-of.ts";

/**
 * Streams a document that is a list of records: a run, or more, for each element. A bad element holds back itself alone;
 * a document that is no sound JSON is held back whole. One record is in memory at a time.
 */
export async function* readRecordList(
  bytes: AsyncIterable<Uint8Array>,
  format: RecordFormat,
): AsyncGenerator<ImportOutcome> {
  for await (const part of readDocument(bytes, { member: () => "skip", rootElements: true })) {
    if (part.type === "problem") yield part;
    else if (part.type === "value") yield* readElement({ ...part, bytes: part.bytes.slice() }, format);
  }
}

async function* readElement(element: DocumentValue, { map, refusal }: RecordFormat): AsyncGenerator<ImportOutcome> {
  const { byteStart, byteEnd, bytes } = element;
  const runs = await map(bytes, parseValue(bytes));
  if (runs.length === 0) yield { type: "failed-record", problem: refusedElement(element, refusal) };
  const whole = sha256(bytes);
  for (const { steps, run, notes, identity } of runs) {
    for (const problem of notes) yield { type: "problem", problem: inFile(problem, element) };
    for (const step of steps) yield { type: "step", step };
    const named = identity === null ? whole : sha256(`${whole}:${identity}`);
    yield { type: "run", run, record: { line: null, byteStart, byteEnd, sha256: named } };
  }
}

function refusedElement(
  { path, byteStart }: DocumentValue,
  { reason, nextStep }: RecordFormat["refusal"],
): ImportProblem {
  const problem = problemAt("quarantine", "not-a-run", { byteOffset: byteStart, line: 1, path }, reason, nextStep);
  return { ...problem, message: `At ${path} (byte ${byteStart}): ${reason}. ${nextStep}`, line: null };
}

/** A note of a record, with its place in the file. */
function inFile(problem: ImportProblem, { path, byteStart }: DocumentValue): ImportProblem {
  const inside = problem.path ?? "";
  const place = inside === "" ? path : `${path}.${inside}`;
  const message = problem.message.replace(`At ${inside}:`, `At ${place}:`);
  return { ...problem, path: place, message, byteOffset: (problem.byteOffset ?? 0) + byteStart };
}
