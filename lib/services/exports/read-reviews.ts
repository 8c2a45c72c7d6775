import type { Tx } from "../../db/client.ts";
import { Prisma, type Submission } from "../../db/generated/client.ts";
import { Anchor } from "../../domain/labels/anchor.ts";
import { Taxonomy } from "../../domain/labels/taxonomy.ts";
import { AppError } from "../../domain/errors.ts";
import { byCodeUnit } from "../../exporters/json-text.ts";
import type { ExportMark, ExportRecord, ExportReview, TaxonomyUsed } from "../../exporters/record.ts";
import { storedValue, withoutQuote } from "../reviews/standing-marks.ts";
import type { TextRef } from "../text/text-ref.ts";
import { readPages } from "./read-pages.ts";

/** The frozen submissions of a revision, as they were frozen: by time, then author, gold last. */
export async function readReviews(
  db: Tx,
  ref: TextRef,
  projectId: string,
  submissionIds: readonly string[],
): Promise<Pick<ExportRecord, "reviews" | "taxonomies">> {
  const submissions = await db.submission.findMany({
    where: { trajectoryId: ref.trajectoryId, id: { in: [...submissionIds] } },
    omit: { annotations: true },
  });
  const rows = await db.review.findMany({ where: { ...ref, id: { in: submissions.map(({ reviewId }) => reviewId) } } });
  const taxonomies = await readTaxonomies(
    db,
    projectId,
    rows.map(({ taxonomyVersionId }) => taxonomyVersionId),
  );
  const reviews = submissions.map((submission): ExportReview => {
    const row = rows.find(({ id }) => id === submission.reviewId);
    const taxonomy = row && taxonomies.get(row.taxonomyVersionId);
    if (!row || !taxonomy) throw new AppError("unavailable", "A frozen review is not stored completely. Run doctor.");
    const { number, authorId, sha256, createdAt } = submission;
    return {
      kind: row.kind === "gold" ? "gold" : "human",
      authorId: row.authorId,
      round: row.round,
      taxonomy: { id: taxonomy.id, semver: taxonomy.semver, sha256: taxonomy.sha256 },
      submission: { number, authorId, sha256, submittedAt: createdAt.toISOString() },
      marks: () => readMarks(db, submission),
    };
  });
  const place = ({ kind, submission, authorId }: ExportReview) =>
    `${kind === "gold" ? 1 : 0}\n${submission.submittedAt}\n${authorId}`;
  return {
    reviews: reviews.sort((a, b) => byCodeUnit(place(a), place(b))),
    taxonomies: [...taxonomies.values()].sort((a, b) => byCodeUnit(`${a.id}\n${a.semver}`, `${b.id}\n${b.semver}`)),
  };
}

async function readTaxonomies(db: Tx, projectId: string, ids: readonly string[]): Promise<Map<string, TaxonomyUsed>> {
  const rows = await db.taxonomyVersion.findMany({ where: { projectId, id: { in: [...new Set(ids)] } } });
  return new Map(
    rows.map(({ id, taxonomyId, semver, sha256, document }) => [
      id,
      { id: taxonomyId, semver, sha256, document: Taxonomy.parse(document) },
    ]),
  );
}

type MarkRow = Omit<ExportMark, "anchor" | "value" | "savedAt"> & {
  anchor: unknown;
  value: unknown;
  evidence: unknown;
  savedAt: Date;
};

/** Exactly the revisions the submission names, by key; there may be a million in one. */
async function* readMarks(
  db: Tx,
  { trajectoryId, id }: Pick<Submission, "trajectoryId" | "id">,
): AsyncGenerator<ExportMark> {
  const rows = readPages<MarkRow>(
    db,
    Prisma.sql`
      SELECT r."annotationKey"::text AS "key", r."version", r."dimension", r."variant", r."anchor", r."value", r."evidence",
             r."provenance", r."authorId", r."createdAt" AS "savedAt"
      FROM "Submission" s CROSS JOIN LATERAL jsonb_array_elements(s."annotations") AS e(pair)
      JOIN "AnnotationRevision" r ON r."trajectoryId" = s."trajectoryId"
        AND r."annotationKey" = (e.pair->>'key')::uuid AND r."version" = (e.pair->>'version')::int
      WHERE s."trajectoryId" = ${trajectoryId}::uuid AND s."id" = ${id}::uuid AND r."value" IS NOT NULL
      ORDER BY r."annotationKey"`,
  );
  for await (const { evidence, ...row } of rows) {
    const value = storedValue({ value: row.value, evidence });
    if (value === null) continue;
    yield { ...row, anchor: withoutQuote(Anchor.parse(row.anchor)), value, savedAt: row.savedAt.toISOString() };
  }
}
