import type { Tx } from "../../db/client.ts";
import { extendTaxonomy } from "../../domain/labels/extend-taxonomy.ts";
import { type ExternalLabel, labelIdOf } from "../../domain/labels/external-label.ts";
import { externalTaxonomy } from "../../domain/labels/external/external-taxonomies.ts";
import { findDimension, Taxonomy } from "../../domain/labels/taxonomy.ts";
import { taxonomyOfLabels } from "../../domain/labels/taxonomy-of-labels.ts";
import { canonicalJson } from "../../exporters/json-text.ts";
import type { Context } from "../context.ts";
import type { TaxonomyInUse } from "../reviews/read-taxonomy.ts";
import { sha256 } from "../verb.ts";
import { REASON_DIMENSION } from "./label-reason.ts";

type Labels = readonly [ExternalLabel, ...ExternalLabel[]];

/**
 * The taxonomy that labels from elsewhere are in, kept beside the project's own under its own name: one that is known,
 * or one made of what the labels say. Labels that bring something new make its next version.
 */
export async function keepTaxonomy(tx: Tx, ctx: Context, projectId: string, labels: Labels): Promise<TaxonomyInUse> {
  const made = documentOf(labels);
  // Two files of one data set may be read side by side.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`taxonomy:${projectId}:${made.id}`}, 0))`;
  const rows = await tx.taxonomyVersion.findMany({
    where: { projectId, taxonomyId: made.id },
    orderBy: { createdAt: "asc" },
  });
  const kept = rows.map(({ id, document }) => ({ taxonomyVersionId: id, taxonomy: Taxonomy.parse(document) }));
  const holding = kept.findLast(({ taxonomy }) => holdsAll(taxonomy, labels));
  if (holding) return holding;
  const newest = kept.at(-1)?.taxonomy;
  const taxonomy = newest ? extendTaxonomy(newest, labels) : made;
  const id = ctx.newId();
  const document = JSON.parse(JSON.stringify(taxonomy));
  const { semver } = taxonomy;
  const hash = sha256(canonicalJson(document));
  await tx.taxonomyVersion.create({ data: { projectId, id, taxonomyId: taxonomy.id, semver, sha256: hash, document } });
  return { taxonomyVersionId: id, taxonomy };
}

function documentOf(labels: Labels): Taxonomy {
  const known = externalTaxonomy(labels[0].taxonomy);
  const base = known && holdsAll(known, labels) ? known : taxonomyOfLabels(labels);
  const hasReason = findDimension(base, REASON_DIMENSION.id) !== undefined;
  return hasReason ? base : { ...base, dimensions: [...base.dimensions, REASON_DIMENSION] };
}

function holdsAll(taxonomy: Taxonomy, labels: readonly ExternalLabel[]): boolean {
  return labels.every((label) => holds(taxonomy, label));
}

/** Whether a taxonomy has a place for what a label says. */
export function holds(taxonomy: Taxonomy, { dimension: id, label, score, text }: ExternalLabel): boolean {
  const dimension = findDimension(taxonomy, id);
  if (!dimension) return false;
  if (score !== undefined) return dimension.valueType === "score" && score >= dimension.min && score <= dimension.max;
  if (text !== undefined) return dimension.valueType === "text";
  return "labels" in dimension && dimension.labels.some((each) => each.id === labelIdOf(label ?? ""));
}
