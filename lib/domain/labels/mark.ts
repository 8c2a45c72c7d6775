import { z } from "zod";
import { Anchor } from "./anchor.ts";
import { findDimension, type Taxonomy } from "./taxonomy.ts";

/** What a mark says: one label, one score, or nothing (a mark taken back is a revision with null). */
export const MarkValue = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("label"), label: z.string().max(64) }),
  z.strictObject({ type: z.literal("score"), score: z.number().int() }),
]);
export type MarkValue = z.infer<typeof MarkValue>;

/** A mark as the browser sends it. `baseVersion` is the revision it was made on; 0 where there was none. */
export const MarkInput = z.strictObject({
  dimension: z.string().max(64),
  anchor: Anchor,
  value: MarkValue.nullable(),
  baseVersion: z.number().int().nonnegative(),
});
export type MarkInput = z.infer<typeof MarkInput>;

/** A mark as it stands: the newest revision of one annotation key. */
export const Mark = z.object({
  key: z.string(),
  dimension: z.string(),
  anchor: Anchor,
  value: MarkValue.nullable(),
  version: z.number().int().positive(),
  authorId: z.string(),
  savedAt: z.string(),
});
export type Mark = z.infer<typeof Mark>;

/**
 * Why this mark cannot be taken, as one sentence, or null when it can.
 * Checks the taxonomy (dimension, label, score range, scope) and that the anchor lies inside the run.
 */
export function refuseMark(
  taxonomy: Taxonomy,
  stepCount: number,
  mark: Pick<MarkInput, "dimension" | "anchor" | "value">,
): string | null {
  const dimension = findDimension(taxonomy, mark.dimension);
  if (!dimension) return `Taxonomy ${taxonomy.semver} has no dimension "${mark.dimension}".`;
  const { anchor, value } = mark;
  if (dimension.scope === "trajectory" && anchor.target !== "trajectory")
    return `${dimension.name} holds for the whole run, not for a ${anchor.target}.`;
  if (dimension.scope === "step" && anchor.target !== "step")
    return `${dimension.name} holds for one step, not for a ${anchor.target}.`;
  if (anchor.target === "step" && anchor.ordinal >= stepCount)
    return `Step ${anchor.ordinal + 1} does not exist; the run has ${stepCount} steps.`;
  if (value === null) return null;
  if (dimension.valueType === "score") {
    if (value.type !== "score") return `${dimension.name} takes a number.`;
    if (value.score < dimension.min || value.score > dimension.max)
      return `${dimension.name} is ${dimension.min} to ${dimension.max}.`;
    return null;
  }
  if (value.type !== "label") return `${dimension.name} takes a label.`;
  const label = dimension.labels.find((candidate) => candidate.id === value.label);
  if (!label) return `${dimension.name} has no label "${value.label}".`;
  return null;
}
