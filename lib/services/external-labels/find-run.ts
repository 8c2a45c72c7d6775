import type { Tx } from "../../db/client.ts";
import type { ExternalRun } from "../../domain/labels/external-label.ts";
import type { Context } from "../context.ts";
import type { TextRef } from "../text/text-ref.ts";
import { RunPlaces } from "./run-places.ts";

export type FoundRun = { ref: TextRef } | { reason: "no-run" | "several-runs" };

/** Formats whose entries are named beyond their trace. */
const FORMATS_OF_SPANS = ["phoenix-spans", "otlp", "otel-spans"];
/** Traces that are looked through for an entry. */
const MOST_TRACES = 500;

/**
 * Finds the runs that labels from elsewhere speak of, at the revision people see. Where a name fits several runs, none is
 * guessed.
 */
export class RunFinder {
  #traces: Map<string, string> | null = null;

  constructor(
    private readonly ctx: Context,
    private readonly projectId: string,
  ) {}

  async find(tx: Tx, run: ExternalRun): Promise<FoundRun> {
    const [id, ...others] = await this.#idsOf(tx, run);
    if (id === undefined) return { reason: "no-run" };
    if (others.length > 0) return { reason: "several-runs" };
    const row = await tx.trajectory.findFirst({
      where: { id, projectId: this.projectId },
      select: { currentRevisionId: true },
    });
    return row ? { ref: { trajectoryId: id, revisionId: row.currentRevisionId } } : { reason: "no-run" };
  }

  async #idsOf(tx: Tx, run: ExternalRun): Promise<string[]> {
    const { projectId } = this;
    if ("trajectoryId" in run) return [run.trajectoryId];
    if ("runId" in run) {
      const row = await tx.runIdentity.findUnique({ where: { projectId_runKey: { projectId, runKey: run.runId } } });
      return row ? [row.trajectoryId] : [];
    }
    if ("entry" in run) {
      const id = (await this.#entries(tx)).get(run.entry);
      return id ? [id] : [];
    }
    if ("sha256" in run) return bySha256(tx, projectId, run.sha256);
    return "name" in run ? byName(tx, projectId, run.name) : byTask(tx, projectId, run.task);
  }

  /** Which trace holds an entry, for all traces of the project, looked up once. */
  async #entries(tx: Tx): Promise<Map<string, string>> {
    if (this.#traces) return this.#traces;
    this.#traces = new Map();
    const traces = await tx.trajectory.findMany({
      where: { projectId: this.projectId, formatId: { in: FORMATS_OF_SPANS } },
      orderBy: { createdAt: "desc" },
      select: { id: true, currentRevisionId: true },
      take: MOST_TRACES,
    });
    for (const { id, currentRevisionId: revisionId } of traces) {
      const places = await RunPlaces.of(tx, this.ctx, this.projectId, { trajectoryId: id, revisionId });
      for (const entry of await places.entryIds()) this.#traces.set(entry, id);
    }
    return this.#traces;
  }
}

async function bySha256(tx: Tx, projectId: string, sha256: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT "trajectoryId"::text AS "id" FROM "TrajectoryRevision"
    WHERE "projectId" = ${projectId}::uuid AND "rawSha256"[1] = ${sha256} AND "isPublished"
    UNION
    SELECT t->>'id' FROM "ImportFile" f CROSS JOIN LATERAL jsonb_array_elements(f."trajectories") t
    WHERE f."projectId" = ${projectId}::uuid AND f."sha256" = ${sha256} AND f."status" = 'stored' LIMIT 2`;
  return rows.map(({ id }) => id);
}

async function byName(tx: Tx, projectId: string, name: string): Promise<string[]> {
  const rows = await tx.trajectory.findMany({ where: { projectId, name }, select: { id: true }, take: 2 });
  return rows.map(({ id }) => id);
}

/** By the key that attempts at a task share, or by the number its benchmark counts it by, which is a fact of the run. */
async function byTask(tx: Tx, projectId: string, task: string): Promise<string[]> {
  const fact = JSON.stringify(["task_id", task]);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT t."id"::text AS "id" FROM "Trajectory" t
    JOIN "TrajectoryRevision" r ON r."trajectoryId" = t."id" AND r."id" = t."currentRevisionId"
    WHERE t."projectId" = ${projectId}::uuid AND (t."taskKey" = ${task} OR strpos(r."run", ${fact}) > 0) LIMIT 2`;
  return rows.map(({ id }) => id);
}
