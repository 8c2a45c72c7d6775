import { placeMark as contract } from "../../api/contract/unmatched.ts";
import type { Tx } from "../../db/client.ts";
import type { UnmatchedMark } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import { FindingKind, type FindingPlace } from "../../domain/governance/finding.ts";
import type { Anchor } from "../../domain/labels/anchor.ts";
import { refuseMark } from "../../domain/labels/refuse-mark.ts";
import { byTrajectory } from "../authorize.ts";
import type { Context } from "../context.ts";
import { keyedPlaces } from "../governance/finding-places.ts";
import { refreshGates } from "../governance/gate.ts";
import { readTaxonomy } from "../reviews/read-taxonomy.ts";
import { keepRevision } from "../trajectories/keep-revision.ts";
import { command } from "../verb.ts";
import { Carrier, ordinalsOf } from "./carrier.ts";
import { personMarks, writeFindings } from "./carry-findings.ts";
import { findWords, wordsOf } from "./find-words.ts";
import type { Passage } from "./match-steps.ts";
import { openPassage } from "./open-passage.ts";
import { readSourceMark, type SourceMark } from "./source-marks.ts";
import { StepTexts } from "./step-texts.ts";
import { endMark, holdWaiting } from "./waiting-mark.ts";
import { openCarriedReview, writeCarried } from "./write-carried.ts";

type Reply = { anchor: Anchor; leftOut: number };

/**
 * A person gives a mark its place on the revision of today. What it says stays its author's; who placed it stands on
 * the row and in the audit log. What it cites goes along where it matches exactly, and is left out and counted else.
 */
export const placeMark = command({
  name: "place-mark",
  access: { permission: "reviews:write", locate: byTrajectory, thing: "run" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, tx, input: { trajectoryId, markId, revisionId, anchor }, standing }) {
    await keepRevision(tx, trajectoryId);
    const { currentRevisionId } = await tx.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
    if (currentRevisionId !== revisionId)
      throw new AppError("conflict", "The run has a newer revision. Reload it and place the mark there.");
    const row = await holdWaiting(tx, ctx, standing, { trajectoryId, markId, act: "place" });
    const passage = await openPassage(tx, { trajectoryId, from: row.fromRevisionId, to: revisionId });
    const asked = { row, passage, anchor };
    const reply = row.kind === "finding" ? await placeFinding(tx, ctx, asked) : await placeAnnotation(tx, ctx, asked);
    await endMark(tx, ctx, row, { status: "placed" });
    if (row.kind === "finding") await refreshGates(tx, [trajectoryId]);
    const { kind, dimension, sourceKey } = row;
    const details = { markId, kind, dimension, sourceKey, target: reply.anchor.target, leftOut: reply.leftOut };
    return { reply, audit: { subject: trajectoryId, details } };
  },
});

type Asked = { row: UnmatchedMark; passage: Passage; anchor: Anchor };

async function placeAnnotation(tx: Tx, ctx: Context, { row, passage, anchor: asked }: Asked): Promise<Reply> {
  const { trajectoryId, from, to } = passage;
  const source = await readSourceMark(tx, trajectoryId, { key: row.sourceKey, version: row.sourceVersion ?? 1 });
  if (!source) throw new AppError("not_found", "The mark this was is missing. Restore it from a backup.");
  const carrier = await Carrier.open(ctx, tx, passage, ordinalsOf(source.anchor, source.value));
  const { value, left } = await carrier.value(source.value);
  const anchor = await toWords(tx, ctx, passage, source, asked);
  const key = { trajectoryId_id: { trajectoryId, id: source.reviewId } };
  const review = await openCarriedReview(tx, ctx, await tx.review.findUniqueOrThrow({ where: key }), to);
  await tx.$queryRaw`
    SELECT 1 FROM "Review" WHERE "trajectoryId" = ${trajectoryId}::uuid AND "id" = ${review.id}::uuid FOR UPDATE`;
  const { taxonomy } = await readTaxonomy(tx, row.projectId, review.taxonomyVersionId);
  const run = {
    stepCount: await tx.step.count({ where: { trajectoryId, revisionId: to } }),
    laneCount: await tx.lane.count({ where: { trajectoryId, revisionId: to } }),
  };
  const { dimension, variant } = source;
  const refusal = refuseMark(taxonomy, run, { dimension, variant: variant ?? undefined, anchor, value });
  if (refusal) throw new AppError("invalid_input", refusal);
  const act = { gestureId: `placed:${row.id}`, fromRevisionId: from, placedBy: ctx.actor.id };
  const { occupied } = await writeCarried(tx, ctx, review, [{ source, placed: { anchor, value } }], act);
  if (occupied.length > 0)
    throw new AppError(
      "conflict",
      "The same label stands at this place already. Choose another place, or dismiss this.",
    );
  // What was submitted is not what stands any more.
  await tx.review.update({ where: { trajectoryId_id: { trajectoryId, id: review.id } }, data: { status: "open" } });
  return { anchor, leftOut: left.length };
}

/** A person who names the step of marked words means the words, where they stand in it once. */
async function toWords(
  tx: Tx,
  ctx: Context,
  { trajectoryId, from, to }: Passage,
  { anchor: old }: SourceMark,
  asked: Anchor,
): Promise<Anchor> {
  if (old.target !== "text" || asked.target !== "step") return asked;
  const texts = new StepTexts(ctx, tx, trajectoryId);
  const { ordinal } = asked;
  const { field } = old;
  const words = wordsOf(await texts.field(from, old.ordinal, field), old);
  const text = await texts.field(to, ordinal, field);
  const [only, ...others] = findWords(text, { ...words, prefix: "", suffix: "" });
  const isOnce =
    only !== undefined && others.length === 0 && text?.indexOf(words.text) === text?.lastIndexOf(words.text);
  return isOnce ? { target: "text", ordinal, field, start: only, end: only + words.text.length } : asked;
}

async function placeFinding(tx: Tx, ctx: Context, { row, passage, anchor }: Asked): Promise<Reply> {
  const { trajectoryId, to } = passage;
  const [mark] = await personMarks(tx, passage, row.sourceKey);
  const [first] = mark?.rows ?? [];
  if (!mark || !first) throw new AppError("not_found", "The mark this was is missing. Restore it from a backup.");
  const ref = { trajectoryId, revisionId: to };
  const place = toFindingPlace(anchor);
  const stepCount = await tx.step.count({ where: ref });
  if (place.ordinal !== null && place.ordinal >= stepCount)
    throw new AppError("invalid_input", `Step ${place.ordinal + 1} does not exist; the run has ${stepCount} steps.`);
  const kind = FindingKind.parse(first.kind);
  const note = mark.rows.find((each) => each.note !== null)?.note ?? null;
  const places = await keyedPlaces(ctx, tx, { ref, projectId: row.projectId, kind, place });
  await writeFindings(
    tx,
    ctx,
    passage,
    places.map(({ valueKey, ...at }) => ({ row: { ...first, note, valueKey }, place: at })),
  );
  return { anchor, leftOut: 0 };
}

function toFindingPlace(anchor: Anchor): FindingPlace {
  const nowhere = { field: null, start: null, end: null };
  switch (anchor.target) {
    case "trajectory":
      return { ordinal: null, ...nowhere };
    case "step":
      return { ordinal: anchor.ordinal, ...nowhere };
    case "text":
      return { ordinal: anchor.ordinal, field: anchor.field, start: anchor.start, end: anchor.end };
    default:
      throw new AppError("invalid_input", `What must not leave is a text, a step or the run, not a ${anchor.target}.`);
  }
}
