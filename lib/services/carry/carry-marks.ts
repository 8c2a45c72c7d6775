import type { Tx } from "../../db/client.ts";
import type { UnmatchedMark } from "../../db/generated/client.ts";
import type { Lost } from "../../domain/labels/unmatched.ts";
import type { Context } from "../context.ts";
import { Carrier, ordinalsOf } from "./carrier.ts";
import { carryFindings, personMarks } from "./carry-findings.ts";
import { carryReviews, place } from "./carry-reviews.ts";
import type { Passage } from "./match-steps.ts";
import { openPassage } from "./open-passage.ts";
import { readSourceMark } from "./source-marks.ts";
import { openCarriedReview, writeCarried } from "./write-carried.ts";

type Order = { projectId: string; trajectoryId: string; from: string; to: string; reparseId: string };
type Counts = { carried: number; unmatched: number };

/**
 * Takes what people said of a revision to the one that a newer parser made of the same bytes, in the caller's
 * transaction: marks of every review and findings. Nothing of the older revision changes. What does not match exactly
 * waits for a person; what waited already is looked for again.
 */
export async function carryMarks(tx: Tx, ctx: Context, order: Order): Promise<Counts> {
  const { trajectoryId, from, to } = order;
  const passage = await openPassage(tx, { trajectoryId, from, to });
  const gestureId = `carried:${order.reparseId}`;
  const again = await lookAgain(tx, ctx, order, gestureId);
  const reviews = await carryReviews(tx, ctx, { passage, gestureId });
  const findings = await carryFindings(tx, ctx, passage, await personMarks(tx, passage));
  const rows = [
    ...reviews.homeless.map(({ source, lost }) => ({
      kind: "annotation",
      sourceKey: source.key,
      sourceVersion: source.version,
      dimension: source.dimension,
      authorId: source.authorId,
      ...lost,
    })),
    ...findings.homeless.map(({ mark, lost }) => ({
      kind: "finding",
      sourceKey: mark.markId,
      sourceVersion: null,
      dimension: mark.rows[0]?.kind ?? "",
      authorId: mark.rows[0]?.authorId ?? "",
      ...lost,
    })),
  ];
  const passed = { projectId: order.projectId, trajectoryId, fromRevisionId: from, toRevisionId: to };
  await tx.unmatchedMark.createMany({
    data: rows.map((row) => ({
      ...row,
      ...passed,
      id: ctx.newId(),
      candidates: [...row.candidates],
      createdAt: ctx.clock(),
    })),
  });
  return {
    carried: reviews.carried + findings.carried.length + again.carried,
    unmatched: rows.length + again.unmatched,
  };
}

/** Marks that an earlier reparse found no place for: the newest parser may show it again. */
async function lookAgain(tx: Tx, ctx: Context, order: Order, gestureId: string): Promise<Counts> {
  const { trajectoryId, to } = order;
  const waiting = await tx.unmatchedMark.findMany({
    where: { trajectoryId, status: "open" },
    orderBy: { id: "asc" },
  });
  let carried = 0;
  for (const row of waiting) {
    const passage = await openPassage(tx, { trajectoryId, from: row.fromRevisionId, to });
    const lost = await carryAgain(tx, ctx, { row, passage, gestureId });
    const ended = { status: "carried", endedAt: ctx.clock(), endedBy: ctx.actor.id };
    const still = { toRevisionId: to, reason: lost?.reason ?? row.reason, candidates: [...(lost?.candidates ?? [])] };
    await tx.unmatchedMark.update({
      where: { trajectoryId_id: { trajectoryId, id: row.id } },
      data: lost === null ? { ...ended, toRevisionId: to } : still,
    });
    if (lost === null) carried += 1;
  }
  return { carried, unmatched: waiting.length - carried };
}

type Again = { row: UnmatchedMark; passage: Passage; gestureId: string };

/** Carries one waiting mark, or says why it goes on waiting. */
async function carryAgain(tx: Tx, ctx: Context, { row, passage, gestureId }: Again): Promise<Lost | null> {
  const { trajectoryId, sourceKey, sourceVersion } = row;
  if (sourceVersion === null) {
    const { homeless } = await carryFindings(tx, ctx, passage, await personMarks(tx, passage, sourceKey));
    return homeless[0]?.lost ?? null;
  }
  const source = await readSourceMark(tx, trajectoryId, { key: sourceKey, version: sourceVersion });
  if (!source) return null;
  const carrier = await Carrier.open(ctx, tx, passage, ordinalsOf(source.anchor, source.value));
  const { found, lost } = await place(carrier, [source]);
  if (lost[0]) return lost[0].lost;
  const older = await tx.review.findUniqueOrThrow({
    where: { trajectoryId_id: { trajectoryId, id: source.reviewId } },
  });
  const review = await openCarriedReview(tx, ctx, older, passage.to);
  const act = { gestureId, fromRevisionId: passage.from, placedBy: null };
  const { occupied } = await writeCarried(tx, ctx, review, found, act);
  return occupied.length > 0 ? { reason: "occupied", candidates: [] } : null;
}
