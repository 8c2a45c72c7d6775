import type { Tx } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import { Anchor } from "../../domain/labels/anchor.ts";
import { type Mark, MarkValue } from "../../domain/labels/mark.ts";

type Row = {
  annotationKey: string;
  version: number;
  dimension: string;
  anchor: unknown;
  value: unknown;
  authorId: string;
  createdAt: Date;
};

/** The newest revision of each annotation of a review, cleared ones included, in the order of their keys. */
export async function standingMarks(db: Tx, trajectoryId: string, reviewId: string): Promise<Mark[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT r."annotationKey", r."version", r."dimension", r."anchor", r."value", r."authorId", r."createdAt"
    FROM "AnnotationHead" h JOIN "AnnotationRevision" r USING ("trajectoryId", "annotationKey", "version")
    WHERE h."trajectoryId" = ${trajectoryId}::uuid AND h."reviewId" = ${reviewId}::uuid
    ORDER BY r."annotationKey"`;
  return rows.map(toMark);
}

/** The newest revision of some annotations, by key. */
export async function marksByKey(db: Tx, trajectoryId: string, keys: readonly string[]): Promise<Map<string, Mark>> {
  if (keys.length === 0) return new Map();
  const rows = await db.$queryRaw<Row[]>`
    SELECT r."annotationKey", r."version", r."dimension", r."anchor", r."value", r."authorId", r."createdAt"
    FROM "AnnotationHead" h JOIN "AnnotationRevision" r USING ("trajectoryId", "annotationKey", "version")
    WHERE h."trajectoryId" = ${trajectoryId}::uuid AND h."annotationKey" IN (${Prisma.join(keys.map((key) => Prisma.sql`${key}::uuid`))})`;
  return new Map(rows.map((row) => [row.annotationKey, toMark(row)]));
}

function toMark(row: Row): Mark {
  return {
    key: row.annotationKey,
    dimension: row.dimension,
    anchor: Anchor.parse(row.anchor),
    value: row.value === null ? null : MarkValue.parse(row.value),
    version: row.version,
    authorId: row.authorId,
    savedAt: row.createdAt.toISOString(),
  };
}
