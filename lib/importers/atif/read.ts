import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import { sha256 } from "../dialogue/task-of.ts";
import type { ImportContext } from "../importer.ts";
import { readDocument } from "../json/document.ts";
import type { DocumentPlan, DocumentValue } from "../json/document-plan.ts";
import { probeJson } from "../json/probe.ts";
import { problemAt } from "../json/scan-problems.ts";
import { once } from "../json/slices.ts";
import { AtifReader } from "./atif-reader.ts";

const LISTS = new Set(["steps", "subagent_trajectories"]);
const PLAN: DocumentPlan = { member: (key) => (LISTS.has(key) ? "elements" : "whole"), rootElements: false };

/**
 * Streams an ATIF document: steps as they pass, then embedded sub-agents, then the run. A wrapper whose members are
 * documents themselves gives a run for each. One step, member or sub-agent is in memory at a time.
 */
export async function* readAtif(
  bytes: AsyncIterable<Uint8Array>,
  context: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const reader = new AtifReader(context.name);
  const inner: DocumentValue[] = [];
  /** Sub-agents may stand before the steps that call them. */
  const subagents: DocumentValue[] = [];
  let isHeld = false;
  for await (const part of readDocument(bytes, PLAN)) {
    if (part.type === "problem") {
      isHeld ||= part.problem.severity !== "note";
      yield part;
    } else if (part.type === "list" && part.key === "steps") reader.hasSteps = true;
    else if (part.type === "value" && !isHeld) {
      const held = { ...part, bytes: part.bytes.slice() };
      if (part.key === "steps" && part.index !== null)
        for (const step of await reader.readStep(held)) yield { type: "step", step };
      else if (part.key === "subagent_trajectories" && part.index !== null) subagents.push(held);
      else if (isDocument(held.bytes)) inner.push(held);
      else await reader.readMember(held);
    }
  }
  if (isHeld) return;
  if (reader.hasSteps) {
    for (const value of subagents) for (const step of await reader.readSubagent(value)) yield { type: "step", step };
    for (const problem of reader.notes()) yield { type: "problem", problem };
    yield { type: "run", run: reader.run(), record: null };
  } else if (inner.length === 0) yield { type: "problem", problem: notARun() };
  else for (const value of inner) yield* readInner(value, context);
}

/** A document inside a wrapper is a record of its own; its steps are counted from its first byte. */
async function* readInner(value: DocumentValue, context: ImportContext): AsyncGenerator<ImportOutcome> {
  const { byteStart, byteEnd } = value;
  const record = { byteStart, byteEnd, sha256: sha256(value.bytes), line: null };
  for await (const outcome of readAtif(once(value.bytes), context)) {
    if (outcome.type === "run") yield { ...outcome, record };
    else if (outcome.type === "problem" && outcome.problem.severity !== "note")
      yield { type: "failed-record", problem: { ...outcome.problem, path: value.path, byteOffset: byteStart } };
    else yield outcome;
  }
}

function isDocument(bytes: Uint8Array): boolean {
  const { members } = probeJson(bytes);
  return members.get("steps") === "array" && (members.has("schema_version") || members.has("agent"));
}

function notARun(): ImportProblem {
  return problemAt(
    "quarantine",
    "not-a-run",
    { byteOffset: 0, line: 1, path: null },
    "this has no list of steps",
    "Upload the trajectory.json that the agent wrote.",
  );
}
