import type { Tx } from "../../db/client.ts";
import { Anchor } from "../../domain/labels/anchor.ts";
import type { MarkValue } from "../../domain/labels/mark-value.ts";
import { storedValue, withoutQuote } from "../reviews/standing-marks.ts";

/** A mark as it was made on an older revision. */
export type SourceMark = {
  key: string;
  version: number;
  dimension: string;
  variant: string | null;
  anchor: Anchor;
  value: MarkValue;
  authorId: string;
  clientTime: Date;
  reviewId: string;
};

type Row = Omit<SourceMark, "anchor" | "value"> & { anchor: unknown; value: unknown; evidence: unknown };

/** The standing marks of one review, those taken back left out. */
export async function standingSources(db: Tx, trajectoryId: string, reviewId: string): Promise<SourceMark[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT r."annotationKey"::text AS "key", r."version", r."dimension", r."variant", r."anchor", r."value", r."evidence", r."authorId", r."clientTime", r."reviewId"::text AS "reviewId"
    FROM "AnnotationHead" h JOIN "AnnotationRevision" r USING ("trajectoryId", "annotationKey", "version")
    WHERE h."trajectoryId" = ${trajectoryId}::uuid AND h."reviewId" = ${reviewId}::uuid AND NOT h."isCleared"
    ORDER BY r."annotationKey"`;
  return rows.flatMap(toSource);
}

/** One revision of a mark; null where it says nothing. */
export async function readSourceMark(
  db: Tx,
  trajectoryId: string,
  { key, version }: { key: string; version: number },
): Promise<SourceMark | null> {
  const row = await db.annotationRevision.findUnique({
    where: { trajectoryId_annotationKey_version: { trajectoryId, annotationKey: key, version } },
  });
  return row ? (toSource({ ...row, key })[0] ?? null) : null;
}

function toSource(row: Row): SourceMark[] {
  const { key, version, dimension, variant, authorId, clientTime, reviewId } = row;
  const value = storedValue(row);
  if (value === null) return [];
  const anchor = withoutQuote(Anchor.parse(row.anchor));
  return [{ key, version, dimension, variant, anchor, value, authorId, clientTime, reviewId }];
}
