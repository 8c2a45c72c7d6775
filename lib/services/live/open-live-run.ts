import { type LiveState, openLiveRun as contract } from "../../api/contract/live.ts";
import type { Tx } from "../../db/client.ts";
import type { LiveHeader } from "../../domain/record/live.ts";
import { emptySegment } from "../../domain/record/skeleton.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import { emptyCursor } from "../../importers/runtape-live/live-steps.ts";
import { runOfLive } from "../../importers/runtape-live/run-of-live.ts";
import { runtapeLive } from "../../importers/runtape-live/runtape-live.ts";
import { AppError } from "../../domain/errors.ts";
import { bySlug } from "../authorize.ts";
import type { Context } from "../context.ts";
import { task } from "../verb.ts";
import { headLineOf, packOpen } from "./live-run.ts";
import { stateOfLive } from "./live-state.ts";

/**
 * Begins a live run, or finds the open one of the same run id, so that a program that was restarted goes on where it
 * stood. Without a run id the Idempotency-Key names the run. A run id whose run is over is refused.
 */
export const openLiveRun = task({
  name: "open-live-run",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({
    ctx,
    input: { project: _slug, sealAfterMs, ...header },
    standing: { projectId },
    commit,
  }): Promise<LiveState> {
    // One caller's key names one run of theirs; another's same key is another run.
    const runKey = plain(
      header.runId ?? `live:${ctx.idempotencyKey ? `${ctx.actor.id}:${ctx.idempotencyKey}` : ctx.newId()}`,
    );
    return commit(async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`live:${projectId}:${runKey}`}, 0))`;
      const known = await tx.runIdentity.findUnique({ where: { projectId_runKey: { projectId, runKey } } });
      if (known) return { reply: await resume(tx, known.trajectoryId, runKey), audit: null };
      const trajectoryId = await begin(tx, ctx, {
        projectId,
        runKey,
        header: { ...header, runId: header.runId ?? runKey },
        sealAfterMs,
      });
      return { reply: await stateOfLive(tx, trajectoryId), audit: { subject: trajectoryId, details: { runKey } } };
    });
  },
});

async function resume(tx: Tx, trajectoryId: string, runKey: string): Promise<LiveState> {
  const live = await tx.liveRun.findUnique({ where: { trajectoryId } });
  if (!live || live.sealedAt !== null)
    throw new AppError(
      "conflict",
      `The run "${runKey}" is here already and is over. Begin another with a run id of its own.`,
      { trajectoryId },
    );
  return stateOfLive(tx, trajectoryId);
}

type Beginning = { projectId: string; runKey: string; header: LiveHeader; sealAfterMs: number };

async function begin(tx: Tx, ctx: Context, { projectId, runKey, header, sealAfterMs }: Beginning): Promise<string> {
  const [trajectoryId, revisionId, fileId] = [ctx.newId(), ctx.newId(), ctx.newId()];
  const cursor = emptyCursor();
  const run = runOfLive(header, cursor, null, runKey);
  const [taskKey, taskTitle] = [plain(run.task.key), plain(run.task.title)];
  await tx.task.createMany({
    data: [{ projectId, id: ctx.newId(), key: taskKey, title: taskTitle }],
    skipDuplicates: true,
  });
  const { id: taskId } = await tx.task.findUniqueOrThrow({ where: { projectId_key: { projectId, key: taskKey } } });
  await tx.runIdentity.create({ data: { projectId, runKey, trajectoryId } });
  const facts = { agent: plainOrNull(run.agent), model: plainOrNull(run.model), formatId: runtapeLive.id };
  const counts = { stepCount: 0, actionCount: 0, errorCount: 0 };
  await tx.trajectory.create({
    data: {
      id: trajectoryId,
      projectId,
      taskId,
      runKey,
      currentRevisionId: revisionId,
      name: runKey,
      taskKey,
      taskTitle,
      ...facts,
      ...counts,
    },
  });
  await tx.trajectoryRevision.create({
    data: {
      trajectoryId,
      id: revisionId,
      projectId,
      importFileId: fileId,
      number: 1,
      rawSha256: [],
      importer: runtapeLive.id,
      parserVersion: runtapeLive.version,
      run: JSON.stringify(run),
      isPublished: true,
    },
  });
  await tx.lane.createMany({
    data: cursor.lanes.map((lane, ordinal) => ({ trajectoryId, revisionId, projectId, ordinal, ...lane })),
  });
  await tx.liveRun.create({
    data: {
      trajectoryId,
      projectId,
      revisionId,
      fileId,
      header: JSON.stringify(header),
      cursor: JSON.stringify(cursor),
      openSegment: packOpen(emptySegment(0)),
      nextSeq: 0,
      nextByte: BigInt(Buffer.byteLength(headLineOf(header))),
      nextLine: 1,
      sealAfterMs,
      lastSeenAt: ctx.clock(),
    },
  });
  return trajectoryId;
}

function plain(text: string): string {
  return toStorable(text).text;
}

function plainOrNull(text: string | null): string | null {
  return text === null ? null : plain(text);
}
