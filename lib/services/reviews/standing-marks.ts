import { z } from "zod";
import type { Tx } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import { Anchor } from "../../domain/labels/anchor.ts";
import type { Mark } from "../../domain/labels/mark.ts";
import { MarkValue } from "../../domain/labels/mark-value.ts";

type Row = {
  annotationKey: string;
  version: number;
  dimension: string;
  variant: string | null;
  anchor: unknown;
  value: unknown;
  evidence: unknown;
  authorId: string;
  createdAt: Date;
};

/** The newest revision of each annotation of a review, cleared ones included, in the order of their keys. */
export async function standingMarks(db: Tx, trajectoryId: string, reviewId: string): Promise<Mark[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT r."annotationKey", r."version", r."dimension", r."variant", r."anchor", r."value", r."evidence", r."authorId", r."createdAt"
    FROM "AnnotationHead" h JOIN "AnnotationRevision" r USING ("trajectoryId", "annotationKey", "version")
    WHERE h."trajectoryId" = ${trajectoryId}::uuid AND h."reviewId" = ${reviewId}::uuid
    ORDER BY r."annotationKey"`;
  return rows.map(toMark);
}

/** The newest revision of some annotations, by key. */
export async function marksByKey(db: Tx, trajectoryId: string, keys: readonly string[]): Promise<Map<string, Mark>> {
  if (keys.length === 0) return new Map();
  const rows = await db.$queryRaw<Row[]>`
    SELECT r."annotationKey", r."version", r."dimension", r."variant", r."anchor", r."value", r."evidence", r."authorId", r."createdAt"
    FROM "AnnotationHead" h JOIN "AnnotationRevision" r USING ("trajectoryId", "annotationKey", "version")
    WHERE h."trajectoryId" = ${trajectoryId}::uuid AND h."annotationKey" IN (${Prisma.join(keys.map((key) => Prisma.sql`${key}::uuid`))})`;
  return new Map(rows.map((row) => [row.annotationKey, toMark(row)]));
}

function toMark(row: Row): Mark {
  return {
    key: row.annotationKey,
    dimension: row.dimension,
    ...(row.variant === null ? {} : { variant: row.variant }),
    anchor: withoutQuote(Anchor.parse(row.anchor)),
    value: storedValue(row),
    version: row.version,
    authorId: row.authorId,
    savedAt: row.createdAt.toISOString(),
  };
}

/** The value with its evidence, which lies in a column of its own; quotes stay in the record. */
export function storedValue({ value, evidence }: { value: unknown; evidence: unknown }): MarkValue | null {
  if (value === null) return null;
  const citations = z.array(Anchor).parse(evidence).map(withoutQuote);
  const isCiting = typeof value === "object" && "type" in value && (value.type === "failure" || value.type === "cited");
  return MarkValue.parse(isCiting ? { ...value, evidence: citations } : value);
}

/** A place without the words that stood there: they may turn out to be a secret. */
export function withoutQuote(anchor: Anchor): Anchor {
  if (anchor.target !== "text") return anchor;
  const { quote: _quote, ...place } = anchor;
  return place;
}
