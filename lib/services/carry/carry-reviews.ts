import { z } from "zod";
import type { Tx } from "../../db/client.ts";
import type { Review } from "../../db/generated/client.ts";
import { missingBeforeSubmit } from "../../domain/labels/missing.ts";
import type { Lost } from "../../domain/labels/unmatched.ts";
import type { Context } from "../context.ts";
import { readTaxonomy } from "../reviews/read-taxonomy.ts";
import { standingMarks } from "../reviews/standing-marks.ts";
import { sha256 } from "../verb.ts";
import { Carrier, ordinalsOf } from "./carrier.ts";
import type { Passage } from "./match-steps.ts";
import { type SourceMark, standingSources } from "./source-marks.ts";
import { type Carried, openCarriedReview, writeCarried } from "./write-carried.ts";

/** Marks that have no place, each with why. */
export type Homeless = { source: SourceMark; lost: Lost };

type Order = { passage: Passage; gestureId: string };

/** Carries the standing marks of every review of a revision; a submitted review that came along whole stays submitted. */
export async function carryReviews(
  tx: Tx,
  ctx: Context,
  { passage, gestureId }: Order,
): Promise<{ carried: number; homeless: Homeless[] }> {
  const { trajectoryId, from, to } = passage;
  const reviews = await tx.review.findMany({
    where: { trajectoryId, revisionId: from },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const marks = new Map<Review, SourceMark[]>();
  for (const review of reviews) marks.set(review, await standingSources(tx, trajectoryId, review.id));
  const ordinals = [...marks.values()].flat().flatMap(({ anchor, value }) => ordinalsOf(anchor, value));
  const carrier = await Carrier.open(ctx, tx, passage, ordinals);
  const act = { gestureId, fromRevisionId: from, placedBy: null };
  let carried = 0;
  const homeless: Homeless[] = [];
  for (const [review, sources] of marks) {
    const { found, lost } = await place(carrier, sources);
    homeless.push(...lost);
    if (found.length === 0) continue;
    const target = await openCarriedReview(tx, ctx, review, to);
    const { written, occupied } = await writeCarried(tx, ctx, target, found, act);
    for (const { source } of occupied) homeless.push({ source, lost: { reason: "ambiguous", candidates: [] } });
    carried += written.length;
    if (lost.length === 0 && occupied.length === 0) await carrySubmission(tx, ctx, review, target);
  }
  return { carried, homeless };
}

/** Tells marks that have a place from those that have none. */
export async function place(
  carrier: Carrier,
  sources: readonly SourceMark[],
): Promise<{ found: Carried[]; lost: Homeless[] }> {
  const found: Carried[] = [];
  const lost: Homeless[] = [];
  for (const source of sources) {
    const result = await carrier.mark(source.anchor, source.value);
    if ("at" in result) found.push({ source, placed: result.at });
    else lost.push({ source, lost: result.lost });
  }
  return { found, lost };
}

/** What was submitted and came along whole is submitted here, too, unless the newer revision asks for more. */
async function carrySubmission(tx: Tx, ctx: Context, older: Review, review: Review): Promise<void> {
  const { trajectoryId, projectId } = older;
  if (older.status !== "submitted") return;
  const [submission] = await tx.submission.findMany({
    where: { trajectoryId, reviewId: older.id },
    orderBy: { number: "desc" },
    take: 1,
  });
  if (!submission) return;
  const marks = (await standingMarks(tx, trajectoryId, review.id)).filter(({ value }) => value !== null);
  const { taxonomy } = await readTaxonomy(tx, projectId, review.taxonomyVersionId);
  const stepCount = await tx.step.count({ where: { trajectoryId, revisionId: review.revisionId } });
  if (missingBeforeSubmit(taxonomy, stepCount, marks).length > 0) return;
  // What was submitted is what stands, for a change after it would have opened the review again.
  if (Pairs.parse(submission.annotations).length !== marks.length) return;
  const annotations = marks.map(({ key, version }) => ({ key, version }));
  await tx.submission.create({
    data: {
      trajectoryId,
      id: ctx.newId(),
      projectId,
      reviewId: review.id,
      number: 1,
      annotations,
      sha256: sha256(JSON.stringify(annotations)),
      authorId: submission.authorId,
      createdAt: ctx.clock(),
      carriedFromId: submission.id,
    },
  });
  await tx.review.update({
    where: { trajectoryId_id: { trajectoryId, id: review.id } },
    data: { status: "submitted", submittedAt: older.submittedAt },
  });
}

const Pairs = z.array(z.object({ key: z.string(), version: z.number().int() }));
