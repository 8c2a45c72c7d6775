import { z } from "zod";
import { parseValue } from "../json/document.ts";
import { elementSlices, memberSlice, type Slice } from "../json/slices.ts";

/**
 * What was written for one step of a solution: a completion of the model, or the step a labeler wrote. Its place in
 * the list of all of them, in the order of the source, is `sourceIndex`.
 */
export type Candidate = {
  /** `label.steps[i]`. */
  step: number;
  /** `completions[j]` of it; null for what a labeler wrote. */
  completion: number | null;
  /** The solution goes on from here. */
  isChosen: boolean;
  /** Its JSON path and its bytes, offsets relative to the record. */
  path: string;
  slice: Slice;
};

const Choice = z.object({
  chosen_completion: z.number().int().nonnegative().nullish().catch(null),
});

/**
 * All candidates of a record, step for step. In a step completions come first, in their order, then what the labeler
 * wrote, which is chosen where no completion is. Nothing of a step that stands there without either.
 */
export async function listCandidates(record: Uint8Array): Promise<Candidate[]> {
  const label = await memberSlice(record, "label");
  if (label === null) return [];
  const found: Candidate[] = [];
  for (const [step, slice] of (await elementSlices(label.bytes, "steps")).entries()) {
    const at = moved(slice, label.byteStart);
    found.push(...(await candidatesOf(at, step)));
  }
  return found;
}

async function candidatesOf(slice: Slice, step: number): Promise<Candidate[]> {
  const path = `label.steps[${step}]`;
  const choice = Choice.safeParse(parseValue(slice.bytes)).data;
  // No step at all: it is kept as it is.
  if (!choice) return [{ step, completion: null, isChosen: false, path, slice }];
  const completions = await elementSlices(slice.bytes, "completions");
  const chosen = completions[choice.chosen_completion ?? -1] === undefined ? null : choice.chosen_completion;
  const candidates: Candidate[] = completions.map((each, completion) => ({
    step,
    completion,
    isChosen: completion === chosen,
    path: `${path}.completions[${completion}]`,
    slice: moved(each, slice.byteStart),
  }));
  const human = await memberSlice(slice.bytes, "human_completion");
  if (human === null || parseValue(human.bytes) === null) return candidates;
  const written = {
    step,
    completion: null,
    isChosen: chosen === null,
    path: `${path}.human_completion`,
    slice: moved(human, slice.byteStart),
  };
  return [...candidates, written];
}

function moved({ byteStart, byteEnd, bytes }: Slice, by: number): Slice {
  return { byteStart: byteStart + by, byteEnd: byteEnd + by, bytes };
}

/** A completion; a labeler's own step may also be its bare text. */
const Written = z.union([z.string(), z.looseObject({ text: z.string() }).transform(({ text }) => text)]);

/** The words of a candidate; null where it has none. */
export function textOf({ slice }: Candidate): string | null {
  return Written.safeParse(parseValue(slice.bytes)).data ?? null;
}
