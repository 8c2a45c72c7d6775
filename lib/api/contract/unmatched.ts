import { z } from "zod";
import { Anchor } from "../../domain/labels/anchor.ts";
import { UnmatchedReason } from "../../domain/labels/unmatched.ts";
import { endpoint } from "./endpoint.ts";

export const UnmatchedStatus = z.enum(["open", "placed", "dismissed", "carried"]);
export type UnmatchedStatus = z.infer<typeof UnmatchedStatus>;

/** A mark that a reparse found no place for, as whoever may place it sees it. */
export const UnmatchedView = z.object({
  id: z.string(),
  trajectoryId: z.string(),
  runName: z.string(),
  kind: z.enum(["annotation", "finding"]),
  /** What was said: the dimension, or the kind of the finding, and its value in words. */
  name: z.string(),
  says: z.string(),
  /** Where it stood, in the revision of this number. */
  anchor: Anchor,
  fromNumber: z.number().int(),
  author: z.string(),
  isOwn: z.boolean(),
  reason: UnmatchedReason,
  /** The revision a place is chosen on, and the steps where it may belong, the best first. */
  revisionId: z.string(),
  candidates: z.array(z.number().int()),
  /** What stood at the old place, masked; null where nothing may be shown. */
  hint: z.string().nullable(),
  status: UnmatchedStatus,
  /** Who gave it its end, and why where they let it go. */
  endedBy: z.string().nullable(),
  endReason: z.string().nullable(),
  canPlace: z.boolean(),
  canDismiss: z.boolean(),
});
export type UnmatchedView = z.infer<typeof UnmatchedView>;

export const listUnmatched = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/unmatched-marks",
  summary: "Marks that a reparse found no place for; an annotator sees their own.",
  input: z.strictObject({
    project: z.string().max(64),
    run: z.uuid().optional(),
    status: UnmatchedStatus.default("open"),
    cursor: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({ marks: z.array(UnmatchedView), total: z.number().int(), nextCursor: z.string().nullable() }),
});

const Place = { trajectoryId: z.uuid(), markId: z.uuid() };

export const placeMark = endpoint({
  method: "POST",
  path: "/api/v1/trajectories/:trajectoryId/unmatched-marks/:markId/place",
  summary:
    "Gives a mark a place on the run's revision of today. On the step of its words it goes to them, where they stand there once.",
  input: z.strictObject({ ...Place, revisionId: z.uuid(), anchor: Anchor }),
  /** `leftOut`: places it cited, and things it named, that are not in this revision. */
  output: z.object({ anchor: Anchor, leftOut: z.number().int() }),
});

export const MAX_DISMISS_REASON = 500;

export const dismissMark = endpoint({
  method: "POST",
  path: "/api/v1/trajectories/:trajectoryId/unmatched-marks/:markId/dismiss",
  summary: "Lets a mark go that has no place in the newer revision, with the reason. The older revision keeps it.",
  input: z.strictObject({ ...Place, reason: z.string().trim().min(1).max(MAX_DISMISS_REASON) }),
  output: z.object({ status: UnmatchedStatus }),
});
