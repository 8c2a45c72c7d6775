import { z } from "zod";
import { GateState } from "../../domain/governance/clearance.ts";
import { FindingKind, FindingPlace, FindingSeverity, Verdict } from "../../domain/governance/finding.ts";
import { endpoint } from "./endpoint.ts";

const TrajectoryId = z.uuid();
const ProjectSlug = z.string().max(64);

/** The gate of one run, with what it waits for. */
export const Gate = z.object({
  state: GateState,
  open: z.number().int(),
  unredactable: z.number().int(),
  /** Marks of an earlier revision that have no place on this one yet. */
  unplaced: z.number().int(),
  /** Ranges that are masked here and replaced in exports. */
  redactions: z.number().int(),
  scan: z
    .object({
      status: z.enum(["queued", "running", "done", "failed"]),
      ruleset: z.string(),
      finishedAt: z.string().nullable(),
      error: z.string().nullable(),
    })
    .nullable(),
  clearedBy: z.string().nullable(),
  clearedAt: z.string().nullable(),
});
export type Gate = z.infer<typeof Gate>;

/** One place where a detector or a person found something; the found text is never in it. */
export const Finding = z.object({
  id: z.string(),
  source: z.enum(["rule", "person"]),
  rule: z.string(),
  kind: FindingKind,
  /** What the placeholder says it is, such as `github-pat`. */
  type: z.string(),
  severity: FindingSeverity,
  place: FindingPlace,
  /** The same for the same value everywhere in the project. */
  valueKey: z.string(),
  status: z.union([z.literal("open"), Verdict]),
  note: z.string().nullable(),
  isOwn: z.boolean(),
  createdAt: z.string(),
});
export type Finding = z.infer<typeof Finding>;

export const RunGovernance = z.object({
  revisionId: z.string(),
  gate: Gate,
  findings: z.array(Finding),
  canMark: z.boolean(),
  canJudge: z.boolean(),
  /** Whether the reader may see the run's text: once a scan has finished, and leads always. */
  isReadable: z.boolean(),
});
export type RunGovernance = z.infer<typeof RunGovernance>;

export const getRunGovernance = endpoint({
  method: "GET",
  path: "/api/v1/trajectories/:trajectoryId/governance",
  summary: "The gate of a run and its findings, without what was found.",
  input: z.strictObject({ trajectoryId: TrajectoryId }),
  output: RunGovernance,
});

export const MAX_FINDING_NOTE = 2000;

export const markFinding = endpoint({
  method: "POST",
  path: "/api/v1/trajectories/:trajectoryId/findings",
  summary:
    "Marks a text range, a step or the run as a governance issue. Blocks the run at once and masks the text for others.",
  input: z.strictObject({
    trajectoryId: TrajectoryId,
    revisionId: z.uuid(),
    kind: FindingKind,
    place: FindingPlace,
    note: z.string().max(MAX_FINDING_NOTE).nullable().default(null),
  }),
  output: z.object({ findings: z.array(Finding), gate: Gate }),
});

export const takeBackFinding = endpoint({
  method: "POST",
  path: "/api/v1/trajectories/:trajectoryId/findings/:findingId/take-back",
  summary: "Takes back a mark of one's own that nobody has judged yet; every place it hid becomes readable again.",
  input: z.strictObject({ trajectoryId: TrajectoryId, findingId: z.uuid() }),
  output: z.object({ gate: Gate }),
});

export const clearRun = endpoint({
  method: "POST",
  path: "/api/v1/trajectories/:trajectoryId/clear",
  summary: "Clears a run as it stands: scanned under today's rules, every finding judged. 409 with what is open.",
  input: z.strictObject({ trajectoryId: TrajectoryId }),
  output: z.object({ gate: Gate }),
});

export const rescanRun = endpoint({
  method: "POST",
  path: "/api/v1/trajectories/:trajectoryId/scan",
  summary: "Scans a run again.",
  input: z.strictObject({ trajectoryId: TrajectoryId }),
  output: z.object({ gate: Gate }),
});

/** One value, wherever it was found: verdicts are about values, never about hits. */
export const ValueCluster = z.object({
  valueKey: z.string(),
  kind: FindingKind,
  type: z.string(),
  severity: FindingSeverity,
  status: z.union([z.literal("open"), Verdict]),
  places: z.number().int(),
  runs: z.number().int(),
  sources: z.array(z.enum(["rule", "person"])),
  rules: z.array(z.string()),
  judgedBy: z.string().nullable(),
  judgedAt: z.string().nullable(),
  reason: z.string().nullable(),
});
export type ValueCluster = z.infer<typeof ValueCluster>;

export const GateCounts = z.object({
  unscanned: z.number().int(),
  scanning: z.number().int(),
  scan_failed: z.number().int(),
  needs_review: z.number().int(),
  blocked: z.number().int(),
  cleared: z.number().int(),
});
export type GateCounts = z.infer<typeof GateCounts>;

export const listClusters = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/findings",
  summary: "What was found in a project, one entry a value, never the value itself.",
  input: z.strictObject({
    project: ProjectSlug,
    status: z.union([z.literal("open"), Verdict]).optional(),
    kind: FindingKind.optional(),
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  output: z.object({
    clusters: z.array(ValueCluster),
    nextCursor: z.string().nullable(),
    total: z.number().int(),
    open: z.number().int(),
    gates: GateCounts,
    ruleset: z.object({ version: z.string(), sha256: z.string(), rules: z.number().int() }),
    canJudge: z.boolean(),
  }),
});

/** A place with the lines around it, masked. */
export const PlaceInContext = z.object({
  findingId: z.string(),
  trajectoryId: z.string(),
  runName: z.string(),
  place: FindingPlace,
  source: z.enum(["rule", "person"]),
  note: z.string().nullable(),
  /** Up to three lines before, the line, and three after; null where the finding has no text of its own. */
  context: z
    .object({
      text: z.string(),
      /** Line number of the first line, 1-based. */
      firstLine: z.number().int(),
      masks: z.array(z.object({ start: z.number().int(), end: z.number().int(), placeholder: z.string() })),
    })
    .nullable(),
});
export type PlaceInContext = z.infer<typeof PlaceInContext>;

export const listPlaces = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/findings/:valueKey/places",
  summary: "Every place of one value, masked in context, grouped by run.",
  input: z.strictObject({
    project: ProjectSlug,
    valueKey: z.string().max(100),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({ places: z.array(PlaceInContext), total: z.number().int() }),
});

export const judgeValue = endpoint({
  method: "POST",
  path: "/api/v1/projects/:project/findings/:valueKey/verdict",
  summary: "Says what a value is; the verdict follows the value to every copy and later revision.",
  input: z.strictObject({
    project: ProjectSlug,
    valueKey: z.string().max(100),
    verdict: Verdict,
    reason: z.string().max(MAX_FINDING_NOTE).nullable().default(null),
  }),
  output: z.object({ cluster: ValueCluster }),
});

export const revealValue = endpoint({
  method: "POST",
  path: "/api/v1/projects/:project/findings/:valueKey/reveal",
  summary: "Shows a lead what was found, once; every look is in the audit log.",
  input: z.strictObject({ project: ProjectSlug, valueKey: z.string().max(100) }),
  output: z.object({ text: z.string(), isCut: z.boolean() }),
});

/** The gate of every run of a project, for the list of runs to clear. */
export const RunGate = z.object({
  trajectoryId: z.string(),
  runName: z.string(),
  taskTitle: z.string(),
  state: GateState,
  open: z.number().int(),
  redactions: z.number().int(),
});
export type RunGate = z.infer<typeof RunGate>;

export const listGates = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/gates",
  summary: "Runs by the state of their gate.",
  input: z.strictObject({
    project: ProjectSlug,
    state: GateState.optional(),
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  output: z.object({ runs: z.array(RunGate), nextCursor: z.string().nullable() }),
});

export const clearRuns = endpoint({
  method: "POST",
  path: "/api/v1/projects/:project/clear",
  summary: "Clears the named runs, or every run that can be cleared; says of each that cannot why.",
  input: z.strictObject({ project: ProjectSlug, trajectoryIds: z.array(TrajectoryId).max(10_000).optional() }),
  output: z.object({
    cleared: z.number().int(),
    refused: z.array(z.object({ trajectoryId: z.string(), runName: z.string(), reason: z.string() })),
  }),
});
