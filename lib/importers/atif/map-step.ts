import type { ParsedStep, SourcePointer } from "../../domain/record/step.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { type Call, type DialogueSteps, joined, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import type { NoteBook } from "../dialogue/note-book.ts";
import { amountOrNull, countOrNull } from "../dialogue/number-facts.ts";
import { contentText } from "./content.ts";
import type { Result, Step } from "./schema.ts";

/** Where a step stands: its place in the source's list, its bytes, and the lane it belongs to. */
export type StepPlace = {
  sourceIndex: number;
  sourcePointer: SourcePointer;
  lane: number;
  parentOrdinal: number | null;
};

const RAW = "The raw file keeps it.";

/**
 * One step of the source as rows: a message, or a row for each of its calls with the result that names it. The call's
 * arguments are cut out of the source's own bytes.
 */
export async function mapStep(
  step: Step,
  bytes: Uint8Array,
  place: StepPlace,
  rows: DialogueSteps,
  book: NoteBook,
): Promise<ParsedStep[]> {
  const facts = factsOf(step, place, book);
  const message = contentText(step.message);
  const results = step.observation?.results ?? [];
  if (step.source !== "agent") {
    const role = step.source === "user" ? "user" : "system";
    const row = rows.message(role, { thought: null, message: joined(message, resultsText(results)) }, facts);
    return [row];
  }
  const calls = await callsOf(step, bytes);
  const reasoning = step.reasoning_content ?? null;
  if (calls.length > 0)
    return answer(rows.calls(joined(reasoning, message), calls, facts), calls, results, note(book, place));
  const row = rows.message("agent", { thought: reasoning === "" ? null : reasoning, message }, facts);
  const said = resultsText(results);
  return [said === null ? row : withResult(row, said)];
}

/** The calls with their arguments as the file has them: numbers, order and hostile keys survive. */
async function callsOf(step: Step, bytes: Uint8Array): Promise<Call[]> {
  const calls = step.tool_calls ?? [];
  if (calls.length === 0) return [];
  const slices = await elementSlices(bytes, "tool_calls");
  return Promise.all(
    calls.map(async (call, at): Promise<Call> => {
      const element = slices[at];
      const args = element ? await memberSlice(element.bytes, "arguments") : null;
      const text = typeof call.arguments === "string" ? call.arguments : args ? decodeView(args.bytes) : "{}";
      return { id: call.tool_call_id ?? null, name: call.function_name ?? "tool", text };
    }),
  );
}

type Note = (code: string, reason: string, nextStep: string) => void;

const note =
  (book: NoteBook, { sourcePointer }: StepPlace): Note =>
  (code, reason, nextStep) =>
    book.add(code, reason, nextStep, { path: sourcePointer.path, byteOffset: sourcePointer.byteStart });

/**
 * Results to their calls: by id; without ids in order, where there are as many; else all to the last call. A result
 * that names a call of another step stays with the last one and is noted.
 */
function answer(steps: ParsedStep[], calls: readonly Call[], results: readonly Result[], say: Note): ParsedStep[] {
  const answered = [...steps];
  const put = (at: number, result: Result) => {
    const step = answered[at];
    const text = contentText(result.content);
    if (step && text !== null) answered[at] = withResult(step, text);
  };
  const last = steps.length - 1;
  const isByOrder = results.length === calls.length && results.every(({ source_call_id: id }) => !id);
  for (const [index, result] of results.entries()) {
    const named = calls.findIndex(({ id }) => id !== null && id === result.source_call_id);
    if (named >= 0) put(named, result);
    else {
      if (result.source_call_id)
        say("orphan-result", "a result names a call that is not in its step", "It stands at the step's last call.");
      put(isByOrder ? index : last, result);
    }
  }
  return answered;
}

function resultsText(results: readonly Result[]): string | null {
  const words = results.flatMap(({ content }) => contentText(content) ?? []);
  return words.length === 0 ? null : words.join("\n");
}

function factsOf(step: Step, place: StepPlace, book: NoteBook): RowFacts {
  const say = note(book, place);
  const { metrics } = step;
  const startedAt = typeof step.timestamp === "string" ? isoOf(step.timestamp) : null;
  if (step.timestamp !== null && step.timestamp !== undefined && startedAt === null)
    say("bad-timestamp", "this time cannot be read, so the step has none", RAW);
  if (step.is_copied_context === true)
    say("copied-context", "this step repeats the context of an earlier file", "It is kept; count it once.");
  return {
    lane: place.lane,
    sourceIndex: place.sourceIndex,
    sourcePointer: place.sourcePointer,
    parentOrdinal: place.parentOrdinal,
    startedAt,
    tokensIn: countOrNull(metrics?.prompt_tokens),
    tokensOut: countOrNull(metrics?.completion_tokens),
    costUsd: amountOrNull(metrics?.cost_usd),
  };
}

/** ISO 8601 as it was meant; a time without a zone, or one that no calendar has, is none. */
function isoOf(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)) return null;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
