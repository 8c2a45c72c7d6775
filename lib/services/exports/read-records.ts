import { z } from "zod";
import type { Tx } from "../../db/client.ts";
import { AppError } from "../../domain/errors.ts";
import { ImportProblem } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { Outcome, Verification } from "../../domain/record/trajectory.ts";
import { byCodeUnit } from "../../exporters/json-text.ts";
import type { ExportRecord } from "../../exporters/record.ts";
import type { Context } from "../context.ts";
import { readReviews } from "./read-reviews.ts";
import { readSteps } from "./read-steps.ts";

/** The rows of one run that every record starts from. */
const RunText = z.object({ environment: z.custom<Record<string, unknown>>((value) => typeof value === "object") });

/**
 * The chosen runs, in the order of their run keys by code unit, each as it stands in the snapshot `db`. What is
 * large is read when the profile asks for it, a page at a time.
 */
export async function* readRecords(
  ctx: Context,
  db: Tx,
  projectId: string,
  trajectoryIds: readonly string[],
): AsyncGenerator<ExportRecord> {
  const runs = await db.$queryRaw<{ id: string; runKey: string }[]>`
    SELECT "id"::text AS "id", "runKey" FROM "Trajectory"
    WHERE "projectId" = ${projectId}::uuid AND "id" = ANY(${[...trajectoryIds]}::uuid[])`;
  if (runs.length !== trajectoryIds.length) {
    const gone = trajectoryIds.length - runs.length;
    throw new AppError("conflict", `${gone} of the chosen runs are no longer in the project. Choose again.`);
  }
  runs.sort((a, b) => byCodeUnit(a.runKey, b.runKey));
  for (const { id } of runs) yield await readRecord(ctx, db, id);
}

async function readRecord(ctx: Context, db: Tx, trajectoryId: string): Promise<ExportRecord> {
  const trajectory = await db.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
  const revisionId = trajectory.currentRevisionId;
  const revision = await db.trajectoryRevision.findUniqueOrThrow({
    where: { trajectoryId_id: { trajectoryId, id: revisionId } },
  });
  const checks = await db.verificationRow.findMany({
    where: { trajectoryId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const ref = { trajectoryId, revisionId };
  const raw: unknown = JSON.parse(revision.run);
  return {
    lineage: ref,
    runKey: trajectory.runKey,
    name: trajectory.name,
    formatId: trajectory.formatId,
    source: {
      revision: revision.number,
      importer: revision.importer,
      parserVersion: revision.parserVersion,
      rawSha256: revision.rawSha256,
    },
    run: ParsedRun.parse(raw),
    environment: environmentOf(raw),
    outcome: Outcome.parse(trajectory.outcome),
    errorCount: trajectory.errorCount,
    verification: checks.map((row) => Verification.parse(row)),
    problems: z.array(ImportProblem).parse(revision.problems),
    ...(await readReviews(db, ref, trajectory.projectId)),
    steps: () => readSteps(ctx, db, ref, trajectory.stepCount),
  };
}

/** Read past the schema: a record parsed by it has lost a fact that is called `__proto__`. */
function environmentOf(raw: unknown): [string, string][] {
  const { environment } = RunText.parse(raw);
  return Object.entries(environment)
    .map(([name, value]): [string, string] => [name, String(value)])
    .sort(([a], [b]) => byCodeUnit(a, b));
}
