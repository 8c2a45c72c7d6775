import type { Tx } from "../../db/client.ts";
import type { Review } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import type { RunSize } from "../../domain/labels/refuse-mark.ts";
import type { Taxonomy } from "../../domain/labels/taxonomy.ts";
import type { Context } from "../context.ts";
import { keepRevision } from "../trajectories/keep-revision.ts";
import { readTaxonomy } from "./read-taxonomy.ts";

/** Which review is meant: one person's, in one round, of one revision. */
export type ReviewPlace = { trajectoryId: string; revisionId: string; authorId: string };

const ROUND = 1;

const keyOf = ({ trajectoryId, revisionId, authorId }: ReviewPlace) => ({
  trajectoryId_revisionId_authorId_round_kind: { trajectoryId, revisionId, authorId, round: ROUND, kind: "human" },
});

/** The person's review of a revision, or null before their first mark. */
export async function findOwnReview(db: Tx, place: ReviewPlace): Promise<Review | null> {
  return db.review.findUnique({ where: keyOf(place) });
}

export type OpenReview = { review: Review; taxonomy: Taxonomy; run: RunSize };

/**
 * The actor's review of the revision people see now, opened when there is none and locked for the transaction; two
 * tabs that open it at once get one. Refuses marks that were made on an older revision.
 */
export async function openOwnReview(
  tx: Tx,
  ctx: Context,
  { trajectoryId, revisionId, projectId }: { trajectoryId: string; revisionId: string; projectId: string },
): Promise<OpenReview> {
  await keepRevision(tx, trajectoryId);
  const run = await tx.trajectory.findUniqueOrThrow({
    where: { id: trajectoryId },
    select: { currentRevisionId: true, stepCount: true },
  });
  if (run.currentRevisionId !== revisionId) {
    const message = "The run has a newer revision. Your marks are kept here; reload to see where they go.";
    throw new AppError("conflict", message, { revisionId: run.currentRevisionId });
  }
  const place = { trajectoryId, revisionId, authorId: ctx.actor.id };
  const { taxonomyVersionId } = await readTaxonomy(tx, projectId);
  await tx.review.createMany({
    data: [{ ...place, id: ctx.newId(), projectId, taxonomyVersionId, kind: "human", round: ROUND, status: "open" }],
    skipDuplicates: true,
  });
  await tx.$queryRaw`
    SELECT 1 FROM "Review" WHERE "trajectoryId" = ${trajectoryId}::uuid AND "revisionId" = ${revisionId}::uuid
      AND "authorId" = ${ctx.actor.id} FOR UPDATE`;
  const review = await tx.review.findUniqueOrThrow({ where: keyOf(place) });
  const { taxonomy } = await readTaxonomy(tx, projectId, review.taxonomyVersionId);
  const laneCount = await tx.lane.count({ where: { trajectoryId, revisionId } });
  return { review, taxonomy, run: { stepCount: run.stepCount, laneCount } };
}
