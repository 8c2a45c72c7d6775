import type { ParsedStep, SourcePointer } from "../../domain/record/step.ts";
import { type Call, type DialogueSteps, joined, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import type { NoteBook } from "../dialogue/note-book.ts";
import { amountOrNull, isRefused, stepCountOrNull } from "../dialogue/number-facts.ts";
import { elementSlices } from "../json/slices.ts";
import { withCommandKind } from "./call-kind.ts";
import { memberText, sourceText } from "./content.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { carriedIn, type KnownLanes, restoreRows } from "./restore-rows.ts";
import { type AgentRef, placeResults, type ResultPlace, resultsOf, type StepResult } from "./results.ts";
import type { Step } from "./schema.ts";

/** Where a step stands: its place in the source's list, its bytes, and the lane it belongs to. */
export type StepPlace = {
  sourceIndex: number;
  sourcePointer: SourcePointer;
  lane: number;
  parentOrdinal: number | null;
};

/** A reference to another agent, from the row whose result holds it. */
export type Handover = { ref: AgentRef; ordinal: number };
export type MappedStep = { steps: ParsedStep[]; handovers: Handover[] };

const RAW = "The raw file keeps it.";

/**
 * One step of the source as rows: a message, or a row for each of its calls with its result. The call's arguments are
 * cut out of the source's own bytes, so that numbers, order and hostile keys survive. A step that Runtape wrote gives
 * the rows it was written from, if what it carries fits it.
 */
export async function mapStep(
  step: Step,
  bytes: Uint8Array,
  place: StepPlace,
  rows: DialogueSteps,
  book: NoteBook,
  lanes: KnownLanes = null,
): Promise<MappedStep> {
  const calls = await callsOf(step, bytes);
  const mapped = await mapPlain(step, calls, bytes, place, rows, book);
  const carried = carriedIn(step.extra);
  if (carried === undefined) return mapped;
  const restored = restoreRows({ step, calls, rows: mapped.steps }, carried, lanes);
  if (restored !== null) return { ...mapped, steps: restored };
  const reason = "what this step carries from the record it was written from does not fit it";
  noteAt(book, place)("carried-ignored", reason, "It was read as plain ATIF.");
  return mapped;
}

async function mapPlain(
  step: Step,
  calls: readonly Call[],
  bytes: Uint8Array,
  place: StepPlace,
  rows: DialogueSteps,
  book: NoteBook,
): Promise<MappedStep> {
  const say = noteAt(book, place);
  const facts = factsOf(step, place, say);
  const thought = await memberText(bytes, "reasoning_content", step.reasoning_content);
  const message = await memberText(bytes, "message", step.message);
  const results = await resultsOf(step, bytes);
  if (calls.length === 0) {
    const row = rows.message(step.source, { thought, message }, facts);
    return answered([row], results, placesOnMessage(results), say);
  }
  const called = rows.calls(joined(thought, message), calls, facts).map((row) => ({ ...row, role: step.source }));
  return answered(called.map(withCommandKind), results, placeResults(calls, results), say);
}

/** A message has no calls: its results stand with it, as a terminal's screen does, and one that names a call is noted. */
function placesOnMessage(results: readonly StepResult[]): ResultPlace[] {
  return results.map(({ callId }) => ({ at: 0, isOrphan: callId !== null }));
}

async function callsOf(step: Step, bytes: Uint8Array): Promise<Call[]> {
  const calls = step.tool_calls ?? [];
  if (calls.length === 0) return [];
  const slices = await elementSlices(bytes, "tool_calls");
  return Promise.all(
    calls.map(async ({ tool_call_id: id, function_name: name, arguments: args }, at): Promise<Call> => {
      const element = slices[at];
      const text = typeof args === "string" || !element ? args : await sourceText(element.bytes, "arguments");
      return { id: id || null, name: name || "tool", text: typeof text === "string" ? text : "{}" };
    }),
  );
}

type Say = (code: string, reason: string, nextStep: string) => void;

function noteAt(book: NoteBook, { sourcePointer: { path, byteStart } }: StepPlace): Say {
  return (code, reason, nextStep) => book.add(code, reason, nextStep, { path, byteOffset: byteStart });
}

/** The rows with their results, several of one call by line, and the agents the results refer to. */
function answered(
  steps: readonly ParsedStep[],
  results: readonly StepResult[],
  places: readonly ResultPlace[],
  say: Say,
): MappedStep {
  const texts = steps.map((): string[] => []);
  const handovers: Handover[] = [];
  for (const [index, { text, refs }] of results.entries()) {
    const { at, isOrphan } = places[index] ?? { at: 0, isOrphan: true };
    if (isOrphan)
      say("orphan-result", "a result names a call that is not in its step", "It stands at the last row of the step.");
    if (text !== null) texts[at]?.push(text);
    for (const ref of refs) handovers.push({ ref, ordinal: steps[at]?.ordinal ?? 0 });
  }
  const all = steps.map((step, at) => {
    const said = texts[at] ?? [];
    return said.length === 0 ? step : withResult(step, said.join("\n"));
  });
  return { steps: all, handovers };
}

function factsOf(step: Step, place: StepPlace, say: Say): RowFacts {
  const { metrics, timestamp } = step;
  const startedAt = typeof timestamp === "string" ? isoTime(timestamp) : null;
  if (timestamp !== undefined && timestamp !== null && startedAt === null)
    say("bad-timestamp", "this time cannot be read, so the step has none", RAW);
  if (step.is_copied_context === true)
    say("copied-context", "this step repeats the context of an earlier file", "It is kept; count it once.");
  const measured = {
    tokensIn: stepCountOrNull(metrics?.prompt_tokens),
    tokensOut: stepCountOrNull(metrics?.completion_tokens),
    costUsd: amountOrNull(metrics?.cost_usd),
  };
  const isNumberRefused =
    isRefused(metrics?.prompt_tokens, measured.tokensIn) ||
    isRefused(metrics?.completion_tokens, measured.tokensOut) ||
    isRefused(metrics?.cost_usd, measured.costUsd);
  if (isNumberRefused)
    say("refused-number", "a count is negative, fractional, too large or no number, so it is not used as a fact", RAW);
  return { ...place, startedAt, ...measured };
}
