import { z } from "zod";
import { Anchor } from "../labels/anchor.ts";
import { canonicalAnchor } from "../labels/anchor.ts";
import { MarkValue } from "../labels/mark.ts";

/** One thing a person says: a value for a dimension at a place; null takes it back. */
export const Said = z.object({ dimension: z.string(), anchor: Anchor, value: MarkValue.nullable() });
export type Said = z.infer<typeof Said>;

/**
 * One act of a person: what it says, and what stood there before, so that it can be undone. Named before it is sent;
 * the name is its idempotency key.
 */
export const Gesture = z.object({
  id: z.string(),
  said: z.array(Said).min(1),
  before: z.array(Said),
  clientTime: z.string(),
});
export type Gesture = z.infer<typeof Gesture>;

/** Where a mark stands inside a review: one place holds one value. */
export function placeKey({ dimension, anchor }: Pick<Said, "dimension" | "anchor">): string {
  return `${dimension}|${canonicalAnchor(anchor)}`;
}

export function sameValue(a: MarkValue | null, b: MarkValue | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
