import type { Tx } from "../../db/client.ts";
import type { Review } from "../../db/generated/client.ts";
import { type ExternalLabel, labelIdOf } from "../../domain/labels/external-label.ts";
import type { MarkInput } from "../../domain/labels/mark.ts";
import type { MarkValue } from "../../domain/labels/mark-value.ts";
import { findDimension, type Taxonomy } from "../../domain/labels/taxonomy.ts";
import type { Context } from "../context.ts";
import { appendMarks, type Keyed } from "../reviews/append-marks.ts";
import { QuotedPlaces } from "../reviews/read-quotes.ts";
import { annotationKey } from "../reviews/save-marks.ts";
import { marksByKey } from "../reviews/standing-marks.ts";
import { sha256 } from "../verb.ts";
import { keepTaxonomy } from "./keep-taxonomy.ts";
import { citationsOf, REASON } from "./label-reason.ts";
import type { RunPlaces } from "./run-places.ts";

/** One label with the place it was found to stand at. */
type Placed = { label: ExternalLabel; mark: Omit<MarkInput, "baseVersion"> };
/** Counted in labels, not in annotations: a reason belongs to its label. */
export type Kept = { stored: number; unchanged: number; taxonomy: { id: string; semver: string } };

/**
 * Keeps the labels of one author in one taxonomy on one run, as an external review of it: an annotation each, with the
 * reason as another. What is here already and says the same stays; what says something else is its next version.
 */
export async function keepLabels(
  tx: Tx,
  ctx: Context,
  projectId: string,
  places: RunPlaces,
  labels: readonly [ExternalLabel, ...ExternalLabel[]],
): Promise<Kept> {
  const [first] = labels;
  const { taxonomy, taxonomyVersionId } = await keepTaxonomy(tx, ctx, projectId, labels);
  const review = await openExternal(tx, ctx, { projectId, places, label: first, taxonomyVersionId });
  const placed = await placeAll(places, taxonomy, labels);
  const keyed = placed.map(
    ({ mark }): Omit<Keyed, "baseVersion"> => ({ ...mark, key: annotationKey(review.id, mark) }),
  );
  const standing = await marksByKey(
    tx,
    places.ref.trajectoryId,
    keyed.map(({ key }) => key),
  );
  const isChanged = keyed.map((mark) => !isSame(standing.get(mark.key)?.value ?? null, mark.value));
  const changed = keyed.filter((_, at) => isChanged[at]);
  const marks = changed.map((mark): Keyed => ({ ...mark, baseVersion: standing.get(mark.key)?.version ?? 0 }));
  if (marks.length > 0) await append(tx, ctx, review, first, marks);
  const touched = new Set(placed.flatMap(({ label }, at) => (isChanged[at] ? [label] : [])));
  const { id, semver } = taxonomy;
  return { stored: touched.size, unchanged: labels.length - touched.size, taxonomy: { id, semver } };
}

async function append(
  tx: Tx,
  ctx: Context,
  review: Review,
  { createdAt }: ExternalLabel,
  marks: Keyed[],
): Promise<void> {
  const requestSha256 = sha256(JSON.stringify(marks.map(({ key, value }) => [key, value])));
  await appendMarks(tx, review, marks, new QuotedPlaces(), {
    authorId: review.authorId,
    provenance: "external",
    createdAt: ctx.clock(),
    gestureId: `external:${requestSha256.slice(0, 40)}`,
    requestSha256,
    clientTime: createdAt ? new Date(createdAt) : ctx.clock(),
  });
  const place = { trajectoryId_id: { trajectoryId: review.trajectoryId, id: review.id } };
  await tx.review.update({ where: place, data: { status: "submitted", submittedAt: ctx.clock() } });
}

/** An outside author is known by the taxonomy they labelled in and their name there. */
export function externalAuthor({ taxonomy, author }: Pick<ExternalLabel, "taxonomy" | "author">): string {
  return `external:${taxonomy.id}:${author}`;
}

type Opening = { projectId: string; places: RunPlaces; label: ExternalLabel; taxonomyVersionId: string };

async function openExternal(
  tx: Tx,
  ctx: Context,
  { projectId, places, label, taxonomyVersionId }: Opening,
): Promise<Review> {
  const key = { ...places.ref, authorId: externalAuthor(label), kind: "external" };
  // Another version of the taxonomy is another round: what was said in the first one stays as it was said.
  const earlier = await tx.review.findMany({ where: key, orderBy: { round: "asc" } });
  const known = earlier.find((review) => review.taxonomyVersionId === taxonomyVersionId);
  if (known) return known;
  const round = (earlier.at(-1)?.round ?? 0) + 1;
  return tx.review.create({ data: { ...key, id: ctx.newId(), projectId, taxonomyVersionId, round, status: "open" } });
}

async function placeAll(places: RunPlaces, taxonomy: Taxonomy, labels: readonly ExternalLabel[]): Promise<Placed[]> {
  const placed: Placed[] = [];
  const seen = new Map<string, number>();
  for (const label of labels) {
    const anchor = await places.anchorOf(label.place);
    if (anchor === null) continue;
    const value = await valueOf(places, taxonomy, label, anchor.target === "step" ? anchor.ordinal : null);
    const name = "label" in value ? value.label : label.dimension;
    const place = `${label.dimension} ${JSON.stringify(anchor)} ${name}`;
    const nth = (seen.get(place) ?? 0) + 1;
    seen.set(place, nth);
    // The same label twice at one place is two annotations, as their source has it.
    const variant = (nth === 1 ? name : `${name}#${nth}`).slice(-64);
    placed.push({ label, mark: { dimension: label.dimension, variant, anchor, value } });
    if (label.reason)
      placed.push({ label, mark: { dimension: REASON, variant, anchor, value: { type: "text", text: label.reason } } });
  }
  return placed;
}

async function valueOf(
  places: RunPlaces,
  taxonomy: Taxonomy,
  label: ExternalLabel,
  ordinal: number | null,
): Promise<MarkValue> {
  if (label.score !== undefined) return { type: "score", score: label.score };
  if (label.text !== undefined) return { type: "text", text: label.text };
  const id = labelIdOf(label.label ?? "");
  const type = findDimension(taxonomy, label.dimension)?.valueType;
  if (type === "failure")
    return {
      type,
      label: id,
      severity: label.severity ?? null,
      lane: label.agent ? places.laneOf(label.agent) : null,
      decisiveOrdinal: label.isDecisive ? ordinal : null,
      evidence: await citationsOf(places, label.evidence ?? []),
    };
  if (type === "cited") return { type, label: id, evidence: await citationsOf(places, label.evidence ?? []) };
  return { type: "label", label: id };
}

function isSame(one: MarkValue | null, other: MarkValue | null): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: MarkValue | null): unknown {
  return value === null ? null : Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
