import type { StoredRun } from "../../api/contract/imports.ts";
import type { Tx } from "../../db/client.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import type { Context } from "../context.ts";
import { insertRows } from "../../db/insert-rows.ts";
import { queueScans } from "../governance/queue-scan.ts";
import { addRevision } from "./add-revision.ts";
import { keepRecords, type Named, plain, publishRevisions, runColumns } from "./publish-revisions.ts";
import { shortKey } from "./short-key.ts";
import { type StagedRun, stagedRuns } from "./staged-runs.ts";

/** Runs published at once. */
const BATCH_RUNS = 200;

export type Published = { stored: StoredRun[]; skipped: StoredRun[] };

/**
 * Makes the staged runs of a file visible in the caller's transaction: tasks, identities, trajectories,
 * published revisions, and a scan for each. A run without an id of its own is named by its record's bytes. A
 * run id that is known already is a new revision of that run when its bytes are others, and skipped when they are not.
 */
export async function publishRuns(tx: Tx, ctx: Context, file: ImportFile, formatId: string): Promise<Published> {
  const published: Published = { stored: [], skipped: [] };
  for await (const { runs, isAlone } of stagedRuns(tx, file.id, BATCH_RUNS)) {
    const batch = runs.map((read): Named => ({ ...read, ...namesOf(read, file, isAlone) }));
    const known = await knownRuns(tx, file.projectId, batch);
    const fresh = batch.filter(
      ({ runKey }, at) => !known.has(runKey) && batch.findIndex((each) => each.runKey === runKey) === at,
    );
    await publishFresh(tx, ctx, file, formatId, fresh);
    for (const { staged, runKey } of fresh) known.set(runKey, staged.trajectoryId);
    for (const named of batch) {
      const stored = toStored(known.get(named.runKey) ?? named.staged.trajectoryId, named);
      if (fresh.includes(named)) published.stored.push(stored);
      else if (await addRevision(tx, ctx, { file, formatId, named, trajectoryId: stored.id }))
        published.stored.push(stored);
      else published.skipped.push(stored);
    }
  }
  return published;
}

/** What a staged run is called, and known by. */
export function namesOf({ run, record }: StagedRun, file: ImportFile, isAlone: boolean): Omit<Named, keyof StagedRun> {
  const recordSha256 = record?.sha256 ?? file.sha256;
  const base = runName(file.name);
  return {
    recordSha256,
    runKey: run.runId === null ? `sha256:${recordSha256}` : shortKey(plain(run.runId)),
    name: record?.line && !isAlone ? `${base}:${record.line}` : base,
    taskKey: shortKey(plain(run.task.key)),
  };
}

async function knownRuns(tx: Tx, projectId: string, batch: readonly Named[]): Promise<Map<string, string>> {
  const rows = await tx.runIdentity.findMany({
    where: { projectId, runKey: { in: [...new Set(batch.map(({ runKey }) => runKey))] } },
  });
  return new Map(rows.map(({ runKey, trajectoryId }) => [runKey, trajectoryId]));
}

async function publishFresh(
  tx: Tx,
  ctx: Context,
  file: ImportFile,
  formatId: string,
  runs: readonly Named[],
): Promise<void> {
  if (runs.length === 0) return;
  const { projectId } = file;
  const taskIds = await findOrMakeTasks(tx, ctx, projectId, runs);
  await keepRecords(tx, file, runs);
  await insertRows(
    tx,
    "RunIdentity",
    runs.map(({ runKey, staged: { trajectoryId } }) => ({ projectId, runKey, trajectoryId })),
  );
  await insertRows(
    tx,
    "Trajectory",
    runs.map(({ run, staged, runKey, name, taskKey }) => ({
      id: staged.trajectoryId,
      projectId,
      taskId: taskIds.get(taskKey) ?? ctx.newId(),
      runKey,
      currentRevisionId: staged.revisionId,
      name,
      taskKey,
      taskTitle: shortKey(plain(run.task.title)),
      formatId,
      ...runColumns({ run, staged }),
    })),
  );
  await publishRevisions(
    tx,
    runs.map((named) => ({ ...named, trajectoryId: named.staged.trajectoryId, number: 1 })),
  );
  await queueScans(
    tx,
    ctx,
    runs.map(({ staged: { trajectoryId, revisionId } }) => ({ projectId, trajectoryId, revisionId })),
  );
}

async function findOrMakeTasks(
  tx: Tx,
  ctx: Context,
  projectId: string,
  runs: readonly Named[],
): Promise<Map<string, string>> {
  const titles = new Map(runs.map(({ taskKey, run }) => [taskKey, shortKey(plain(run.task.title))]));
  const tasks = [...titles].map(([key, title]) => ({ projectId, id: ctx.newId(), key, title }));
  await insertRows(tx, "Task", tasks, { keepsOld: true });
  const rows = await tx.task.findMany({ where: { projectId, key: { in: [...titles.keys()] } } });
  return new Map(rows.map(({ key, id }) => [key, id]));
}

function toStored(id: string, { runKey, staged }: Named): StoredRun {
  return { id, runId: runKey, steps: staged.stepCount, actions: staged.actionCount };
}

/** The file's own name without folders and ending: what the person called it. */
function runName(fileName: string): string {
  const base = plain(fileName).split(/[\\/]/).at(-1) ?? fileName;
  return base.replace(/\.(traj|jsonl?|log)$/i, "") || base;
}
