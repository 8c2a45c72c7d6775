import type { Tx } from "../../db/client.ts";
import type { Review } from "../../db/generated/client.ts";

/** Which review is meant: one person's, in one round, of one revision. */
export type ReviewPlace = { trajectoryId: string; revisionId: string; authorId: string };

const ROUND = 1;

/** The person's review of a revision, or null before their first mark. */
export async function findOwnReview(
  db: Tx,
  { trajectoryId, revisionId, authorId }: ReviewPlace,
): Promise<Review | null> {
  return db.review.findUnique({
    where: {
      trajectoryId_revisionId_authorId_round_kind: { trajectoryId, revisionId, authorId, round: ROUND, kind: "human" },
    },
  });
}

/** The same, opened when there is none; two tabs that open it at once get one. Locks it for the transaction. */
export async function openOwnReview(
  tx: Tx,
  place: ReviewPlace & { projectId: string; taxonomyVersionId: string; newId: () => string },
): Promise<Review> {
  const { newId, ...data } = place;
  await tx.review.createMany({
    data: [{ ...data, id: newId(), kind: "human", round: ROUND, status: "open" }],
    skipDuplicates: true,
  });
  await tx.$queryRaw`SELECT 1 FROM "Review" WHERE "trajectoryId" = ${place.trajectoryId}::uuid AND "revisionId" = ${place.revisionId}::uuid AND "authorId" = ${place.authorId} FOR UPDATE`;
  return tx.review.findUniqueOrThrow({
    where: {
      trajectoryId_revisionId_authorId_round_kind: {
        trajectoryId: place.trajectoryId,
        revisionId: place.revisionId,
        authorId: place.authorId,
        round: ROUND,
        kind: "human",
      },
    },
  });
}
