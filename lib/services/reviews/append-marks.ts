import type { Tx } from "../../db/client.ts";
import { Prisma, type Review } from "../../db/generated/client.ts";
import { ordinalRange } from "../../domain/labels/anchor.ts";
import type { Mark, MarkInput } from "../../domain/labels/mark.ts";
import { evidenceOf, labelOf, type MarkValue } from "../../domain/labels/mark-value.ts";
import type { QuotedPlaces } from "./read-quotes.ts";

/** Where a carried mark stood before, and who gave it its place where that did not follow by itself. */
export type CarriedFrom = { revisionId: string; annotationKey: string; version: number; placedBy: string | null };

/** A mark with the key of its annotation; `origin` where it was made on an earlier revision, and when. */
export type Keyed = MarkInput & { key: string; origin?: { carriedFrom: CarriedFrom; clientTime: Date } };

/** Who says it, how it came about, and in which gesture. */
export type Said = {
  authorId: string;
  provenance: string;
  createdAt: Date;
  gestureId: string;
  requestSha256: string;
  clientTime: Date;
};

/** Adds a revision to each annotation and moves its head, in the caller's transaction. */
export async function appendMarks(
  tx: Tx,
  review: Review,
  marks: readonly Keyed[],
  quotes: QuotedPlaces,
  said: Said,
): Promise<{ marks: Mark[]; savedAt: string }> {
  const { trajectoryId, projectId, id: reviewId, taxonomyVersionId } = review;
  const { authorId, createdAt } = said;
  await tx.annotationRevision.createMany({
    data: marks.map(({ key, dimension, variant, anchor, value, baseVersion, origin }) => ({
      trajectoryId,
      annotationKey: key,
      version: baseVersion + 1,
      projectId,
      reviewId,
      taxonomyVersionId,
      dimension,
      variant: variant ?? null,
      anchor: quotes.with(anchor),
      value: value === null ? Prisma.DbNull : withoutEvidence(value),
      evidence: evidenceOf(value).map((citation) => quotes.with(citation)),
      ...said,
      ...origin,
    })),
  });
  await writeHeads(tx, review, marks, createdAt);
  const savedAt = createdAt.toISOString();
  return {
    savedAt,
    marks: marks.map(({ baseVersion, origin: _origin, ...mark }) => ({
      ...mark,
      version: baseVersion + 1,
      authorId,
      savedAt,
    })),
  };
}

async function writeHeads(tx: Tx, review: Review, marks: readonly Keyed[], savedAt: Date): Promise<void> {
  const heads = marks.map(({ key, dimension, variant, anchor, value, baseVersion }) => {
    const range = ordinalRange(anchor);
    return {
      annotationKey: key,
      version: baseVersion + 1,
      dimension,
      target: anchor.target,
      fromOrdinal: range?.from ?? null,
      toOrdinal: range?.to ?? null,
      variant: variant ?? null,
      label: value?.type === "recovery" ? value.errorType : labelOf(value),
      severity: value?.type === "failure" ? value.severity : null,
      score: value?.type === "score" ? value.score : null,
      isCleared: value === null,
    };
  });
  await tx.$executeRaw`
    INSERT INTO "AnnotationHead" ("trajectoryId", "projectId", "reviewId", "savedAt", "annotationKey", "version", "dimension", "target",
                                  "fromOrdinal", "toOrdinal", "variant", "label", "score", "severity", "isCleared")
    SELECT ${review.trajectoryId}::uuid, ${review.projectId}::uuid, ${review.id}::uuid, ${savedAt}, h.*
    FROM jsonb_to_recordset(${JSON.stringify(heads)}::jsonb)
      AS h("annotationKey" uuid, "version" int, "dimension" text, "target" text, "fromOrdinal" int, "toOrdinal" int, "variant" text, "label" text, "score" int, "severity" text, "isCleared" boolean)
    ON CONFLICT ("trajectoryId", "annotationKey") DO UPDATE SET
      "version" = excluded."version", "label" = excluded."label", "score" = excluded."score", "severity" = excluded."severity", "isCleared" = excluded."isCleared", "savedAt" = excluded."savedAt"`;
}

/** The value as its column holds it; evidence has a column of its own. */
function withoutEvidence(value: MarkValue): Prisma.InputJsonObject {
  if (value.type !== "failure" && value.type !== "cited") return value;
  const { evidence: _evidence, ...rest } = value;
  return rest;
}
