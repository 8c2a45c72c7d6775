import type { Tx } from "./client.ts";
import { Prisma } from "./generated/client.ts";

/** One found value of a project, with the newest verdict on it. */
export type ClusterRow = {
  valueKey: string;
  kind: string;
  type: string;
  severity: string;
  verdict: string | null;
  places: number;
  runs: number;
  sources: string[];
  rules: string[];
  judgedBy: string | null;
  judgedAt: Date | null;
  reason: string | null;
};

export type ClusterQuery = { projectId: string; status: string | null; kind: string | null; valueKey: string | null };

/**
 * Findings of a project that count now: of each run's current revision, not taken back, of its newest finished scan.
 * The same law as `standingFindings`, for many runs at once.
 */
const STANDING = (projectId: string) => Prisma.sql`
  SELECT f.* FROM "Finding" f
  JOIN "Trajectory" t ON t."id" = f."trajectoryId" AND t."currentRevisionId" = f."revisionId"
  WHERE f."projectId" = ${projectId}::uuid AND f."takenBackAt" IS NULL
    AND (f."source" = 'person' OR f."scanId" = (
      SELECT s."id" FROM "Scan" s WHERE s."trajectoryId" = f."trajectoryId" AND s."revisionId" = f."revisionId" AND s."status" = 'done'
      ORDER BY s."createdAt" DESC, s."id" DESC LIMIT 1))`;

const CLUSTERS = ({ projectId, status, kind, valueKey }: ClusterQuery) => Prisma.sql`
  WITH standing AS (${STANDING(projectId)}),
  cluster AS (
    SELECT f."valueKey", min(f."kind") AS "kind", min(f."type") AS "type",
      CASE max(CASE f."severity" WHEN 'high' THEN 3 WHEN 'medium' THEN 2 ELSE 1 END) WHEN 3 THEN 'high' WHEN 2 THEN 'medium' ELSE 'low' END AS "severity",
      count(*)::int AS "places", count(DISTINCT f."trajectoryId")::int AS "runs",
      array_agg(DISTINCT f."source") AS "sources", array_agg(DISTINCT f."rule") AS "rules"
    FROM standing f WHERE (${valueKey}::text IS NULL OR f."valueKey" = ${valueKey}) GROUP BY f."valueKey"
  ),
  judged AS (
    SELECT c.*, v."verdict", v."authorId" AS "judgedBy", v."createdAt" AS "judgedAt", v."reason"
    FROM cluster c LEFT JOIN LATERAL (
      SELECT * FROM "FindingVerdict" v WHERE v."projectId" = ${projectId}::uuid AND v."valueKey" = c."valueKey"
      ORDER BY v."number" DESC LIMIT 1) v ON true
  ),
  fitting AS (
    SELECT * FROM judged WHERE (${kind}::text IS NULL OR "kind" = ${kind})
      AND (${status}::text IS NULL OR coalesce("verdict", 'open') = ${status})
  )`;

/** Open values first, the worst first; then by kind, type and key, so that pages are stable. */
const ORDER = Prisma.sql`(("verdict" IS NOT NULL)::int * 10 + CASE "severity" WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END)`;

export type ClusterCursor = readonly [rank: number, kind: string, type: string, valueKey: string];

/** A page of clusters and the cursor of the next one. */
export async function selectClusters(
  db: Tx,
  query: ClusterQuery,
  after: ClusterCursor | null,
  limit: number,
): Promise<{ clusters: ClusterRow[]; next: ClusterCursor | null }> {
  const beyond = after
    ? Prisma.sql`WHERE (${ORDER}, "kind" COLLATE "C", "type" COLLATE "C", "valueKey" COLLATE "C") > (${after[0]}::int, ${after[1]}, ${after[2]}, ${after[3]})`
    : Prisma.empty;
  const rows = await db.$queryRaw<(ClusterRow & { rank: number })[]>`
    ${CLUSTERS(query)}
    SELECT *, ${ORDER}::int AS "rank" FROM fitting ${beyond}
    ORDER BY "rank", "kind" COLLATE "C", "type" COLLATE "C", "valueKey" COLLATE "C" LIMIT ${limit + 1}`;
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    clusters: page,
    next: rows.length > limit && last ? [last.rank, last.kind, last.type, last.valueKey] : null,
  };
}

/** How many values there are, and how many of them nobody has judged. */
export async function countClusters(db: Tx, query: ClusterQuery): Promise<{ total: number; open: number }> {
  const [row] = await db.$queryRaw<{ total: number; open: number }[]>`
    ${CLUSTERS({ ...query, status: null })}
    SELECT count(*)::int AS "total", count(*) FILTER (WHERE "verdict" IS NULL)::int AS "open" FROM fitting`;
  return row ?? { total: 0, open: 0 };
}

export type PlaceRow = {
  id: string;
  trajectoryId: string;
  revisionId: string;
  runName: string;
  source: string;
  ordinal: number | null;
  field: string | null;
  start: number | null;
  end: number | null;
  note: string | null;
};

/** The places of one value, by run, in reading order. */
export async function selectPlaces(db: Tx, projectId: string, valueKey: string, limit: number): Promise<PlaceRow[]> {
  return db.$queryRaw<PlaceRow[]>`
    SELECT f."id"::text AS "id", f."trajectoryId"::text AS "trajectoryId", f."revisionId"::text AS "revisionId", t."name" AS "runName",
           f."source", f."ordinal", f."field", f."start", f."end", f."note"
    FROM (${STANDING(projectId)}) f JOIN "Trajectory" t ON t."id" = f."trajectoryId"
    WHERE f."valueKey" = ${valueKey}
    ORDER BY t."name" COLLATE "C", t."id", f."ordinal" NULLS FIRST, f."field", f."start" LIMIT ${limit}`;
}
