import type { MarkValue } from "./mark-value.ts";
import { findDimension, type Taxonomy } from "./taxonomy.ts";

/** What a mark says in the words of its taxonomy; a label the taxonomy does not have is shown by its id. */
export function describeValue(taxonomy: Taxonomy, dimensionId: string, value: MarkValue): string {
  const dimension = findDimension(taxonomy, dimensionId);
  const labels = dimension && "labels" in dimension ? dimension.labels : [];
  const nameOf = (id: string) => labels.find((label) => label.id === id)?.name ?? id;
  switch (value.type) {
    case "label":
    case "cited":
      return nameOf(value.label);
    case "failure":
      return [nameOf(value.label), value.severity].filter(Boolean).join(", ");
    case "score":
      return String(value.score);
    case "recovery":
      return value.errorType === null ? "" : nameOf(value.errorType);
    case "text":
      return value.text;
  }
}
