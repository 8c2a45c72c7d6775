import type { Tx } from "../../db/client.ts";
import type { ExternalRun } from "../../domain/labels/external-label.ts";
import type { TextRef } from "../text/text-ref.ts";

export type FoundRun = { ref: TextRef } | { reason: "no-run" | "several-runs" };

/** The run a label from elsewhere speaks of, at the revision people see. Where a name fits several runs, none is guessed. */
export async function findRun(tx: Tx, projectId: string, run: ExternalRun): Promise<FoundRun> {
  const ids = await idsOf(tx, projectId, run);
  const [id, ...others] = ids;
  if (id === undefined) return { reason: "no-run" };
  if (others.length > 0) return { reason: "several-runs" };
  const row = await tx.trajectory.findFirst({ where: { id, projectId }, select: { currentRevisionId: true } });
  return row ? { ref: { trajectoryId: id, revisionId: row.currentRevisionId } } : { reason: "no-run" };
}

async function idsOf(tx: Tx, projectId: string, run: ExternalRun): Promise<string[]> {
  if ("trajectoryId" in run) return [run.trajectoryId];
  if ("runId" in run) {
    const row = await tx.runIdentity.findUnique({ where: { projectId_runKey: { projectId, runKey: run.runId } } });
    return row ? [row.trajectoryId] : [];
  }
  if ("sha256" in run) {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT "trajectoryId"::text AS "id" FROM "TrajectoryRevision"
      WHERE "projectId" = ${projectId}::uuid AND "rawSha256"[1] = ${run.sha256} AND "isPublished"
      UNION
      SELECT t->>'id' FROM "ImportFile" f CROSS JOIN LATERAL jsonb_array_elements(f."trajectories") t
      WHERE f."projectId" = ${projectId}::uuid AND f."sha256" = ${run.sha256} AND f."status" = 'stored' LIMIT 2`;
    return rows.map(({ id }) => id);
  }
  const where = "name" in run ? { name: run.name } : { taskKey: run.task };
  const rows = await tx.trajectory.findMany({ where: { projectId, ...where }, select: { id: true }, take: 2 });
  return rows.map(({ id }) => id);
}
