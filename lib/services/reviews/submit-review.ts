import { submitReview as contract } from "../../api/contract/reviews.ts";
import { AppError } from "../../domain/errors.ts";
import { describeMissing, missingBeforeSubmit } from "../../domain/labels/missing.ts";
import { byTrajectory } from "../authorize.ts";
import { command, sha256 } from "../verb.ts";
import { openOwnReview } from "./own-review.ts";
import { standingMarks } from "./standing-marks.ts";

/** Freezes the actor's review as it stands, as explicit (key, version) pairs, or names what is missing. */
export const submitReview = command({
  name: "submit-review",
  access: { permission: "reviews:write", locate: byTrajectory, thing: "run" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, input: { trajectoryId, revisionId }, standing, tx }) {
    const { projectId } = standing;
    const { review, taxonomy, run } = await openOwnReview(tx, ctx, { trajectoryId, revisionId, projectId });
    const marks = (await standingMarks(tx, trajectoryId, review.id)).filter(({ value }) => value !== null);
    const missing = missingBeforeSubmit(taxonomy, run.stepCount, marks);
    if (missing.length > 0) {
      throw new AppError("conflict", `The review is not complete: ${missing.map(describeMissing).join("; ")}.`, {
        missing,
      });
    }
    const annotations = marks.map(({ key, version }) => ({ key, version }));
    const number = (await tx.submission.count({ where: { trajectoryId, reviewId: review.id } })) + 1;
    const id = ctx.newId();
    const createdAt = ctx.clock();
    await tx.submission.create({
      data: {
        trajectoryId,
        id,
        projectId,
        reviewId: review.id,
        number,
        annotations,
        sha256: sha256(JSON.stringify(annotations)),
        authorId: ctx.actor.id,
        createdAt,
      },
    });
    await tx.review.update({
      where: { trajectoryId_id: { trajectoryId, id: review.id } },
      data: { status: "submitted", submittedAt: createdAt },
    });
    return {
      reply: { submission: number, marks: marks.length, submittedAt: createdAt.toISOString() },
      audit: { subject: review.id, details: { trajectoryId, submissionId: id, number, marks: marks.length } },
    };
  },
});
