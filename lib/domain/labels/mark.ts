import { z } from "zod";
import { Anchor } from "./anchor.ts";
import { MarkValue } from "./mark-value.ts";

/** The label, where one place may hold several of a dimension: then it is part of the mark's identity. */
const Variant = z.string().max(64).optional();

/** A mark as the browser sends it. `baseVersion` is the revision it was made on; 0 where there was none. */
export const MarkInput = z.strictObject({
  dimension: z.string().max(64),
  variant: Variant,
  anchor: Anchor,
  value: MarkValue.nullable(),
  baseVersion: z.number().int().nonnegative(),
});
export type MarkInput = z.infer<typeof MarkInput>;

/** A mark as it stands: the newest revision of one annotation key. */
export const Mark = z.object({
  key: z.string(),
  dimension: z.string(),
  variant: Variant,
  anchor: Anchor,
  value: MarkValue.nullable(),
  version: z.number().int().positive(),
  authorId: z.string(),
  savedAt: z.string(),
});
export type Mark = z.infer<typeof Mark>;
