import { z } from "zod";
import { DatasetQuery, Exclusion } from "../../domain/datasets/dataset-query.ts";
import { Outcome } from "../../domain/record/trajectory.ts";
import { endpoint } from "./endpoint.ts";
import { ExportView } from "./exports.ts";

const ProjectSlug = z.string().max(64);
const Excluded = z.partialRecord(Exclusion, z.number().int());

/** One run of a preview or a version. */
export const DatasetRun = z.object({
  trajectoryId: z.string(),
  runKey: z.string(),
  name: z.string(),
  taskTitle: z.string(),
  outcome: Outcome,
  stepCount: z.number().int(),
  reviews: z.number().int(),
});
export type DatasetRun = z.infer<typeof DatasetRun>;

export const DatasetPreview = z.object({
  /** Runs that fit the filter: always `selected` plus the sum of `excluded`. */
  matched: z.number().int(),
  selected: z.number().int(),
  steps: z.number().int(),
  excluded: Excluded,
  /** The first of those that would be in. */
  runs: z.array(DatasetRun),
  /** The first of those that stay out, each with its reason. */
  out: z.array(DatasetRun.extend({ reason: Exclusion })),
});
export type DatasetPreview = z.infer<typeof DatasetPreview>;

export const previewDataset = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/dataset-preview",
  summary: "What a filter would freeze: matched = selected + excluded by reason.",
  input: DatasetQuery.omit({ run: true }).extend({ project: ProjectSlug }),
  output: DatasetPreview,
});

export const DatasetVersion = z.object({
  id: z.string(),
  datasetId: z.string(),
  name: z.string(),
  number: z.number().int(),
  query: z.record(z.string(), z.unknown()),
  matched: z.number().int(),
  excluded: Excluded,
  itemCount: z.number().int(),
  stepCount: z.number().int(),
  sha256: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
});
export type DatasetVersion = z.infer<typeof DatasetVersion>;

export const freezeDataset = endpoint({
  method: "POST",
  path: "/api/v1/projects/:project/datasets",
  summary:
    "Freezes what a filter selects as the next version of the named dataset: explicit revisions and submissions.",
  input: z.strictObject({ project: ProjectSlug, name: z.string().trim().min(1).max(100), query: DatasetQuery }),
  output: DatasetVersion,
});

export const listDatasets = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/datasets",
  summary: "The datasets of a project with their versions, newest first.",
  input: z.strictObject({ project: ProjectSlug }),
  output: z.object({ versions: z.array(DatasetVersion), canFreeze: z.boolean() }),
});

/** A run that keeps a version from being exported. */
export const NotClear = z.object({
  trajectoryId: z.string(),
  runKey: z.string(),
  name: z.string(),
  reason: z.string(),
});
export type NotClear = z.infer<typeof NotClear>;

const VersionRef = z.strictObject({ project: ProjectSlug, versionId: z.uuid() });

export const getDatasetVersion = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/dataset-versions/:versionId",
  summary: "A frozen version: its runs, the ones that are no longer clear, and its exports.",
  input: VersionRef,
  output: z.object({
    version: DatasetVersion,
    runs: z.array(DatasetRun),
    notClear: z.array(NotClear),
    exports: z.array(ExportView),
  }),
});

export const previewRows = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/dataset-versions/:versionId/rows",
  summary:
    "The first rows of a profile as an export would write them, with what it rejects and loses among the first runs.",
  input: VersionRef.extend({ profile: z.string().max(64) }),
  output: z.object({
    runs: z.number().int(),
    written: z.number().int(),
    rejected: z.record(z.string(), z.number().int()),
    lossy: z.record(z.string(), z.number().int()),
    /** Each cut after some thousand characters. */
    rows: z.array(z.object({ text: z.string(), length: z.number().int() })),
  }),
});

export const listProfiles = endpoint({
  method: "GET",
  path: "/api/v1/profiles",
  summary: "The formats an export can have.",
  input: z.strictObject({}),
  output: z.object({
    profiles: z.array(z.object({ id: z.string(), version: z.string(), label: z.string(), description: z.string() })),
  }),
});
