import type { Tx } from "../../db/client.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { StagedRun } from "./stage-run.ts";

export type Publication = {
  projectId: string;
  run: ParsedRun;
  staged: StagedRun;
  fileName: string;
  formatId: string;
  sha256: string;
  newId: () => string;
};

/**
 * Makes a staged run visible: task, identity, trajectory, lanes, outline and the published revision, in the caller's
 * transaction. A run without an id of its own is named by its bytes, so attempts at one task stay distinct runs.
 */
export async function publishRun(
  tx: Tx,
  { projectId, run, staged, fileName, formatId, sha256, newId }: Publication,
): Promise<{ id: string; runId: string }> {
  const { trajectoryId, revisionId } = staged;
  const runKey = run.runId === null ? `sha256:${sha256}` : plain(run.runId);
  const taskKey = plain(run.task.key);
  const task = await tx.task.upsert({
    where: { projectId_key: { projectId, key: taskKey } },
    create: { projectId, id: newId(), key: taskKey, title: plain(run.task.title) },
    update: {},
  });
  await tx.runIdentity.create({ data: { projectId, runKey, trajectoryId } });
  await tx.trajectory.create({
    data: {
      id: trajectoryId,
      projectId,
      taskId: task.id,
      runKey,
      currentRevisionId: revisionId,
      name: runName(fileName),
      taskKey,
      taskTitle: plain(run.task.title),
      agent: plainOrNull(run.agent),
      model: plainOrNull(run.model),
      formatId,
      exitStatus: plainOrNull(run.exitStatus),
      stepCount: staged.stepCount,
      actionCount: staged.actionCount,
      errorCount: staged.errorCount,
      costUsd: run.costUsd,
    },
  });
  await tx.lane.createMany({
    data: run.lanes.map((lane, ordinal) => ({
      trajectoryId,
      revisionId,
      ordinal,
      projectId,
      name: plain(lane.name),
      role: lane.role,
    })),
  });
  await tx.skeletonSegment.createMany({ data: staged.segments });
  await tx.trajectoryRevision.update({
    where: { trajectoryId_id: { trajectoryId, id: revisionId } },
    data: { isPublished: true, run: JSON.stringify(run) },
  });
  return { id: trajectoryId, runId: runKey };
}

/** The file's own name without folders and ending: what the person called it. */
function runName(fileName: string): string {
  const base = plain(fileName).split(/[\\/]/).at(-1) ?? fileName;
  return base.replace(/\.(traj|jsonl?|log)$/i, "") || base;
}

function plain(text: string): string {
  return toStorable(text).text;
}

function plainOrNull(text: string | null): string | null {
  return text === null ? null : plain(text);
}
