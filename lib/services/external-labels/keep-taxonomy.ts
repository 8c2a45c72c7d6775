import type { Tx } from "../../db/client.ts";
import type { ExternalLabel } from "../../domain/labels/external-label.ts";
import { externalTaxonomy, taxonomyOfLabels } from "../../domain/labels/external-taxonomies.ts";
import { findDimension, Taxonomy } from "../../domain/labels/taxonomy.ts";
import { labelIdOf } from "../../domain/labels/external-label.ts";
import { canonicalJson } from "../../exporters/json-text.ts";
import type { Context } from "../context.ts";
import type { TaxonomyInUse } from "../reviews/read-taxonomy.ts";
import { sha256 } from "../verb.ts";
import { REASON_DIMENSION } from "./label-reason.ts";

/**
 * The taxonomy that labels from elsewhere are in, kept beside the project's own under its own name: one that is known,
 * or one made of what the labels say. A newer document that does not hold all of them is a version of its own.
 */
export async function keepTaxonomy(
  tx: Tx,
  ctx: Context,
  projectId: string,
  labels: readonly ExternalLabel[],
): Promise<TaxonomyInUse> {
  const made = documentOf(labels);
  const rows = await tx.taxonomyVersion.findMany({
    where: { projectId, taxonomyId: made.id },
    orderBy: { createdAt: "asc" },
  });
  const holding = rows
    .map(({ id, document }) => ({ taxonomyVersionId: id, taxonomy: Taxonomy.parse(document) }))
    .findLast(({ taxonomy }) => holdsAll(taxonomy, labels));
  if (holding) return holding;
  const isTaken = rows.some(({ semver }) => semver === made.semver);
  const taxonomy = isTaken ? { ...made, semver: nextMinor(rows.map(({ semver }) => semver)) } : made;
  const id = ctx.newId();
  const document = JSON.parse(JSON.stringify(taxonomy));
  const row = {
    projectId,
    id,
    taxonomyId: taxonomy.id,
    semver: taxonomy.semver,
    sha256: sha256(canonicalJson(document)),
    document,
  };
  await tx.taxonomyVersion.create({ data: row });
  return { taxonomyVersionId: id, taxonomy };
}

function documentOf(labels: readonly ExternalLabel[]): Taxonomy {
  const [first] = labels;
  const known = first ? externalTaxonomy(first.taxonomy.id, first.taxonomy.version) : null;
  const base = known && holdsAll(known, labels) ? known : taxonomyOfLabels(labels);
  const hasReason = base.dimensions.some(({ id }) => id === REASON_DIMENSION.id);
  return hasReason ? base : { ...base, dimensions: [...base.dimensions, REASON_DIMENSION] };
}

function holdsAll(taxonomy: Taxonomy, labels: readonly ExternalLabel[]): boolean {
  return labels.every(({ dimension: id, label, score, text }) => {
    const dimension = findDimension(taxonomy, id);
    if (!dimension) return false;
    if (score !== undefined) return dimension.valueType === "score" && score >= dimension.min && score <= dimension.max;
    if (text !== undefined) return dimension.valueType === "text";
    return "labels" in dimension && dimension.labels.some((each) => each.id === labelIdOf(label ?? ""));
  });
}

function nextMinor(semvers: readonly string[]): string {
  const newest = Math.max(...semvers.map((semver) => Number(semver.split(".")[1] ?? 0)));
  const major = Math.max(...semvers.map((semver) => Number(semver.split(".")[0] ?? 1)));
  return `${major}.${newest + 1}.0`;
}
