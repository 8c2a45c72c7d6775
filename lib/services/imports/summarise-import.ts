import { type ImportCounts, ImportState, type ImportSummary } from "../../api/contract/imports.ts";
import type { Tx } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import type { PageCursor } from "../page-cursor.ts";

type Row = {
  importId: string;
  state: string;
  createdAt: Date;
  actor: string | null;
  totalBytes: bigint;
  readBytes: bigint;
  runs: number;
  steps: number;
  formats: { formatId: string; files: number }[] | null;
  name: string | null;
} & ImportCounts;

/** One import in numbers that reconcile, counted by the database over its files, however many. */
export async function summarise(
  db: Tx,
  { projectId, importId }: { projectId: string; importId: string },
): Promise<ImportSummary> {
  const [row] = await select(db, projectId, Prisma.sql`i."id" = ${importId}::uuid`, 1);
  if (!row) throw new AppError("not_found", "There is no such import in this project.");
  return view(row);
}

/** Imports of a project, newest first; those before `before` where a page ended there. */
export async function summariseAll(
  db: Tx,
  projectId: string,
  { before, limit }: { before: PageCursor | null; limit: number },
): Promise<ImportSummary[]> {
  const where =
    before === null
      ? Prisma.sql`true`
      : Prisma.sql`(i."createdAt", i."id") < (${before[0]}::timestamptz, ${before[1]}::uuid)`;
  return (await select(db, projectId, where, limit)).map(view);
}

function select(db: Tx, projectId: string, where: Prisma.Sql, limit: number): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    WITH chosen AS (
      SELECT i.* FROM "Import" i WHERE i."projectId" = ${projectId}::uuid AND ${where} ORDER BY i."createdAt" DESC, i."id" DESC LIMIT ${limit}),
    file AS (
      SELECT f.*, CASE WHEN f."status" IN ('received', 'reading') THEN 'inProgress' ELSE f."status" END AS ending
      FROM "ImportFile" f JOIN chosen c ON f."projectId" = c."projectId" AND f."importId" = c."id"),
    format AS (
      SELECT "importId", json_agg(json_build_object('formatId', "formatId", 'files', n) ORDER BY n DESC, "formatId") AS formats FROM (
        SELECT "importId", "formatId", count(*)::int AS n FROM file WHERE "formatId" IS NOT NULL AND ending <> 'unpacked' GROUP BY 1, 2) per
      GROUP BY "importId")
    SELECT c."id"::text AS "importId", c."state", c."createdAt", coalesce(u."name", c."actorId") AS "actor",
      count(f."id") FILTER (WHERE f.ending = 'unpacked')::int AS "archives",
      count(f."id") FILTER (WHERE f.ending <> 'unpacked')::int AS "files",
      count(f."id") FILTER (WHERE f.ending = 'stored')::int AS "stored",
      count(f."id") FILTER (WHERE f.ending = 'attached')::int AS "attached",
      count(f."id") FILTER (WHERE f.ending = 'skipped')::int AS "skipped",
      count(f."id") FILTER (WHERE f.ending = 'quarantined')::int AS "quarantined",
      count(f."id") FILTER (WHERE f.ending = 'rejected')::int AS "rejected",
      count(f."id") FILTER (WHERE f.ending = 'inProgress')::int AS "inProgress",
      coalesce(sum(f."sizeBytes") FILTER (WHERE f.ending <> 'unpacked'), 0)::bigint AS "totalBytes",
      coalesce(sum(CASE WHEN f.ending = 'inProgress' THEN f."readBytes" ELSE f."sizeBytes" END) FILTER (WHERE f.ending <> 'unpacked'), 0)::bigint AS "readBytes",
      coalesce(sum((f."records"->>'stored')::int) FILTER (WHERE f.ending = 'stored'), 0)::int AS "runs",
      coalesce(sum((SELECT sum((t->>'steps')::int) FROM jsonb_array_elements(f."trajectories") t)) FILTER (WHERE f.ending = 'stored'), 0)::int AS "steps",
      (SELECT formats FROM format WHERE format."importId" = c."id") AS "formats",
      (array_agg(f."name" ORDER BY f."id"))[1] AS "name"
    FROM chosen c LEFT JOIN file f ON f."importId" = c."id" LEFT JOIN "User" u ON u."id" = c."actorId"
    GROUP BY c."id", c."projectId", c."state", c."createdAt", c."actorId", u."name"
    ORDER BY c."createdAt" DESC, c."id" DESC`;
}

function view(row: Row): ImportSummary {
  const { importId, archives, files, stored, attached, skipped, quarantined, rejected, inProgress } = row;
  return {
    importId,
    state: ImportState.parse(row.state),
    name: row.name ?? "",
    actor: row.actor ?? "",
    createdAt: row.createdAt.toISOString(),
    counts: { archives, files, stored, attached, skipped, quarantined, rejected, inProgress },
    bytes: { total: Number(row.totalBytes), read: Number(row.readBytes) },
    runs: row.runs,
    steps: row.steps,
    formats: row.formats ?? [],
  };
}
