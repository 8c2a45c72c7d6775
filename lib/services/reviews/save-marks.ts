import { v5 as uuidv5 } from "uuid";
import { saveMarks as contract } from "../../api/contract/reviews.ts";
import type { Tx } from "../../db/client.ts";
import type { Review } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import { canonicalAnchor } from "../../domain/labels/anchor.ts";
import type { Mark, MarkInput } from "../../domain/labels/mark.ts";
import { refuseMark } from "../../domain/labels/refuse-mark.ts";
import { byTrajectory } from "../authorize.ts";
import { command, sha256 } from "../verb.ts";
import { appendMarks, type Keyed } from "./append-marks.ts";
import { openOwnReview } from "./own-review.ts";
import { readQuotes } from "./read-quotes.ts";
import { marksByKey, withoutQuote } from "./standing-marks.ts";

type Reply = { marks: Mark[]; savedAt: string };

/**
 * Saves the marks of one gesture, all or none, as new revisions of the actor's own review. The gesture's id is the
 * Idempotency-Key and stands on the revisions themselves: the same gesture again answers the same, the same key with
 * other marks is refused, and a mark made on an older version is a conflict that shows both.
 */
export const saveMarks = command({
  name: "save-marks",
  access: { permission: "reviews:write", locate: byTrajectory, thing: "run" },
  input: contract.input,
  idempotency: "effect",
  async run({ ctx, input, standing, tx }) {
    const gestureId = ctx.idempotencyKey;
    if (!gestureId || gestureId.length > 64)
      throw new AppError("invalid_input", "Saving needs an Idempotency-Key of 1 to 64 characters: the gesture's id.");
    const { trajectoryId, revisionId } = input;
    const { projectId } = standing;
    const { review, taxonomy, run } = await openOwnReview(tx, ctx, { trajectoryId, revisionId, projectId });
    const marks = input.marks.map((mark): Keyed => ({ ...unquoted(mark), key: annotationKey(review.id, mark) }));
    if (new Set(marks.map(({ key }) => key)).size !== marks.length)
      throw new AppError("invalid_input", "One gesture may not say two things about one place.");

    // Without the versions: a browser that lost the reply repeats the gesture on what it has learnt since.
    const requestSha256 = sha256(
      JSON.stringify(marks.map(({ dimension, variant, anchor, value }) => [dimension, variant ?? null, anchor, value])),
    );
    const replayed = await findReplay(tx, review, gestureId, marks, requestSha256);
    if (replayed) return { reply: replayed, audit: null };

    for (const mark of marks) {
      const refusal = refuseMark(taxonomy, run, mark);
      if (refusal)
        throw new AppError("invalid_input", refusal, { mark: { dimension: mark.dimension, anchor: mark.anchor } });
    }
    await refuseStale(tx, trajectoryId, marks);
    const quotes = await readQuotes(ctx, tx, { trajectoryId, revisionId }, marks);
    const said = { authorId: ctx.actor.id, provenance: "human", createdAt: ctx.clock() };
    const gesture = { gestureId, requestSha256, clientTime: new Date(input.clientTime) };
    const saved = await appendMarks(tx, review, marks, quotes, { ...said, ...gesture });
    if (review.status !== "open") {
      await tx.review.update({ where: { trajectoryId_id: { trajectoryId, id: review.id } }, data: { status: "open" } });
    }
    const details = { trajectoryId, gestureId, marks: saved.marks.map(({ key, version }) => ({ key, version })) };
    return { reply: saved, audit: { subject: review.id, details } };
  },
});

/** The same place and dimension in one review is one annotation, whichever tab it was marked in. */
export function annotationKey(reviewId: string, mark: Pick<MarkInput, "dimension" | "variant" | "anchor">): string {
  const variant = mark.variant === undefined ? "" : `\n${mark.variant}`;
  return uuidv5(`${mark.dimension}\n${canonicalAnchor(mark.anchor)}${variant}`, reviewId);
}

/** What the browser may say of a place is where it is; what stood there is read from the run. */
function unquoted(mark: MarkInput): MarkInput {
  const value =
    mark.value?.type === "failure" || mark.value?.type === "cited"
      ? { ...mark.value, evidence: mark.value.evidence.map(withoutQuote) }
      : mark.value;
  return { ...mark, anchor: withoutQuote(mark.anchor), value };
}

async function findReplay(
  tx: Tx,
  { trajectoryId, id: reviewId }: Review,
  gestureId: string,
  marks: Keyed[],
  requestSha256: string,
): Promise<Reply | null> {
  const earlier = await tx.annotationRevision.findMany({ where: { trajectoryId, reviewId, gestureId } });
  const [first] = earlier;
  if (!first) return null;
  const keys = new Set(earlier.map((row) => row.annotationKey));
  if (
    first.requestSha256 !== requestSha256 ||
    marks.length !== earlier.length ||
    !marks.every(({ key }) => keys.has(key))
  ) {
    throw new AppError("idempotency_mismatch", "This Idempotency-Key was used for other marks. Send a new key.");
  }
  const byKey = new Map(earlier.map((row) => [row.annotationKey, row]));
  return {
    savedAt: first.createdAt.toISOString(),
    marks: marks.map(({ baseVersion: _base, ...mark }) => ({
      ...mark,
      version: byKey.get(mark.key)?.version ?? 1,
      authorId: first.authorId,
      savedAt: first.createdAt.toISOString(),
    })),
  };
}

async function refuseStale(tx: Tx, trajectoryId: string, marks: Keyed[]): Promise<void> {
  const current = await marksByKey(
    tx,
    trajectoryId,
    marks.map(({ key }) => key),
  );
  const stale = marks.filter(({ key, baseVersion }) => (current.get(key)?.version ?? 0) !== baseVersion);
  if (stale.length === 0) return;
  throw new AppError("conflict", "This was changed somewhere else since. Both versions are kept; choose one.", {
    stale: stale.map(({ key, ...yours }) => ({ yours, current: current.get(key) ?? null })),
  });
}
