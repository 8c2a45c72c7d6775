import { z } from "zod";
import { STEP_FIELDS, type StepField } from "./step.ts";

/** Most UTF-16 units of one field that a body reply carries; the rest is asked for by range. */
export const CLAMP_UNITS = 16_384;

/** A field of a step as a person may see it. `text` is its first units; `length` the true size of the whole field. */
export const FieldText = z.object({
  text: z.string(),
  length: z.number().int().nonnegative(),
  /** [offset, code unit] where `text` holds a stand-in for something text cannot hold; offsets are into the field. */
  standIns: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** Half-open ranges of the field that are masked in `text`, each with the placeholder an export puts there. */
  masks: z.array(z.object({ start: z.number().int(), end: z.number().int(), placeholder: z.string() })),
});
export type FieldText = z.infer<typeof FieldText>;

/** The text of one step, field by field; null is absent, an empty text is empty. */
export const StepText = z.object({
  ordinal: z.number().int().nonnegative(),
  thought: FieldText.nullable(),
  action: FieldText.nullable(),
  observation: FieldText.nullable(),
  message: FieldText.nullable(),
});
export type StepText = z.infer<typeof StepText>;

/** Calls `visit` for each present field, in reading order. */
export function eachField(step: StepText, visit: (field: StepField, text: FieldText) => void): void {
  for (const field of STEP_FIELDS) {
    const text = step[field];
    if (text) visit(field, text);
  }
}
