import { z } from "zod";
import { type LiveState, sealLiveRun as contract } from "../../api/contract/live.ts";
import type { Tx } from "../../db/client.ts";
import type { LiveRun } from "../../db/generated/client.ts";
import type { LiveSeal } from "../../domain/record/live.ts";
import { runOfLive } from "../../importers/runtape-live/run-of-live.ts";
import { runtapeLive } from "../../importers/runtape-live/runtape-live.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import { byTrajectory } from "../authorize.ts";
import type { Context } from "../context.ts";
import { queueScans } from "../governance/queue-scan.ts";
import { eachAlone } from "../each-alone.ts";
import { type Effect, task } from "../verb.ts";
import { closeSegment, cursorOf, fileNameOf, headerOf, holdOpen, openSegmentOf, publishNext } from "./live-run.ts";
import { type KeptLines, keepLines } from "./live-lines.ts";
import { stateOfLive } from "./live-state.ts";

/** Ends a live run; ended already, it is only looked at. */
export const sealRun = task({
  name: "seal-live-run",
  access: { permission: "runs:import", locate: byTrajectory, thing: "run" },
  input: contract.input,
  run: ({ ctx, input: { trajectoryId, ...seal }, commit }): Promise<LiveState> =>
    commit((tx) => sealInside(tx, ctx, trajectoryId, seal)),
});

/** Ends the live runs that nothing came for in their time. */
export const sealIdleRuns = task({
  name: "seal-idle-runs",
  access: { permission: "system" },
  input: z.strictObject({}),
  async run({ ctx }): Promise<{ sealed: number }> {
    const idle = await ctx.db.prisma.$queryRaw<{ trajectoryId: string; projectId: string }[]>`
      SELECT "trajectoryId"::text, "projectId"::text FROM "LiveRun"
      WHERE "sealedAt" IS NULL AND "lastSeenAt" + "sealAfterMs" * interval '1 millisecond' < ${ctx.clock()}::timestamptz LIMIT 100`;
    const failed = await eachAlone(idle, ({ trajectoryId, projectId }) => sealIdle(ctx, { trajectoryId, projectId }));
    return { sealed: idle.length - failed };
  },
});

const sealIdle = task({
  name: "seal-live-run",
  access: { permission: "system", projectOf: ({ projectId }) => projectId },
  input: z.strictObject({ trajectoryId: z.uuid(), projectId: z.uuid() }),
  run: ({ ctx, input: { trajectoryId }, commit }): Promise<LiveState> =>
    commit((tx) => sealInside(tx, ctx, trajectoryId, { exitStatus: "no more steps came", environment: [] })),
});

/**
 * What came beyond a gap is published behind a row that names the gap; then the lines become the run's raw bytes, its
 * file is one of an import like any other, and the scan is asked for.
 */
async function sealInside(tx: Tx, ctx: Context, trajectoryId: string, seal: LiveSeal): Promise<Effect<LiveState>> {
  const held = await holdOpen(tx, trajectoryId);
  if (held.sealedAt !== null) return { reply: await stateOfLive(tx, trajectoryId), audit: null };
  const lines = await keepLines(tx, ctx, held, seal);
  const live = await publishNext(tx, ctx, held, lines.beyond);
  await closeSegment(tx, live, openSegmentOf(live));
  await finishRun(tx, live, seal, lines.sha256);
  await tellFile(tx, ctx, live, lines);
  await tx.liveStep.deleteMany({ where: { trajectoryId } });
  await tx.liveRun.update({ where: { trajectoryId }, data: { sealedAt: ctx.clock() } });
  await queueScans(tx, ctx, [{ projectId: live.projectId, trajectoryId, revisionId: live.revisionId }]);
  const details = { steps: cursorOf(live).stepCount, gaps: lines.gaps, sha256: lines.sha256 };
  return { reply: await stateOfLive(tx, trajectoryId), audit: { subject: trajectoryId, details } };
}

async function finishRun(tx: Tx, live: LiveRun, seal: LiveSeal, sha256: string): Promise<void> {
  const { trajectoryId, revisionId } = live;
  const run = runOfLive(headerOf(live), cursorOf(live), seal, fileNameOf(live));
  await tx.trajectoryRevision.update({
    where: { trajectoryId_id: { trajectoryId, id: revisionId } },
    data: { run: JSON.stringify(run), rawSha256: [sha256] },
  });
  const exitStatus = run.exitStatus === null ? null : toStorable(run.exitStatus).text;
  await tx.trajectory.updateMany({ where: { id: trajectoryId, currentRevisionId: revisionId }, data: { exitStatus } });
}

/** A live run is one file of one import, so that counts reconcile and its bytes are found like any other's. */
async function tellFile(tx: Tx, ctx: Context, live: LiveRun, { sha256, sizeBytes }: KeptLines): Promise<void> {
  const { trajectoryId, projectId, fileId } = live;
  const importId = ctx.newId();
  const { runKey } = await tx.trajectory.findUniqueOrThrow({ where: { id: trajectoryId }, select: { runKey: true } });
  const { stepCount, actionCount } = cursorOf(live);
  await tx.import.create({ data: { projectId, id: importId, actorId: ctx.actor.id } });
  await tx.importFile.create({
    data: {
      projectId,
      importId,
      id: fileId,
      name: fileNameOf(live),
      sha256,
      sizeBytes: BigInt(sizeBytes),
      readBytes: BigInt(sizeBytes),
      status: "stored",
      formatId: runtapeLive.id,
      trajectories: [{ id: trajectoryId, runId: runKey, steps: stepCount, actions: actionCount }],
      records: { stored: 1, skipped: 0, quarantined: 0 },
      recordCount: 1,
      finishedAt: ctx.clock(),
    },
  });
}
