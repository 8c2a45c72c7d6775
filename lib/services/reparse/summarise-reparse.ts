import { ReparseOrder, type ReparseSummary } from "../../api/contract/reparse.ts";
import type { Tx } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import type { PageCursor } from "../page-cursor.ts";

type Row = Omit<ReparseSummary, "createdAt" | "asked" | "counts"> &
  ReparseSummary["counts"] & { createdAt: Date; asked: unknown };

/** One reparse in numbers that reconcile, counted over its runs. */
export async function summariseReparse(db: Tx, projectId: string, reparseId: string): Promise<ReparseSummary> {
  const [row] = await select(db, projectId, Prisma.sql`p."id" = ${reparseId}::uuid`, 1);
  if (!row) throw new AppError("not_found", "There is no such reparse in this project.");
  return view(row);
}

/** Reparses of a project, newest first; those before `before` where a page ended there. */
export async function summariseReparses(
  db: Tx,
  projectId: string,
  { before, limit }: { before: PageCursor | null; limit: number },
): Promise<ReparseSummary[]> {
  const where =
    before === null
      ? Prisma.sql`true`
      : Prisma.sql`(p."createdAt", p."id") < (${before[0]}::timestamptz, ${before[1]}::uuid)`;
  return (await select(db, projectId, where, limit)).map(view);
}

function select(db: Tx, projectId: string, where: Prisma.Sql, limit: number): Promise<Row[]> {
  const count = (status: string) => Prisma.sql`count(r.*) FILTER (WHERE r."status" = ${status})::int`;
  return db.$queryRaw<Row[]>`
    WITH chosen AS (
      SELECT p.* FROM "Reparse" p WHERE p."projectId" = ${projectId}::uuid AND ${where}
      ORDER BY p."createdAt" DESC, p."id" DESC LIMIT ${limit})
    SELECT c."id"::text AS "id", coalesce(u."name", c."actorId") AS "actor", c."createdAt", c."asked", count(r.*)::int AS "runs",
      ${count("waiting")} AS "waiting", ${count("unchanged")} AS "unchanged", ${count("revised")} AS "revised",
      ${count("failed")} AS "failed", ${count("cancelled")} AS "cancelled",
      coalesce(sum(r."carried"), 0)::int AS "carried", coalesce(sum(r."unmatched"), 0)::int AS "unmatched"
    FROM chosen c LEFT JOIN "ReparseRun" r ON r."projectId" = c."projectId" AND r."reparseId" = c."id"
    LEFT JOIN "User" u ON u."id" = c."actorId"
    GROUP BY c."id", c."actorId", c."createdAt", c."asked", u."name" ORDER BY c."createdAt" DESC, c."id" DESC`;
}

function view({
  createdAt,
  asked,
  runs,
  waiting,
  unchanged,
  revised,
  failed,
  cancelled,
  ...rest
}: Row): ReparseSummary {
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    asked: ReparseOrder.parse(asked),
    counts: { runs, waiting, unchanged, revised, failed, cancelled },
  };
}
