import { z } from "zod";
import { canonicalAnchor } from "../labels/anchor.ts";
import { MarkInput } from "../labels/mark.ts";
import type { MarkValue } from "../labels/mark-value.ts";

/** One thing a person says: a value for a dimension at a place; null takes it back. */
export const Said = MarkInput.omit({ baseVersion: true });
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

/** What a mark is about: the dimension, the place, and the label where a place may hold several. */
export type Place = Pick<Said, "dimension" | "anchor" | "variant">;

/** The place alone, of a mark or of something said. */
export function placeOf({ dimension, anchor, variant }: Place): Place {
  return variant === undefined ? { dimension, anchor } : { dimension, anchor, variant };
}

/** Where a mark stands inside a review: one place holds one value. */
export function placeKey({ dimension, anchor, variant }: Place): string {
  return `${dimension}|${canonicalAnchor(anchor)}${variant === undefined ? "" : `|${variant}`}`;
}

export function sameValue(a: MarkValue | null, b: MarkValue | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
