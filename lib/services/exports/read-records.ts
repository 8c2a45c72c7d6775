import { z } from "zod";
import type { Tx } from "../../db/client.ts";
import type { DatasetItem } from "../../db/generated/client.ts";
import { ImportProblem } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { Outcome, Verification } from "../../domain/record/trajectory.ts";
import { byCodeUnit } from "../../exporters/json-text.ts";
import type { ExportRecord } from "../../exporters/record.ts";
import type { Context } from "../context.ts";
import { hiddenText } from "../text/hidden-text.ts";
import { redactRun } from "../text/run-text.ts";
import { readReviews } from "./read-reviews.ts";
import { readSteps } from "./read-steps.ts";

/**
 * The runs of a frozen version, in its order, each exactly as it was frozen: its revision, its submissions, its checks,
 * with placeholders for what is hidden. What is large is read when the profile asks for it, a page at a time.
 */
export async function* readRecords(ctx: Context, db: Tx, items: readonly DatasetItem[]): AsyncGenerator<ExportRecord> {
  for (const item of items) yield await readRecord(ctx, db, item);
}

async function readRecord(ctx: Context, db: Tx, item: DatasetItem): Promise<ExportRecord> {
  const { trajectoryId, revisionId, projectId, runKey } = item;
  const ref = { trajectoryId, revisionId };
  const trajectory = await db.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
  const revision = await db.trajectoryRevision.findUniqueOrThrow({
    where: { trajectoryId_id: { trajectoryId, id: revisionId } },
  });
  const checks = await db.verificationRow.findMany({
    where: { trajectoryId, id: { in: item.verificationIds } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const hidden = await hiddenText(db, ref, { kind: "export" });
  const run = await redactRun(ParsedRun.parse(JSON.parse(revision.run)), hidden);
  const errorCount = await db.step.count({ where: { ...ref, isError: true } });
  return {
    lineage: ref,
    runKey,
    name: trajectory.name,
    formatId: revision.importer,
    source: {
      revision: revision.number,
      importer: revision.importer,
      parserVersion: revision.parserVersion,
      rawSha256: revision.rawSha256,
    },
    run,
    environment: run.environment.toSorted(([a], [b]) => byCodeUnit(a, b)),
    outcome: outcomeOf(checks),
    errorCount,
    verification: checks.map((row) => Verification.parse(row)),
    problems: z.array(ImportProblem).parse(revision.problems),
    redactionCount: hidden.count,
    ...(await readReviews(db, ref, projectId, item.submissionIds)),
    steps: () => readSteps(ctx, db, ref, run.stepCount, hidden),
  };
}

/** What the frozen checks say; checks that came later belong to a later version. */
function outcomeOf(checks: readonly { kind: string; isResolved: boolean | null }[]): Outcome {
  const said = checks.findLast(({ kind, isResolved }) => kind === "resolved" && isResolved !== null)?.isResolved;
  return said === undefined || said === null ? "unknown" : said ? "resolved" : "not_resolved";
}
