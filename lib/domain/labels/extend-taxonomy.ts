import type { ExternalLabel } from "./external-label.ts";
import { type Dimension, findDimension, type Taxonomy } from "./taxonomy.ts";
import { taxonomyOfLabels } from "./taxonomy-of-labels.ts";

/**
 * The document with whatever these labels name and it lacks, as its next minor version; itself where it lacks nothing.
 * What stands in it stays: a dimension keeps its kind, and labels of another kind will not fit it.
 */
export function extendTaxonomy(known: Taxonomy, labels: readonly ExternalLabel[]): Taxonomy {
  if (labels.length === 0) return known;
  const made = taxonomyOfLabels(
    labels.map((label) => ({ ...label, taxonomy: { id: known.id, version: known.semver } })),
  );
  const widened = known.dimensions.map((dimension) => widen(dimension, findDimension(made, dimension.id)));
  const added = made.dimensions.filter(({ id }) => findDimension(known, id) === undefined);
  if (added.length === 0 && widened.every((dimension, at) => dimension === known.dimensions[at])) return known;
  const [major = 0, minor = 0] = known.semver.split(".").map(Number);
  return { id: known.id, semver: `${major}.${minor + 1}.0`, dimensions: [...widened, ...added] };
}

/** The dimension with the labels or the range of the other, itself where that brings nothing new. */
function widen(dimension: Dimension, other: Dimension | undefined): Dimension {
  if (other === undefined) return dimension;
  if (dimension.valueType === "score" && other.valueType === "score") {
    const [min, max] = [Math.min(dimension.min, other.min), Math.max(dimension.max, other.max)];
    return min === dimension.min && max === dimension.max ? dimension : { ...dimension, min, max };
  }
  if (!("labels" in dimension) || !("labels" in other)) return dimension;
  const fresh = other.labels.filter(({ id }) => !dimension.labels.some((label) => label.id === id));
  return fresh.length === 0 ? dimension : { ...dimension, labels: [...dimension.labels, ...fresh] };
}
