import { z } from "zod";
import { getTrajectory } from "../../api/contract/trajectories.ts";
import { AppError } from "../../domain/errors.ts";
import { ImportProblem } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { Outcome, type TrajectoryDetail, Verification } from "../../domain/record/trajectory.ts";
import { byTrajectory } from "../authorize.ts";
import { readLinks } from "../links/read-links.ts";
import { hiddenText, readerOf } from "../text/hidden-text.ts";
import { maskRun } from "../text/run-text.ts";
import { query } from "../verb.ts";

/** One run without its steps, as of its current revision. */
export const readTrajectory = query({
  name: "read-trajectory",
  access: { permission: "runs:read", locate: byTrajectory, thing: "run" },
  input: getTrajectory.input,
  async run({ ctx, input: { trajectoryId }, standing }): Promise<TrajectoryDetail> {
    const db = ctx.db.prisma;
    const trajectory = await db.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
    const revisionId = trajectory.currentRevisionId;
    const [revision, project, verification, duration, live, links] = await Promise.all([
      db.trajectoryRevision.findUnique({ where: { trajectoryId_id: { trajectoryId, id: revisionId } } }),
      db.project.findUniqueOrThrow({ where: { id: trajectory.projectId }, select: { slug: true } }),
      db.verificationRow.findMany({ where: { trajectoryId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] }),
      db.step.aggregate({ where: { trajectoryId, revisionId }, _sum: { durationMs: true } }),
      db.liveRun.findUnique({ where: { trajectoryId, sealedAt: null } }),
      readLinks(db, trajectory),
    ]);
    if (!revision) throw new AppError("not_found", "The run's revision is missing. Restore it from a backup.");
    const hidden = await hiddenText(db, { trajectoryId, revisionId }, readerOf(ctx, standing));
    const run = maskRun(ParsedRun.parse(JSON.parse(revision.run)), hidden);
    return {
      id: trajectory.id,
      name: trajectory.name,
      taskKey: trajectory.taskKey,
      taskTitle: trajectory.taskTitle,
      agent: trajectory.agent,
      model: trajectory.model,
      formatId: trajectory.formatId,
      outcome: Outcome.parse(trajectory.outcome),
      exitStatus: trajectory.exitStatus,
      stepCount: trajectory.stepCount,
      actionCount: trajectory.actionCount,
      errorCount: trajectory.errorCount,
      costUsd: trajectory.costUsd,
      importedAt: trajectory.createdAt.toISOString(),
      projectSlug: project.slug,
      revisionId,
      revisionNumber: revision.number,
      runKey: trajectory.runKey,
      task: run.task,
      agentVersion: run.agentVersion,
      lanes: run.lanes,
      environment: run.environment,
      submission: run.submission,
      tokensIn: run.tokensIn,
      tokensOut: run.tokensOut,
      durationMs: duration._sum.durationMs,
      verification: verification.map((row) => Verification.parse(row)),
      links,
      problems: z.array(ImportProblem).parse(revision.problems),
      rawSha256: revision.rawSha256,
      live: live && {
        pending: await db.liveStep.count({ where: { trajectoryId, seq: { gte: live.nextSeq } } }),
        lastSeenAt: live.lastSeenAt.toISOString(),
      },
    };
  },
});
