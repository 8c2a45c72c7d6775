import { z } from "zod";
import { StepField } from "../record/step.ts";

const Ordinal = z.number().int().nonnegative();

/** What stood at a text range when it was marked, so that a carried mark can be checked; only the server fills it in. */
export const Quote = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  prefix: z.string().max(32),
  suffix: z.string().max(32),
});
export type Quote = z.infer<typeof Quote>;

/**
 * Where a mark holds. One shape for everything; text ranges are half-open in UTF-16 units of the immutable field. A
 * quote is kept in the record and never leaves it: its words may turn out to be a secret.
 */
export const Anchor = z.discriminatedUnion("target", [
  z.strictObject({ target: z.literal("trajectory") }),
  z.strictObject({ target: z.literal("lane"), lane: z.number().int().nonnegative() }),
  z.strictObject({ target: z.literal("step"), ordinal: Ordinal }),
  z
    .strictObject({ target: z.literal("range"), from: Ordinal, to: Ordinal })
    .refine((a) => a.from <= a.to, "from must not be after to"),
  z.strictObject({ target: z.literal("gap"), after: Ordinal }),
  z
    .strictObject({
      target: z.literal("text"),
      ordinal: Ordinal,
      field: StepField,
      start: z.number().int().nonnegative(),
      end: z.number().int().nonnegative(),
      quote: Quote.optional(),
    })
    .refine((a) => a.start < a.end, "start must be before end"),
  z.strictObject({ target: z.literal("link"), from: Ordinal, to: Ordinal }),
]);
export type Anchor = z.infer<typeof Anchor>;

/** One string for one place, the same in every tab and on every machine: part of the annotation's key. */
export function canonicalAnchor(anchor: Anchor): string {
  switch (anchor.target) {
    case "trajectory":
      return "trajectory";
    case "lane":
      return `lane:${anchor.lane}`;
    case "step":
      return `step:${anchor.ordinal}`;
    case "range":
      return `range:${anchor.from}-${anchor.to}`;
    case "gap":
      return `gap:${anchor.after}`;
    case "text":
      return `text:${anchor.ordinal}:${anchor.field}:${anchor.start}-${anchor.end}`;
    case "link":
      return `link:${anchor.from}-${anchor.to}`;
  }
}

/** The steps an anchor touches, for typed heads and overlap: null where it holds for the whole run or a lane. */
export function ordinalRange(anchor: Anchor): { from: number; to: number } | null {
  switch (anchor.target) {
    case "trajectory":
    case "lane":
      return null;
    case "step":
    case "text":
      return { from: anchor.ordinal, to: anchor.ordinal };
    case "range":
      return { from: anchor.from, to: anchor.to };
    case "gap":
      return { from: anchor.after, to: anchor.after };
    case "link":
      return { from: Math.min(anchor.from, anchor.to), to: Math.max(anchor.from, anchor.to) };
  }
}
