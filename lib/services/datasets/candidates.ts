import { likeText } from "../../db/like-text.ts";
import { z } from "zod";
import type { DatasetRun } from "../../api/contract/datasets.ts";
import type { Tx } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { DatasetQuery, Exclusion } from "../../domain/datasets/dataset-query.ts";
import { GateState } from "../../domain/governance/clearance.ts";
import { Outcome } from "../../domain/record/trajectory.ts";
import { byCodeUnit } from "../../exporters/json-text.ts";

/** A run that fits a filter, with what a version would freeze of it. */
export type Candidate = {
  trajectoryId: string;
  revisionId: string;
  runKey: string;
  name: string;
  taskTitle: string;
  outcome: string;
  stepCount: number;
  gate: string;
  /** The newest submission of each review by a person, or of gold, of the current revision. */
  submissionIds: string[];
};

/** Runs one filter may fit; above it a person narrows the filter. */
export const MAX_CANDIDATES = 100_000;

/** The runs that fit, in the order of their run keys by code unit. */
export async function selectCandidates(db: Tx, projectId: string, query: DatasetQuery): Promise<Candidate[]> {
  const rows = await db.$queryRaw<Candidate[]>`
    SELECT t."id"::text AS "trajectoryId", t."currentRevisionId"::text AS "revisionId", t."runKey", t."name", t."taskTitle",
           t."outcome", t."stepCount", t."gate", coalesce(s."ids", '{}') AS "submissionIds"
    FROM "Trajectory" t
    LEFT JOIN LATERAL (
      SELECT array_agg(n."id"::text ORDER BY n."createdAt", n."id") AS "ids" FROM (
        SELECT DISTINCT ON (s."reviewId") s."id", s."createdAt" FROM "Submission" s
        JOIN "Review" r ON r."trajectoryId" = s."trajectoryId" AND r."id" = s."reviewId"
        WHERE s."trajectoryId" = t."id" AND r."revisionId" = t."currentRevisionId" AND r."kind" IN ('human', 'gold')
        ORDER BY s."reviewId", s."number" DESC) n) s ON true
    WHERE ${conditions(projectId, query)} LIMIT ${MAX_CANDIDATES}`;
  return rows.sort((a, b) => byCodeUnit(a.runKey, b.runKey));
}

/** Why a run stays out, or null. The gate comes first: what is not clear is never counted as anything else. */
export function exclusionOf({ gate, submissionIds }: Candidate, query: DatasetQuery): Exclusion | null {
  const state = GateState.parse(gate);
  if (state !== "cleared") return state;
  return query.reviewed === "yes" && submissionIds.length === 0 ? "not_reviewed" : null;
}

/** A run as a person sees it. */
export function viewCandidate(run: Candidate): DatasetRun {
  const { trajectoryId, runKey, name, taskTitle, outcome, stepCount, submissionIds } = run;
  return {
    trajectoryId,
    runKey,
    name,
    taskTitle,
    outcome: Outcome.parse(outcome),
    stepCount,
    reviews: submissionIds.length,
  };
}

function conditions(projectId: string, query: DatasetQuery): Prisma.Sql {
  const parts = [Prisma.sql`t."projectId" = ${projectId}::uuid`];
  const text = query.q?.trim();
  if (text) {
    const pattern = `%${likeText(text)}%`;
    parts.push(
      Prisma.sql`(t."name" ILIKE ${pattern} OR t."taskKey" ILIKE ${pattern} OR t."taskTitle" ILIKE ${pattern} OR t."model" ILIKE ${pattern})`,
    );
  }
  if (query.outcome !== undefined) parts.push(Prisma.sql`t."outcome" = ${query.outcome}`);
  if (query.agent !== undefined) parts.push(Prisma.sql`t."agent" = ${query.agent}`);
  if (query.format !== undefined) parts.push(Prisma.sql`t."formatId" = ${query.format}`);
  if (query.minSteps !== undefined) parts.push(Prisma.sql`t."stepCount" >= ${query.minSteps}`);
  if (query.maxSteps !== undefined) parts.push(Prisma.sql`t."stepCount" <= ${query.maxSteps}`);
  if (query.run !== undefined) {
    const ids = query.run.filter((name) => z.uuid().safeParse(name).success);
    parts.push(Prisma.sql`(t."runKey" = ANY(${query.run}::text[]) OR t."id" = ANY(${ids}::uuid[]))`);
  }
  if (query.teaches !== undefined)
    parts.push(Prisma.sql`EXISTS (
      SELECT 1 FROM "AnnotationHead" h JOIN "Review" r ON r."trajectoryId" = h."trajectoryId" AND r."id" = h."reviewId"
      WHERE h."trajectoryId" = t."id" AND h."dimension" = 'outcome' AND h."label" = ${query.teaches} AND NOT h."isCleared"
        AND r."kind" IN ('human', 'gold') AND r."status" = 'submitted' AND r."revisionId" = t."currentRevisionId")`);
  return Prisma.join(parts, " AND ");
}
