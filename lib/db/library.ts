import type { Tx } from "./client.ts";
import { likeText } from "./like-text.ts";
import { Prisma } from "./generated/client.ts";

/** What the library asks of the table; every part is closed, so nothing a client sends reaches the query as SQL. */
export type LibraryQuery = {
  projectId: string;
  /** Whose phase labels count; null counts everyone's. */
  authorId: string | null;
  text: string | null;
  outcome: string | null;
  agent: string | null;
  labelled: "none" | "some" | "all" | null;
  gate: string | null;
  format: string | null;
  failures: "none" | "some" | null;
};

export type LibrarySort = { by: keyof typeof SORT_COLUMNS; isDescending: boolean };

/** Sort keys and the type their cursor values have. */
const SORT_COLUMNS = {
  createdAt: Prisma.sql`t."createdAt"`,
  name: Prisma.sql`t."name" COLLATE "C"`,
  outcome: Prisma.sql`t."outcome" COLLATE "C"`,
  stepCount: Prisma.sql`t."stepCount"`,
  errorCount: Prisma.sql`t."errorCount"`,
  labelled: Prisma.sql`coalesce(l.n, 0)`,
} as const;

const CASTS: Record<keyof typeof SORT_COLUMNS, Prisma.Sql> = {
  createdAt: Prisma.sql`::timestamptz`,
  name: Prisma.sql`::text`,
  outcome: Prisma.sql`::text`,
  stepCount: Prisma.sql`::int`,
  errorCount: Prisma.sql`::int`,
  labelled: Prisma.sql`::int`,
};

/** Where a page ended: the sort value, as text, and the id of its last row. */
export type LibraryCursor = readonly [value: string, id: string];

export type LibraryRow = {
  id: string;
  name: string;
  taskKey: string;
  taskTitle: string;
  agent: string | null;
  model: string | null;
  formatId: string;
  outcome: string;
  exitStatus: string | null;
  stepCount: number;
  actionCount: number;
  errorCount: number;
  costUsd: number | null;
  createdAt: Date;
  labelled: number;
  failures: number;
  gate: string;
  sortValue: string;
};

/** One page of runs that fit, after the cursor, in a total order. */
export async function selectLibraryPage(
  db: Tx,
  query: LibraryQuery,
  sort: LibrarySort,
  cursor: LibraryCursor | null,
  limit: number,
): Promise<LibraryRow[]> {
  const column = SORT_COLUMNS[sort.by];
  const direction = sort.isDescending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const beyond = sort.isDescending ? Prisma.sql`<` : Prisma.sql`>`;
  const after = cursor
    ? Prisma.sql`AND (${column}, t."id") ${beyond} (${cursor[0]}${CASTS[sort.by]}, ${cursor[1]}::uuid)`
    : Prisma.empty;
  return db.$queryRaw<LibraryRow[]>`
    WITH ${labelledSteps(query)}
    SELECT t."id", t."name", t."taskKey", t."taskTitle", t."agent", t."model", t."formatId", t."outcome", t."exitStatus",
           t."stepCount", t."actionCount", t."errorCount", t."costUsd", t."createdAt", t."gate",
           coalesce(l.n, 0)::int AS "labelled", coalesce(f.n, 0)::int AS "failures", (${column})::text AS "sortValue"
    FROM "Trajectory" t LEFT JOIN labelled l ON l."trajectoryId" = t."id" LEFT JOIN failed f ON f."trajectoryId" = t."id"
    WHERE ${conditions(query)} ${after}
    ORDER BY ${column} ${direction}, t."id" ${direction}
    LIMIT ${limit}`;
}

export type FacetCounts = {
  facet: "matching" | "total" | "outcome" | "agent" | "format" | "labelled" | "failures" | "gate";
  value: string | null;
  count: number;
};

/** Counts beside the facets: each facet counts what would fit if only itself were open. */
export async function countLibrary(db: Tx, query: LibraryQuery): Promise<FacetCounts[]> {
  const open = (part: Partial<LibraryQuery>) => conditions({ ...query, ...part });
  return db.$queryRaw<FacetCounts[]>`
    WITH ${labelledSteps(query)},
    t AS (
      SELECT t.*,
             CASE WHEN coalesce(l.n, 0) = 0 THEN 'none' WHEN l.n < t."stepCount" THEN 'some' ELSE 'all' END AS share,
             CASE WHEN f.n > 0 THEN 'some' ELSE 'none' END AS failing
      FROM "Trajectory" t LEFT JOIN labelled l ON l."trajectoryId" = t."id" LEFT JOIN failed f ON f."trajectoryId" = t."id"
      WHERE t."projectId" = ${query.projectId}::uuid
    )
    SELECT 'total' AS facet, NULL AS value, count(*)::int AS count FROM t
    UNION ALL SELECT 'matching', NULL, count(*)::int FROM t WHERE ${open({})}
    UNION ALL SELECT 'outcome', t."outcome", count(*)::int FROM t WHERE ${open({ outcome: null })} GROUP BY 2
    UNION ALL SELECT 'agent', t."agent", count(*)::int FROM t WHERE t."agent" IS NOT NULL AND ${open({ agent: null })} GROUP BY 2
    UNION ALL SELECT 'format', t."formatId", count(*)::int FROM t WHERE ${open({ format: null })} GROUP BY 2
    UNION ALL SELECT 'failures', t.failing, count(*)::int FROM t WHERE ${open({ failures: null })} GROUP BY 2
    UNION ALL SELECT 'gate', t."gate", count(*)::int FROM t WHERE ${open({ gate: null })} GROUP BY 2
    UNION ALL SELECT 'labelled', t.share, count(*)::int FROM t WHERE ${open({ labelled: null })} GROUP BY 2`;
}

/** Two table expressions over the reviews that count: steps with a phase, and standing failures, by run. */
function labelledSteps(query: LibraryQuery): Prisma.Sql {
  const own = query.authorId === null ? Prisma.empty : Prisma.sql`AND r."authorId" = ${query.authorId}`;
  const heads = Prisma.sql`
    FROM "AnnotationHead" h JOIN "Review" r ON r."trajectoryId" = h."trajectoryId" AND r."id" = h."reviewId"
    JOIN "Trajectory" current ON current."id" = r."trajectoryId" AND current."currentRevisionId" = r."revisionId"
    WHERE h."projectId" = ${query.projectId}::uuid AND NOT h."isCleared" AND r."kind" = 'human' ${own}`;
  return Prisma.sql`labelled AS (
    SELECT h."trajectoryId", count(DISTINCT h."fromOrdinal") AS n ${heads} AND h."dimension" = 'phase' GROUP BY h."trajectoryId"),
  failed AS (SELECT h."trajectoryId", count(*) AS n ${heads} AND h."dimension" = 'failure' GROUP BY h."trajectoryId")`;
}

/** Conditions on `t`, a trajectory, in a query that has the two table expressions. */
function conditions(query: LibraryQuery): Prisma.Sql {
  const parts = [Prisma.sql`t."projectId" = ${query.projectId}::uuid`];
  if (query.text !== null) {
    const pattern = `%${likeText(query.text)}%`;
    parts.push(
      Prisma.sql`(t."name" ILIKE ${pattern} OR t."taskKey" ILIKE ${pattern} OR t."taskTitle" ILIKE ${pattern} OR t."model" ILIKE ${pattern})`,
    );
  }
  if (query.outcome !== null) parts.push(Prisma.sql`t."outcome" = ${query.outcome}`);
  if (query.agent !== null) parts.push(Prisma.sql`t."agent" = ${query.agent}`);
  if (query.gate !== null) parts.push(Prisma.sql`t."gate" = ${query.gate}`);
  if (query.format !== null) parts.push(Prisma.sql`t."formatId" = ${query.format}`);
  const isFailing = Prisma.sql`EXISTS (SELECT 1 FROM failed WHERE "trajectoryId" = t."id")`;
  if (query.failures === "some") parts.push(isFailing);
  if (query.failures === "none") parts.push(Prisma.sql`NOT ${isFailing}`);
  const count = Prisma.sql`(SELECT coalesce((SELECT n FROM labelled WHERE "trajectoryId" = t."id"), 0))`;
  if (query.labelled === "none") parts.push(Prisma.sql`${count} = 0`);
  if (query.labelled === "some") parts.push(Prisma.sql`${count} > 0 AND ${count} < t."stepCount"`);
  if (query.labelled === "all") parts.push(Prisma.sql`${count} >= t."stepCount" AND t."stepCount" > 0`);
  return Prisma.join(parts, " AND ");
}

export type PhaseMark = { trajectoryId: string; ordinal: number; label: string };

/** Standing phase labels of some runs, for the strips of the library; the newest wins where several people said one. */
export async function selectPhases(
  db: Tx,
  trajectoryIds: readonly string[],
  authorId: string | null,
): Promise<PhaseMark[]> {
  if (trajectoryIds.length === 0) return [];
  const own = authorId === null ? Prisma.empty : Prisma.sql`AND r."authorId" = ${authorId}`;
  return db.$queryRaw<PhaseMark[]>`
    SELECT DISTINCT ON (h."trajectoryId", h."fromOrdinal") h."trajectoryId", h."fromOrdinal" AS "ordinal", h."label"
    FROM "AnnotationHead" h JOIN "Review" r ON r."trajectoryId" = h."trajectoryId" AND r."id" = h."reviewId"
    WHERE h."trajectoryId" IN (${Prisma.join(trajectoryIds.map((id) => Prisma.sql`${id}::uuid`))})
      AND h."dimension" = 'phase' AND NOT h."isCleared" AND r."kind" = 'human' ${own}
    ORDER BY h."trajectoryId", h."fromOrdinal", h."savedAt" DESC`;
}
