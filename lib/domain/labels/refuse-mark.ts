import { type Anchor, ordinalRange } from "./anchor.ts";
import { evidenceOf, type MarkValue } from "./mark-value.ts";
import type { MarkInput } from "./mark.ts";
import { type Dimension, findDimension, type Label, type Scope, type Taxonomy } from "./taxonomy.ts";

const TARGETS: Record<Scope, readonly Anchor["target"][]> = {
  step: ["step"],
  range: ["range"],
  span: ["step", "range", "text", "trajectory"],
  trajectory: ["trajectory"],
};

const HOLDS_FOR: Record<Scope, string> = {
  step: "one step",
  range: "a range of steps",
  span: "a step, a range, a text or the run",
  trajectory: "the whole run",
};

/** What a mark must fit into: the number of steps and of lanes of the revision. */
export type RunSize = { stepCount: number; laneCount: number };

/**
 * Why this mark cannot be taken, as one sentence, or null when it can. Checks the taxonomy (dimension, labels, score
 * range, scope, variant) and that every place it names lies inside the run; texts are checked where the text is.
 */
export function refuseMark(
  taxonomy: Taxonomy,
  run: RunSize,
  mark: Pick<MarkInput, "dimension" | "variant" | "anchor" | "value">,
): string | null {
  const dimension = findDimension(taxonomy, mark.dimension);
  if (!dimension) return `Taxonomy ${taxonomy.semver} has no dimension "${mark.dimension}".`;
  if (!TARGETS[dimension.scope].includes(mark.anchor.target))
    return `${dimension.name} holds for ${HOLDS_FOR[dimension.scope]}, not for a ${mark.anchor.target}.`;
  return (
    refuseVariant(dimension, mark) ??
    [mark.anchor, ...evidenceOf(mark.value)].map((anchor) => refusePlace(anchor, run)).find((said) => said !== null) ??
    (mark.value === null ? null : refuseValue(dimension, mark.value, run))
  );
}

function refuseVariant(dimension: Dimension, { variant, value }: Pick<MarkInput, "variant" | "value">): string | null {
  const isMultiple = dimension.valueType !== "score" && dimension.valueType !== "text" && dimension.isMultiple === true;
  if (!isMultiple)
    return variant === undefined ? null : `${dimension.name} holds one value a place, so it has no variant.`;
  if (variant === undefined) return `${dimension.name} may hold several labels a place, so the mark names its variant.`;
  if (value !== null && "label" in value && value.label !== variant)
    return `The mark says ${value.label} under the name ${variant}.`;
  return null;
}

function refusePlace(anchor: Anchor, { stepCount }: RunSize): string | null {
  const range = ordinalRange(anchor);
  if (range === null || range.to < stepCount) return null;
  return `Step ${range.to + 1} does not exist; the run has ${stepCount} steps.`;
}

function refuseValue(dimension: Dimension, value: MarkValue, run: RunSize): string | null {
  switch (dimension.valueType) {
    case "score":
      if (value.type !== "score") return `${dimension.name} takes a number.`;
      return value.score < dimension.min || value.score > dimension.max
        ? `${dimension.name} is ${dimension.min} to ${dimension.max}.`
        : null;
    case "label":
      return value.type === "label"
        ? unknownLabel(dimension, dimension.labels, value.label)
        : `${dimension.name} takes a label.`;
    case "cited":
      return value.type === "cited"
        ? unknownLabel(dimension, dimension.labels, value.label)
        : `${dimension.name} takes a label and what it rests on.`;
    case "failure":
      if (value.type !== "failure") return `${dimension.name} takes a failure with its severity and evidence.`;
      return (
        unknownLabel(dimension, dimension.labels, value.label) ??
        (value.severity === null ? `${dimension.name} needs a severity.` : null) ??
        (value.lane !== null && value.lane >= run.laneCount ? `The run has no lane ${value.lane + 1}.` : null) ??
        (value.decisiveOrdinal === null ? null : refusePlace({ target: "step", ordinal: value.decisiveOrdinal }, run))
      );
    case "recovery":
      if (value.type !== "recovery") return `${dimension.name} takes what was recovered from and how it went.`;
      return (
        (value.errorType === null ? null : unknownLabel(dimension, dimension.labels, value.errorType)) ??
        (value.result === null ? null : unknownLabel(dimension, dimension.results, value.result))
      );
    case "text":
      return value.type === "text" ? null : `${dimension.name} takes words.`;
  }
}

function unknownLabel(dimension: Dimension, labels: readonly Label[], id: string): string | null {
  return labels.some((label) => label.id === id) ? null : `${dimension.name} has no label "${id}".`;
}
