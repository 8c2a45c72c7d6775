import { labelIdOf } from "../../domain/labels/external-label.ts";
import type { LabelDraft } from "./label-reader.ts";

/**
 * A number somebody scored, under its name. A score is a whole number; a name that was given any other number anywhere
 * in the file keeps all of its numbers as text, so that no scale is bent. `decimals`: those names.
 */
export function scoreValue(
  name: string,
  value: number,
  decimals: ReadonlySet<string>,
): Pick<LabelDraft, "dimension" | "score" | "text"> {
  const dimension = labelIdOf(name);
  if (!decimals.has(dimension)) return { dimension, score: value };
  return { dimension: labelIdOf(`${dimension.slice(0, 56)}_decimal`), text: String(value) };
}

/** The names, as dimensions, whose numbers are not all whole. */
export function decimalNames(scores: Iterable<{ name: string; value: number }>): Set<string> {
  const names = new Set<string>();
  for (const { name, value } of scores) if (!Number.isSafeInteger(value)) names.add(labelIdOf(name));
  return names;
}
