import { gunzipSync, gzipSync } from "node:zlib";
import type { Tx } from "../../db/client.ts";
import type { LiveRun } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import { type LiveGap, LiveHeader, type LiveLine, LiveStep } from "../../domain/record/live.ts";
import { appendToSegment, emptySegment, SEGMENT_STEPS, SkeletonSegment } from "../../domain/record/skeleton.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { gapStep, type LiveCursor, nextStep } from "../../importers/runtape-live/live-steps.ts";
import { runOfLive } from "../../importers/runtape-live/run-of-live.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { Context } from "../context.ts";
import { packSegment } from "../imports/pack-segment.ts";
import { type StepRows, stepRows } from "../imports/step-rows.ts";

/** One line of the run's bytes, as it will stand in the file. */
export function lineOf(line: LiveLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** The head line, in the same way. */
export function headLineOf(run: LiveHeader): string {
  return `${JSON.stringify({ format: "runtape-live", version: 1, run })}\n`;
}

export function packOpen(segment: SkeletonSegment): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(JSON.stringify(segment)));
}

/** The growing segment of a live run. */
export function openSegmentOf({ openSegment }: Pick<LiveRun, "openSegment">): SkeletonSegment {
  return SkeletonSegment.parse(JSON.parse(gunzipSync(openSegment).toString("utf8")));
}

/** The run's row, held until the transaction ends; whether it is sealed already, the caller asks. */
export async function holdOpen(tx: Tx, trajectoryId: string): Promise<LiveRun> {
  await tx.$queryRaw`SELECT 1 FROM "LiveRun" WHERE "trajectoryId" = ${trajectoryId}::uuid FOR UPDATE`;
  const row = await tx.liveRun.findUnique({ where: { trajectoryId } });
  if (!row)
    throw new AppError("not_found", "This run was not begun as a live one. Begin it by POST /api/v1/trajectories.");
  return row;
}

/** What is published next: a step as it was sent, or a gap that will not be closed any more. */
export type Coming = { line: string; step: LiveStep } | { line: string; gap: LiveGap };

/**
 * Publishes the next steps of a live run in the caller's transaction: rows, lanes, outline, counts. Readers see them
 * when it commits. Returns the row as it stands then.
 */
export async function publishNext(tx: Tx, ctx: Context, live: LiveRun, coming: readonly Coming[]): Promise<LiveRun> {
  if (coming.length === 0) return live;
  const { trajectoryId, revisionId, projectId } = live;
  const cursor = cursorOf(live);
  const lanesBefore = cursor.lanes.length;
  let { nextByte, nextLine, nextSeq } = live;
  const rows: StepRows[] = [];
  for (const each of coming) {
    const size = BigInt(Buffer.byteLength(each.line));
    const pointer = { path: `[${nextLine}]`, byteStart: Number(nextByte), byteEnd: Number(nextByte + size) - 1 };
    const step: ParsedStep = "step" in each ? nextStep(cursor, each.step, pointer) : gapStep(cursor, each.gap, pointer);
    rows.push(await stepRows(ctx.files, { trajectoryId, revisionId, projectId }, step));
    nextByte += size;
    nextLine += 1;
    nextSeq = "step" in each ? each.step.seq + 1 : each.gap.to + 1;
  }
  await tx.step.createMany({ data: rows.map(({ step }) => step) });
  await tx.stepBody.createMany({ data: rows.map(({ body }) => body) });
  const lanes = cursor.lanes.slice(lanesBefore);
  await tx.lane.createMany({
    data: lanes.map(({ name, role }, at) => ({
      trajectoryId,
      revisionId,
      projectId,
      ordinal: lanesBefore + at,
      name: toStorable(name).text,
      role,
    })),
  });
  const openSegment = packOpen(
    await growOutline(
      tx,
      live,
      rows.map(({ plain }) => plain),
    ),
  );
  await saveCounts(tx, live, cursor);
  return tx.liveRun.update({
    where: { trajectoryId },
    data: { cursor: JSON.stringify(cursor), openSegment, nextByte, nextLine, nextSeq },
  });
}

/** Adds steps to the outline; a full segment becomes a row, written once. */
async function growOutline(tx: Tx, live: LiveRun, steps: readonly ParsedStep[]): Promise<SkeletonSegment> {
  let segment = openSegmentOf(live);
  for (const step of steps) {
    appendToSegment(segment, step);
    if (segment.count < SEGMENT_STEPS) continue;
    await closeSegment(tx, live, segment);
    segment = emptySegment(segment.from + segment.count);
  }
  return segment;
}

export async function closeSegment(tx: Tx, live: LiveRun, segment: SkeletonSegment): Promise<void> {
  const { trajectoryId, revisionId, projectId } = live;
  const at = Math.floor(segment.from / SEGMENT_STEPS);
  await tx.skeletonSegment.create({
    data: { trajectoryId, revisionId, projectId, segment: at, ...packSegment(segment) },
  });
}

async function saveCounts(tx: Tx, live: LiveRun, cursor: LiveCursor): Promise<void> {
  const { trajectoryId, revisionId } = live;
  const { stepCount, actionCount, errorCount, costUsd } = cursor;
  // A file of the same run may have come in meanwhile; then the run says what its newer revision says.
  await tx.trajectory.updateMany({
    where: { id: trajectoryId, currentRevisionId: revisionId },
    data: { stepCount, actionCount, errorCount, costUsd },
  });
  const run = runOfLive(headerOf(live), cursor, null, fileNameOf(live));
  await tx.trajectoryRevision.update({
    where: { trajectoryId_id: { trajectoryId, id: revisionId } },
    data: { run: JSON.stringify(run) },
  });
}

/** What its file is called among the imports, once it is sealed: read again by that name it is the same run. */
export function fileNameOf(live: Pick<LiveRun, "header">): string {
  return `${toStorable(headerOf(live).runId ?? "").text}.jsonl`;
}

export function headerOf({ header }: Pick<LiveRun, "header">): LiveHeader {
  return LiveHeader.parse(JSON.parse(header));
}

/** What this module wrote itself, so it has its type. */
export function cursorOf({ cursor }: Pick<LiveRun, "cursor">): LiveCursor {
  return JSON.parse(cursor) as LiveCursor;
}

/** A kept line as the step it is. */
export function stepOfLine(line: string): LiveStep {
  const { step } = JSON.parse(line) as { step: unknown };
  return LiveStep.parse(step);
}
