import type { ExternalPlace } from "../../domain/labels/external-label.ts";
import type { Citation } from "../../domain/labels/mark-value.ts";
import type { Dimension } from "../../domain/labels/taxonomy.ts";
import type { RunPlaces } from "./run-places.ts";

/** Why somebody elsewhere gave a label stands beside it as words of this dimension. */
export const REASON = "reason";

export const REASON_DIMENSION: Dimension = {
  id: REASON,
  name: "reason",
  definition: "Why the label was given, in the words of who gave it.",
  scope: "span",
  isRequired: false,
  valueType: "text",
};

/** Places of evidence that the run has; the others are left out. */
export async function citationsOf(places: RunPlaces, evidence: readonly ExternalPlace[]): Promise<Citation[]> {
  const anchors = await Promise.all(evidence.map((place) => places.anchorOf(place)));
  return anchors.flatMap((anchor) => (anchor?.target === "step" || anchor?.target === "range" ? [anchor] : []));
}
