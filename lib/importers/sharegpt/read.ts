import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import { type MappedRun, readRecords } from "../dialogue/read-records.ts";
import { sha256 } from "../dialogue/task-of.ts";
import type { ImportContext } from "../importer.ts";
import { parseValue, readDocument } from "../json/document.ts";
import type { DocumentValue } from "../json/document-plan.ts";
import { probeJson } from "../json/probe.ts";
import { problemAt } from "../json/scan-problems.ts";
import { conversationsOf } from "./conversations.ts";
import { mapConversation } from "./map-conversation.ts";
import { isRecord } from "./recognise.ts";
import { withHead } from "./with-head.ts";

const REFUSAL = {
  reason: "this is no conversation: it has no list of turns",
  nextStep: "Each record holds `conversations`, a list of turns with `from` and `value`.",
};

/**
 * Streams ShareGPT: a run for each element of a list of records, for each line, or for one document. One record is in
 * memory at a time, and the head of the file until it shows which of these it is.
 */
export async function* readSharegpt(
  bytes: AsyncIterable<Uint8Array>,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const map = async (record: Uint8Array, value: unknown) => {
    const conversations = await conversationsOf(record, value);
    return Promise.all(conversations.map((conversation) => mapConversation(conversation, name)));
  };
  const { head, all } = await withHead(bytes);
  const { root, elements } = probeJson(head);
  if (root === "array" && isRecord(elements)) yield* readList(all, map);
  else yield* readRecords(all, { map, refusal: REFUSAL });
}

type MapRecord = (record: Uint8Array, value: unknown) => Promise<readonly MappedRun[]>;

async function* readList(bytes: AsyncIterable<Uint8Array>, map: MapRecord): AsyncGenerator<ImportOutcome> {
  for await (const part of readDocument(bytes, { member: () => "skip", rootElements: true })) {
    if (part.type === "problem") yield part;
    else if (part.type === "value") yield* readElement({ ...part, bytes: part.bytes.slice() }, map);
  }
}

async function* readElement(element: DocumentValue, map: MapRecord): AsyncGenerator<ImportOutcome> {
  const { byteStart, byteEnd, bytes } = element;
  const runs = await map(bytes, parseValue(bytes));
  if (runs.length === 0) yield { type: "failed-record", problem: refusedElement(element) };
  const whole = sha256(bytes);
  for (const { steps, run, notes, identity } of runs) {
    for (const problem of notes) yield { type: "problem", problem: inFile(problem, element) };
    for (const step of steps) yield { type: "step", step };
    const named = identity === null ? whole : sha256(`${whole}:${identity}`);
    yield { type: "run", run, record: { line: null, byteStart, byteEnd, sha256: named } };
  }
}

function refusedElement({ path, byteStart }: DocumentValue): ImportProblem {
  const { reason, nextStep } = REFUSAL;
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
