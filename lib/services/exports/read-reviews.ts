import type { Tx } from "../../db/client.ts";
import { Prisma, type Review, type Submission } from "../../db/generated/client.ts";
import { Json } from "../../domain/json.ts";
import { Anchor } from "../../domain/labels/anchor.ts";
import { MarkValue } from "../../domain/labels/mark.ts";
import { Taxonomy } from "../../domain/labels/taxonomy.ts";
import { byCodeUnit } from "../../exporters/json-text.ts";
import type {
  AnnotationRef,
  ExportMark,
  ExportRecord,
  ExportReview,
  ExportSubmission,
  TaxonomyUsed,
} from "../../exporters/record.ts";
import type { TextRef } from "../text/read-step-text.ts";
import { readPages } from "./read-pages.ts";

/** What people and gold said about a revision; suggestions and labels from elsewhere never leave as annotations. */
export async function readReviews(
  db: Tx,
  ref: TextRef,
  projectId: string,
): Promise<Pick<ExportRecord, "reviews" | "taxonomies">> {
  const rows = await db.review.findMany({ where: { ...ref, kind: { in: ["human", "gold"] } } });
  const submissions = await db.submission.findMany({
    where: { trajectoryId: ref.trajectoryId, reviewId: { in: rows.map(({ id }) => id) } },
    omit: { annotations: true },
    orderBy: { number: "asc" },
  });
  const taxonomies = await readTaxonomies(db, projectId, rows);
  const reviews = rows.map((row): ExportReview => {
    const { id, semver, sha256 } = taxonomies.get(row.taxonomyVersionId) ?? { id: "", semver: "", sha256: "" };
    return {
      kind: row.kind === "gold" ? "gold" : "human",
      authorId: row.authorId,
      round: row.round,
      status: row.status === "submitted" ? "submitted" : "open",
      submittedAt: row.submittedAt?.toISOString() ?? null,
      taxonomy: { id, semver, sha256 },
      submissions: submissions.filter(({ reviewId }) => reviewId === row.id).map((said) => toSubmission(db, said)),
      marks: () => readMarks(db, row),
    };
  });
  const place = ({ kind, round, authorId }: ExportReview) => `${kind}\n${String(round).padStart(10, "0")}\n${authorId}`;
  return {
    reviews: reviews.sort((a, b) => byCodeUnit(place(a), place(b))),
    taxonomies: [...taxonomies.values()].sort((a, b) => byCodeUnit(`${a.id}\n${a.semver}`, `${b.id}\n${b.semver}`)),
  };
}

async function readTaxonomies(db: Tx, projectId: string, reviews: Review[]): Promise<Map<string, TaxonomyUsed>> {
  const ids = [...new Set(reviews.map(({ taxonomyVersionId }) => taxonomyVersionId))];
  const rows = await db.taxonomyVersion.findMany({ where: { projectId, id: { in: ids } } });
  return new Map(
    rows.map(({ id, taxonomyId, semver, sha256, document }) => [
      id,
      { id: taxonomyId, semver, sha256, document: Taxonomy.parse(document) },
    ]),
  );
}

function toSubmission(db: Tx, row: Omit<Submission, "annotations">): ExportSubmission {
  const { number, authorId, sha256, createdAt } = row;
  return { number, authorId, sha256, submittedAt: createdAt.toISOString(), annotations: () => readFrozen(db, row) };
}

/** The frozen pairs, in the order in which they were frozen; there may be a million in one row. */
function readFrozen(
  db: Tx,
  { trajectoryId, id }: Pick<Submission, "trajectoryId" | "id">,
): AsyncGenerator<AnnotationRef> {
  return readPages<AnnotationRef>(
    db,
    Prisma.sql`
      SELECT e.pair->>'key' AS "key", (e.pair->>'version')::int AS "version"
      FROM "Submission" s, jsonb_array_elements(s."annotations") WITH ORDINALITY AS e(pair, at)
      WHERE s."trajectoryId" = ${trajectoryId}::uuid AND s."id" = ${id}::uuid ORDER BY e.at`,
  );
}

type MarkRow = Omit<ExportMark, "anchor" | "value" | "evidence" | "savedAt"> & {
  anchor: unknown;
  value: unknown;
  evidence: unknown;
  savedAt: Date;
};

/** Every revision that stands or that a submission froze, by key and version. */
async function* readMarks(db: Tx, { trajectoryId, id: reviewId }: Review): AsyncGenerator<ExportMark> {
  const rows = readPages<MarkRow>(
    db,
    Prisma.sql`
      SELECT r."annotationKey"::text AS "key", r."version", r."version" = h."version" AS "isStanding", r."dimension",
             r."anchor", r."value", r."evidence", r."provenance", r."authorId", r."createdAt" AS "savedAt"
      FROM "AnnotationRevision" r
      JOIN "AnnotationHead" h ON h."trajectoryId" = r."trajectoryId" AND h."annotationKey" = r."annotationKey"
      WHERE r."trajectoryId" = ${trajectoryId}::uuid AND r."reviewId" = ${reviewId}::uuid
        AND (r."version" = h."version" OR (r."annotationKey", r."version") IN (
          SELECT (e.pair->>'key')::uuid, (e.pair->>'version')::int
          FROM "Submission" s, jsonb_array_elements(s."annotations") AS e(pair)
          WHERE s."trajectoryId" = ${trajectoryId}::uuid AND s."reviewId" = ${reviewId}::uuid))
      ORDER BY r."annotationKey", r."version"`,
  );
  for await (const row of rows) yield toMark(row);
}

function toMark(row: MarkRow): ExportMark {
  return {
    ...row,
    anchor: Anchor.parse(row.anchor),
    value: row.value === null ? null : MarkValue.parse(row.value),
    evidence: Json.parse(row.evidence),
    savedAt: row.savedAt.toISOString(),
  };
}
