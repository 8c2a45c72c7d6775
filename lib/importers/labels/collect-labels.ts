import { inChunks } from "../collect.ts";
import type { LabelOutcome } from "./label-reader.ts";
import { readLabels } from "./read-labels.ts";

/** What tests ask of the readers: everything they give for some bytes. */

export async function collectLabels(
  content: string | Uint8Array,
  { name = "labels.json", size = 4096 }: { name?: string; size?: number } = {},
): Promise<LabelOutcome[]> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const outcomes: LabelOutcome[] = [];
  for await (const outcome of readLabels(inChunks(bytes, size), name)) outcomes.push(outcome);
  return outcomes;
}

export type LabelFound = Extract<LabelOutcome, { type: "label" }>;

export function labelsOf(outcomes: readonly LabelOutcome[]): LabelFound["label"][] {
  return outcomes.flatMap((each) => (each.type === "label" ? [each.label] : []));
}

/** Code of every problem, with the line or the path where it is. */
export function problemsOf(outcomes: readonly LabelOutcome[]): [code: string, place: string | number | null][] {
  return outcomes.flatMap((each): [string, string | number | null][] =>
    each.type === "problem" ? [[each.problem.code, each.problem.line ?? each.problem.path]] : [],
  );
}
