import { z } from "zod";
import { Outcome } from "../record/trajectory.ts";

/** Which runs a dataset is made of; everything that is absent does not narrow. */
export const DatasetQuery = z.strictObject({
  /** Words in the run's name, task or model. */
  q: z.string().max(200).optional(),
  outcome: Outcome.optional(),
  agent: z.string().max(200).optional(),
  format: z.string().max(100).optional(),
  /** Outcome label of a submitted review: what the run teaches. */
  teaches: z.string().max(64).optional(),
  minSteps: z.coerce.number().int().nonnegative().optional(),
  maxSteps: z.coerce.number().int().nonnegative().optional(),
  /** Runs that nobody submitted a review of stay out, counted. */
  reviewed: z.literal("yes").optional(),
  /** Run keys or ids. */
  run: z.array(z.string().max(500)).max(10_000).optional(),
});
export type DatasetQuery = z.infer<typeof DatasetQuery>;

/** Reads a filter written as in an address: `outcome=resolved&reviewed=yes&run=a&run=b`. Throws a ZodError that names the part. */
export function parseDatasetQuery(text: string): DatasetQuery {
  const parts = new URLSearchParams(text);
  const given = Object.fromEntries([...parts].filter(([name]) => name !== "run"));
  const run = parts.getAll("run");
  return DatasetQuery.parse({ ...given, ...(run.length > 0 ? { run } : {}) });
}

/** Why a run that fits the filter stays out of a dataset: the state of its gate, or that nobody reviewed it. */
export const EXCLUSIONS = ["unscanned", "scanning", "scan_failed", "needs_review", "blocked", "not_reviewed"] as const;
export const Exclusion = z.enum(EXCLUSIONS);
export type Exclusion = z.infer<typeof Exclusion>;

export const EXCLUSION_WORDS: Record<Exclusion, string> = {
  unscanned: "not scanned",
  scanning: "being scanned",
  scan_failed: "scan failed",
  needs_review: "not cleared",
  blocked: "blocked",
  not_reviewed: "no submitted review",
};
