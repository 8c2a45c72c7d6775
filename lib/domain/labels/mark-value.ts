import { z } from "zod";
import { Anchor } from "./anchor.ts";

export const SEVERITIES = ["low", "medium", "high"] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

/** Where the words stand that bear a judgement out: a step, several, or a range of one field's text. */
export const Citation = Anchor.refine(
  ({ target }) => target === "step" || target === "range" || target === "text",
  "Evidence is a step, a range of steps or a text range.",
);
export type Citation = z.infer<typeof Citation>;

/** Citations one mark may hold. */
const MAX_CITATIONS = 50;
const Citations = z.array(Citation).max(MAX_CITATIONS);
const LabelId = z.string().max(64);

/** The longest note, in UTF-16 units. */
export const MAX_NOTE = 10_000;

/** What a mark says; a mark taken back is a revision with null. */
export const MarkValue = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("label"), label: LabelId }),
  z.strictObject({ type: z.literal("score"), score: z.number().int() }),
  /** A label that says on what it rests. */
  z.strictObject({ type: z.literal("cited"), label: LabelId, evidence: Citations }),
  z.strictObject({
    type: z.literal("failure"),
    label: LabelId,
    /** Null only where somebody elsewhere said none. */
    severity: Severity.nullable(),
    /** The responsible agent; null where nobody in the run is. */
    lane: z.number().int().nonnegative().nullable(),
    /** The step after which the run could no longer succeed by itself. */
    decisiveOrdinal: z.number().int().nonnegative().nullable(),
    evidence: Citations,
  }),
  z.strictObject({
    type: z.literal("recovery"),
    /** What the run recovered from, and how that went; null until a person has said it. */
    errorType: LabelId.nullable(),
    result: LabelId.nullable(),
  }),
  z.strictObject({ type: z.literal("text"), text: z.string().min(1).max(MAX_NOTE) }),
]);
export type MarkValue = z.infer<typeof MarkValue>;
export type FailureValue = Extract<MarkValue, { type: "failure" }>;
export type CitedValue = Extract<MarkValue, { type: "cited" }>;
export type RecoveryValue = Extract<MarkValue, { type: "recovery" }>;

/** What the value rests on; empty where the kind of value cites nothing. */
export function evidenceOf(value: MarkValue | null): readonly Citation[] {
  return value?.type === "failure" || value?.type === "cited" ? value.evidence : [];
}

/** The label a value says, where it says one. */
export function labelOf(value: MarkValue | null): string | null {
  return value !== null && "label" in value ? value.label : null;
}
