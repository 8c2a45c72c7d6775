import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import { parseValue, readDocument } from "../json/document.ts";
import type { DocumentPlan, DocumentValue } from "../json/document-plan.ts";
import { problemAt } from "../json/scan-problems.ts";
import type { RecordFormat } from "./read-records.ts";
import { sha256 } from "./task-of.ts";

/** Where the list stands: a member of the document, and one before it that says something of all records. */
export type ListPlace = { key: string; before: { key: string; take: (value: unknown) => void } };

/**
 * Streams a document that is a list of records, or has one as a member: a run, or more, for each element. A bad element holds back itself alone;
 * a document that is no sound JSON is held back whole. One record is in memory at a time.
 */
export async function* readRecordList(
  bytes: AsyncIterable<Uint8Array>,
  format: RecordFormat,
  place: ListPlace | null = null,
): AsyncGenerator<ImportOutcome> {
  const plan: DocumentPlan = {
    member: (key) => (key === place?.key ? "elements" : key === place?.before.key ? "whole" : "skip"),
    rootElements: place === null,
  };
  let isSaid = false;
  for await (const part of readDocument(bytes, plan)) {
    isSaid ||= part.type === "value" && part.index !== null;
    if (part.type === "problem") {
      isSaid ||= part.problem.severity !== "note";
      yield part;
    }
    if (part.type === "value" && part.index === null) place?.before.take(parseValue(part.bytes));
    else if (part.type === "value") yield* readElement({ ...part, bytes: part.bytes.slice() }, format);
  }
  const { reason, nextStep } = format.refusal;
  const start = { byteOffset: 0, line: 1, path: null };
  if (!isSaid) yield { type: "problem", problem: problemAt("quarantine", "not-a-run", start, reason, nextStep) };
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
