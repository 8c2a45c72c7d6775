import { getReview, type ReviewState } from "../../api/contract/reviews.ts";
import { isAllowed } from "../../domain/roles.ts";
import { byTrajectory } from "../authorize.ts";
import { currentRevision } from "../trajectories/current-revision.ts";
import { query } from "../verb.ts";
import { findOwnReview } from "./own-review.ts";
import { readTaxonomy } from "./read-taxonomy.ts";
import { standingMarks } from "./standing-marks.ts";

/** The reader's own review of a run: nobody else's marks are ever in it. */
export const readReview = query({
  name: "read-review",
  access: { permission: "runs:read", locate: byTrajectory, thing: "run" },
  input: getReview.input,
  async run({ ctx, input: { trajectoryId, revisionId: asked }, standing }): Promise<ReviewState> {
    const db = ctx.db.prisma;
    const current = await currentRevision(ctx, trajectoryId);
    const revisionId = asked ?? current.revisionId;
    const canWrite = ctx.actor.kind === "user" && isAllowed(standing.role, "reviews:write", ctx.actor.scopes);
    const review = await findOwnReview(db, { trajectoryId, revisionId, authorId: ctx.actor.id });
    const [taxonomy, marks, submissions] = await Promise.all([
      readTaxonomy(db, standing.projectId, review?.taxonomyVersionId),
      review ? standingMarks(db, trajectoryId, review.id) : [],
      review ? db.submission.count({ where: { trajectoryId, reviewId: review.id } }) : 0,
    ]);
    return {
      status: review ? (review.status === "submitted" ? "submitted" : "open") : null,
      submittedAt: review?.submittedAt?.toISOString() ?? null,
      submissions,
      // What was said of an earlier revision stays as it was said.
      canWrite: canWrite && revisionId === current.revisionId,
      revisionId,
      ...taxonomy,
      marks,
    };
  },
});
