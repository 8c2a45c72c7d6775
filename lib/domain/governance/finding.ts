import { z } from "zod";
import { STEP_FIELDS } from "../record/step.ts";

/** What may keep a run from leaving the studio. */
export const FINDING_KINDS = [
  "secret",
  "pii",
  "customer_data",
  "proprietary_text",
  "licence",
  "benchmark_material",
  "model_terms",
  "consent_missing",
  "unsafe_content",
  "residency",
] as const;
export const FindingKind = z.enum(FINDING_KINDS);
export type FindingKind = z.infer<typeof FindingKind>;

/** How a kind is called, and whether its text itself must not be seen: that text is masked in views and exports. */
export const KIND_FACTS: Record<FindingKind, { name: string; isMasked: boolean }> = {
  secret: { name: "secret", isMasked: true },
  pii: { name: "personal data", isMasked: true },
  customer_data: { name: "customer data", isMasked: true },
  proprietary_text: { name: "proprietary text", isMasked: true },
  licence: { name: "licence", isMasked: false },
  benchmark_material: { name: "benchmark material", isMasked: false },
  model_terms: { name: "model terms", isMasked: false },
  consent_missing: { name: "consent missing", isMasked: false },
  unsafe_content: { name: "unsafe content", isMasked: false },
  residency: { name: "residency", isMasked: false },
};

export const FINDING_SEVERITIES = ["low", "medium", "high"] as const;
export const FindingSeverity = z.enum(FINDING_SEVERITIES);
export type FindingSeverity = z.infer<typeof FindingSeverity>;

/** The text of a run that is no step's: scanned and masked like the rest. `environment.3` is the fourth fact's value. */
export const RUN_FIELDS = ["title", "instruction", "submission"] as const;

/** A step's field, or one of the run's own texts where there is no ordinal. */
export const FindingField = z
  .string()
  .regex(new RegExp(`^(${[...STEP_FIELDS, ...RUN_FIELDS].join("|")}|environment\\.\\d{1,5})$`));

/**
 * Where a finding stands: a half-open range in UTF-16 units of one immutable field. Without a range it is about the
 * step as a whole, without an ordinal about the run.
 */
export const FindingPlace = z
  .strictObject({
    ordinal: z.number().int().nonnegative().nullable(),
    field: FindingField.nullable(),
    start: z.number().int().nonnegative().nullable(),
    end: z.number().int().nonnegative().nullable(),
  })
  .refine(({ field, start, end }) => (field === null) === (start === null) && (start === null) === (end === null), {
    message: "A place names a field with its start and end, or none of the three.",
  })
  .refine(({ start, end }) => start === null || end === null || start < end, { message: "start must be before end" });
export type FindingPlace = z.infer<typeof FindingPlace>;

/** What a person says about the value a finding found. */
export const VERDICTS = ["confirmed", "false_positive", "test_fixture", "rotated"] as const;
export const Verdict = z.enum(VERDICTS);
export type Verdict = z.infer<typeof Verdict>;

/** No verdict is `open`. */
export type FindingStatus = Verdict | "open";

/** A finding with these verdicts says that there is nothing to hide; every other one, also an open one, hides its text. */
export function isHarmless(status: FindingStatus): boolean {
  return status === "false_positive" || status === "test_fixture";
}

/**
 * Whether a finding keeps its run in: until somebody has looked at it, and afterwards where the issue is real and no
 * redaction can take it away.
 */
export function isBlocking(kind: FindingKind, status: FindingStatus): boolean {
  if (isHarmless(status)) return false;
  return status === "open" || !KIND_FACTS[kind].isMasked;
}
