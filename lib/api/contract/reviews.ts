import { z } from "zod";
import { Mark, MarkInput } from "../../domain/labels/mark.ts";
import { Taxonomy } from "../../domain/labels/taxonomy.ts";
import { endpoint } from "./endpoint.ts";

const TrajectoryId = z.uuid();

export const ReviewState = z.object({
  /** Null until the first mark. */
  status: z.enum(["open", "submitted"]).nullable(),
  submittedAt: z.string().nullable(),
  /** How often it was submitted. */
  submissions: z.number().int(),
  canWrite: z.boolean(),
  revisionId: z.string(),
  taxonomyVersionId: z.string(),
  taxonomy: Taxonomy,
  marks: z.array(Mark),
});
export type ReviewState = z.infer<typeof ReviewState>;

export const getReview = endpoint({
  method: "GET",
  path: "/api/v1/trajectories/:trajectoryId/review",
  summary: "The reader's own review of the current revision, or of an earlier one, with its standing marks.",
  input: z.strictObject({ trajectoryId: TrajectoryId, revisionId: z.uuid().optional() }),
  output: ReviewState,
});

/** Marks one gesture may hold: "this phase until here" over a long run. */
export const MAX_MARKS = 10_000;

/** The details of a 409: what stands now for each mark that was made on an older version. */
export const StaleMarks = z.object({ stale: z.array(z.object({ yours: MarkInput, current: Mark.nullable() })) });

export const saveMarks = endpoint({
  method: "POST",
  path: "/api/v1/trajectories/:trajectoryId/marks",
  summary:
    "Saves the marks of one gesture, all or none. The Idempotency-Key is the gesture's id. 409 with both versions when stale.",
  input: z.strictObject({
    trajectoryId: TrajectoryId,
    revisionId: z.uuid(),
    marks: z.array(MarkInput).min(1).max(MAX_MARKS),
    clientTime: z.iso.datetime(),
  }),
  output: z.object({ marks: z.array(Mark), savedAt: z.string() }),
});

export const submitReview = endpoint({
  method: "POST",
  path: "/api/v1/trajectories/:trajectoryId/submit",
  summary: "Freezes the review as it stands. 409 with the list when something is missing.",
  input: z.strictObject({ trajectoryId: TrajectoryId, revisionId: z.uuid() }),
  output: z.object({ submission: z.number().int(), marks: z.number().int(), submittedAt: z.string() }),
});
