import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
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
 * Streams an ATIF document: its steps as they pass, each embedded agent behind the step that calls it, then the run. A
 * wrapper whose members are documents themselves gives a run for each. One step, member or document is in memory at a
 * time, and what waits for its place.
 */
export async function* readTrajectory(
  bytes: AsyncIterable<Uint8Array>,
  context: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const reader = new AtifReader(context.name);
  let hasSteps = false;
  let isWrapper = false;
  let isHeld = false;
  for await (const part of readDocument(bytes, PLAN)) {
    if (part.type === "problem") {
      isHeld ||= part.problem.severity !== "note";
      yield part;
    } else if (isHeld) continue;
    else if (part.type === "list" && part.key === "steps") hasSteps = true;
    else if (part.type === "list") yield* asOutcomes(reader.endSubagents());
    else if (part.type === "value") {
      const held = { ...part, bytes: part.bytes.slice() };
      if (isElementOf(part, "steps")) yield* asOutcomes(reader.readStep(held));
      else if (isElementOf(part, "subagent_trajectories")) yield* asOutcomes(reader.readSubagent(held));
      else if (!hasSteps && isDocument(held.bytes)) {
        isWrapper = true;
        yield* readWrapped(held, context);
      } else await reader.readMember(held);
    }
  }
  if (isHeld) return;
  if (hasSteps) yield* finish(reader);
  else yield* asProblems(isWrapper ? reader.strayMembers() : [notARun()]);
}

async function* finish(reader: AtifReader): AsyncGenerator<ImportOutcome> {
  yield* asOutcomes(reader.finish());
  yield* asProblems(reader.notes());
  yield { type: "run", run: reader.run(), record: null };
}

async function* asOutcomes(steps: AsyncIterable<ParsedStep>): AsyncGenerator<ImportOutcome> {
  for await (const step of steps) yield { type: "step", step };
}

function* asProblems(problems: readonly ImportProblem[]): Generator<ImportOutcome> {
  for (const problem of problems) yield { type: "problem", problem };
}

function isElementOf({ key, index }: DocumentValue, list: string): boolean {
  return key === list && index !== null;
}

/** A document inside a wrapper is a record of its own; its steps are counted from its first byte. */
async function* readWrapped(value: DocumentValue, context: ImportContext): AsyncGenerator<ImportOutcome> {
  const { byteStart, byteEnd } = value;
  const record = { byteStart, byteEnd, sha256: sha256(value.bytes), line: null };
  for await (const outcome of readTrajectory(once(value.bytes), context)) {
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
