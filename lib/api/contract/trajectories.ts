import { z } from "zod";
import { GateState } from "../../domain/governance/clearance.ts";
import { StepText, FieldText } from "../../domain/record/body.ts";
import { SkeletonSegment } from "../../domain/record/skeleton.ts";
import { StepField } from "../../domain/record/step.ts";
import { Outcome, TrajectoryDetail, TrajectoryRow } from "../../domain/record/trajectory.ts";
import { endpoint } from "./endpoint.ts";

export const SORTS = [
  "newest",
  "name",
  "steps",
  "-steps",
  "errors",
  "-errors",
  "labelled",
  "-labelled",
  "outcome",
] as const;

/** The library's filter, also its URL. */
export const LibraryFilter = z.strictObject({
  project: z.string(),
  q: z.string().max(200).optional(),
  outcome: Outcome.optional(),
  agent: z.string().max(200).optional(),
  labelled: z.enum(["none", "some", "all"]).optional(),
  gate: GateState.optional(),
  format: z.string().max(100).optional(),
  failures: z.enum(["none", "some"]).optional(),
  sort: z.enum(SORTS).default("newest"),
});
export type LibraryFilter = z.infer<typeof LibraryFilter>;

const Facet = z.array(z.object({ value: z.string(), count: z.number().int() }));

export const listTrajectories = endpoint({
  method: "GET",
  path: "/api/v1/trajectories",
  summary: "Runs of a project, filtered and sorted, a page at a time.",
  input: LibraryFilter.extend({
    cursor: z.string().max(400).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  output: z.object({
    rows: z.array(TrajectoryRow),
    nextCursor: z.string().nullable(),
    /** Runs that fit the filter, and runs in the project. */
    matching: z.number().int(),
    total: z.number().int(),
    facets: z.object({ outcome: Facet, agent: Facet, format: Facet, labelled: Facet, failures: Facet, gate: Facet }),
  }),
});

const TrajectoryId = z.uuid();
const Ordinal = z.coerce.number().int().nonnegative();

export const getTrajectory = endpoint({
  method: "GET",
  path: "/api/v1/trajectories/:trajectoryId",
  summary: "One run without its steps.",
  input: z.strictObject({ trajectoryId: TrajectoryId }),
  output: TrajectoryDetail,
});

export const getSkeleton = endpoint({
  method: "GET",
  path: "/api/v1/trajectories/:trajectoryId/skeleton",
  summary: "4,096 steps as parallel arrays, without text; immutable, with an ETag.",
  input: z.strictObject({ trajectoryId: TrajectoryId, segment: Ordinal.default(0) }),
  output: SkeletonSegment,
});

/** Most steps one body request may ask for. */
export const MAX_BODIES = 64;

export const getBodies = endpoint({
  method: "GET",
  path: "/api/v1/trajectories/:trajectoryId/bodies",
  summary: "The text of steps from .. to (exclusive), long fields clamped with their true length.",
  input: z.strictObject({ trajectoryId: TrajectoryId, from: Ordinal, to: Ordinal }),
  output: z.object({ steps: z.array(StepText) }),
});

export const getText = endpoint({
  method: "GET",
  path: "/api/v1/trajectories/:trajectoryId/text",
  summary: "Part of one field of a step, start and end in UTF-16 units; at most 1,048,576 of them.",
  input: z.strictObject({
    trajectoryId: TrajectoryId,
    ordinal: Ordinal,
    field: StepField,
    start: Ordinal,
    end: Ordinal,
  }),
  output: FieldText,
});

export const getSource = endpoint({
  method: "GET",
  path: "/api/v1/trajectories/:trajectoryId/source",
  summary: "The raw bytes a step was read from, decoded for display; at most 262,144 bytes.",
  input: z.strictObject({ trajectoryId: TrajectoryId, ordinal: Ordinal }),
  output: z.object({
    path: z.string(),
    byteStart: z.number(),
    byteEnd: z.number(),
    sha256: z.string(),
    text: z.string(),
    isCut: z.boolean(),
  }),
});
