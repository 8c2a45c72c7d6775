import type { Tx } from "../../db/client.ts";
import type { Review } from "../../db/generated/client.ts";
import type { Context } from "../context.ts";
import { appendMarks, type Keyed } from "../reviews/append-marks.ts";
import { readQuotes } from "../reviews/read-quotes.ts";
import { annotationKey } from "../reviews/save-marks.ts";
import { marksByKey } from "../reviews/standing-marks.ts";
import { sha256 } from "../verb.ts";
import type { Placed } from "./carrier.ts";
import type { SourceMark } from "./source-marks.ts";

/** A mark with the place it has on the newer revision. */
export type Carried = { source: SourceMark; placed: Placed };

/** `placedBy`: the person who chose the place; null where it followed exactly. */
type Act = { gestureId: string; fromRevisionId: string; placedBy: string | null };

/** The review of the newer revision that stands for an older one: same person, kind, round and taxonomy. */
export async function openCarriedReview(tx: Tx, ctx: Context, older: Review, revisionId: string): Promise<Review> {
  const { trajectoryId, projectId, kind, authorId, round, taxonomyVersionId } = older;
  const place = { trajectoryId, revisionId, authorId, round, kind };
  await tx.review.createMany({
    data: [{ ...place, id: ctx.newId(), projectId, taxonomyVersionId, status: "open", carriedFromId: older.id }],
    skipDuplicates: true,
  });
  return tx.review.findUniqueOrThrow({ where: { trajectoryId_revisionId_authorId_round_kind: place } });
}

/**
 * Writes marks into a review of the newer revision as new rows that say where they come from; those whose place holds
 * the same dimension already, or that fall together, come back in `occupied`.
 */
export async function writeCarried(
  tx: Tx,
  ctx: Context,
  review: Review,
  marks: readonly Carried[],
  act: Act,
): Promise<{ written: Carried[]; occupied: Carried[] }> {
  const { trajectoryId, revisionId } = review;
  const keyed = marks.map((mark) => ({ mark, key: keyOf(review.id, mark) }));
  const standing = await marksByKey(
    tx,
    trajectoryId,
    keyed.map(({ key }) => key),
  );
  const isFree = ({ key }: { key: string }, at: number) =>
    (standing.get(key)?.value ?? null) === null && keyed.findIndex((other) => other.key === key) === at;
  const free = keyed.filter(isFree);
  const placed = free.map(({ mark }) => mark.placed);
  const quotes = await readQuotes(ctx, tx, { trajectoryId, revisionId }, placed);
  const { fromRevisionId, placedBy, gestureId } = act;
  const rows = free.map(({ key, mark: { source, placed: at } }): Keyed => {
    const { version, dimension, variant, clientTime } = source;
    return {
      key,
      dimension,
      variant: variant ?? undefined,
      ...at,
      baseVersion: standing.get(key)?.version ?? 0,
      origin: {
        carriedFrom: { revisionId: fromRevisionId, annotationKey: source.key, version, placedBy },
        clientTime,
      },
    };
  });
  const createdAt = ctx.clock();
  const requestSha256 = sha256(JSON.stringify(rows.map(({ origin }) => origin?.carriedFrom)));
  const said = { authorId: review.authorId, provenance: "carried", createdAt, gestureId, requestSha256 };
  if (rows.length > 0) await appendMarks(tx, review, rows, quotes, { ...said, clientTime: createdAt });
  return {
    written: free.map(({ mark }) => mark),
    occupied: keyed.filter((each) => !free.includes(each)).map(({ mark }) => mark),
  };
}

function keyOf(reviewId: string, { source, placed }: Carried): string {
  const { dimension, variant } = source;
  return annotationKey(reviewId, { dimension, variant: variant ?? undefined, anchor: placed.anchor });
}
