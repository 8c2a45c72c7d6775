import { z } from "zod";
import { Anchor } from "../../domain/labels/anchor.ts";
import { MarkValue } from "../../domain/labels/mark-value.ts";
import { ImportProblem } from "../../domain/record/import-outcome.ts";
import { endpoint } from "./endpoint.ts";

/** What became of the labels of a file: `labels` is the sum of stored, unchanged and failed. */
export const LabelReport = z.object({
  format: z.string().nullable(),
  labels: z.number().int(),
  stored: z.number().int(),
  unchanged: z.number().int(),
  failed: z.number().int(),
  runs: z.number().int(),
  authors: z.number().int(),
  taxonomies: z.array(z.object({ id: z.string(), semver: z.string() })),
  /** Labels that were kept and do not fit their run, and labels that could not be kept; the first of many. */
  problems: z.array(ImportProblem),
});
export type LabelReport = z.infer<typeof LabelReport>;

/** Largest file of labels. */
export const MAX_ANNOTATION_BYTES = 64 * 1024 * 1024;

export const importAnnotations = endpoint({
  method: "POST",
  path: "/api/v1/annotations",
  summary:
    "Sends labels from elsewhere as the request body: annotations JSONL, or a data set's own label file. Their authors become outside reviewers.",
  input: z.strictObject({ project: z.string(), name: z.string().min(1).max(1024) }),
  output: LabelReport,
  body: "bytes",
});

/** One label from elsewhere as it stands on a run. */
export const ExternalMark = z.object({
  key: z.string(),
  dimension: z.string(),
  /** The label's own name; null where it says words or a number. */
  label: z.string().nullable(),
  definition: z.string().nullable(),
  /** What it is called in other taxonomies, where somebody said so: { runtape: ["loop"] }. */
  mapsTo: z.record(z.string(), z.array(z.string())),
  value: MarkValue,
  anchor: Anchor,
  reason: z.string().nullable(),
});
export type ExternalMark = z.infer<typeof ExternalMark>;

export const ExternalReview = z.object({
  author: z.string(),
  taxonomy: z.object({ id: z.string(), semver: z.string() }),
  savedAt: z.string(),
  marks: z.array(ExternalMark),
});
export type ExternalReview = z.infer<typeof ExternalReview>;

export const listExternalLabels = endpoint({
  method: "GET",
  path: "/api/v1/trajectories/:trajectoryId/external-labels",
  summary: "Labels that others gave the run elsewhere, by author. An annotator, who labels blind, gets none.",
  input: z.strictObject({ trajectoryId: z.uuid() }),
  output: z.object({ reviews: z.array(ExternalReview) }),
});
