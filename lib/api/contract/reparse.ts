import { z } from "zod";
import { endpoint } from "./endpoint.ts";

const ProjectSlug = z.string().max(64);

/** What became of one run: `waiting` is on its way, the others are final. */
export const REPARSE_ENDS = ["waiting", "unchanged", "revised", "failed", "cancelled"] as const;
export const ReparseStatus = z.enum(REPARSE_ENDS);
export type ReparseStatus = z.infer<typeof ReparseStatus>;

/** `runs` always equals the sum of the others. */
export const ReparseCounts = z.object({
  runs: z.number().int(),
  waiting: z.number().int(),
  unchanged: z.number().int(),
  revised: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
});
export type ReparseCounts = z.infer<typeof ReparseCounts>;

/** What may be asked for; without a list or a format, every run of the project. */
export const ReparseOrder = z.strictObject({
  format: z.string().max(100).optional(),
  runs: z.array(z.uuid()).min(1).max(10_000).optional(),
  /** Also what today's parser has read already. */
  force: z.boolean().optional(),
});
export type ReparseOrder = z.infer<typeof ReparseOrder>;

export const ReparseSummary = z.object({
  id: z.string(),
  actor: z.string(),
  createdAt: z.string(),
  asked: ReparseOrder,
  counts: ReparseCounts,
  /** Marks that went along, and marks that have no place. */
  carried: z.number().int(),
  unmatched: z.number().int(),
});
export type ReparseSummary = z.infer<typeof ReparseSummary>;

/** Runs of one format that one older parser read. */
export const OutdatedRuns = z.object({
  formatId: z.string(),
  label: z.string(),
  /** The parser that read them, and today's; null where the format is not read any more. */
  version: z.string(),
  newest: z.string().nullable(),
  runs: z.number().int(),
});
export type OutdatedRuns = z.infer<typeof OutdatedRuns>;

export const listReparses = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/reparse",
  summary: "Which runs an older parser read, by format, and what was read again, newest first.",
  input: z.strictObject({
    project: ProjectSlug,
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  output: z.object({
    outdated: z.array(OutdatedRuns),
    /** Runs in the project, and marks that wait for a place. */
    runs: z.number().int(),
    unmatched: z.number().int(),
    reparses: z.array(ReparseSummary),
    nextCursor: z.string().nullable(),
  }),
});

export const startReparse = endpoint({
  method: "POST",
  path: "/api/v1/projects/:project/reparse",
  summary:
    "Reads the kept bytes of runs again with today's parsers. Null where nothing is out of date; 409 while another goes on.",
  input: z.strictObject({ project: ProjectSlug, ...ReparseOrder.shape }),
  output: z.object({ reparse: ReparseSummary.nullable() }),
});

export const getReparse = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/reparse/:reparseId",
  summary: "How far a reparse is: counts that reconcile.",
  input: z.strictObject({ project: ProjectSlug, reparseId: z.uuid() }),
  output: ReparseSummary,
});

export const cancelReparse = endpoint({
  method: "POST",
  path: "/api/v1/projects/:project/reparse/:reparseId/cancel",
  summary: "Stops a reparse. Runs that are done stay done; those that wait keep the revision they have.",
  input: z.strictObject({ project: ProjectSlug, reparseId: z.uuid() }),
  output: ReparseSummary,
});

export const ReparseRunView = z.object({
  trajectoryId: z.string(),
  runName: z.string(),
  formatId: z.string(),
  fromVersion: z.string(),
  toVersion: z.string().nullable(),
  status: ReparseStatus,
  problem: z.string().nullable(),
  carried: z.number().int(),
  unmatched: z.number().int(),
});
export type ReparseRunView = z.infer<typeof ReparseRunView>;

export const listReparseRuns = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/reparse/:reparseId/runs",
  summary: "What became of each run of a reparse, a page at a time.",
  input: z.strictObject({
    project: ProjectSlug,
    reparseId: z.uuid(),
    status: ReparseStatus.optional(),
    cursor: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  output: z.object({ runs: z.array(ReparseRunView), nextCursor: z.string().nullable() }),
});
