import { type Anchor, ordinalRange } from "./anchor.ts";
import { evidenceOf, labelOf, type MarkValue } from "./mark-value.ts";
import type { Mark } from "./mark.ts";
import type { Dimension, Taxonomy } from "./taxonomy.ts";

/** One thing a review still needs before it can be submitted, with the way there. */
export type Missing =
  | { what: "steps"; dimension: string; name: string; count: number; firstOrdinal: number }
  | { what: "run"; dimension: string; name: string }
  | { what: "evidence" | "details"; dimension: string; name: string; count: number; firstOrdinal: number | null };

type Said = Pick<Mark, "dimension" | "anchor" | "value">;

/**
 * What a review still lacks, in the order a person would do it: required dimensions, then evidence and details of
 * what was marked. `marks` are the standing marks of one review; `stepCount` is the number of steps of the revision.
 * Empty means it can be submitted.
 */
export function missingBeforeSubmit(taxonomy: Taxonomy, stepCount: number, marks: Iterable<Said>): Missing[] {
  const byDimension = new Map<string, Said[]>();
  for (const mark of marks) {
    if (mark.value === null) continue;
    byDimension.set(mark.dimension, [...(byDimension.get(mark.dimension) ?? []), mark]);
  }
  return taxonomy.dimensions.flatMap((dimension) => {
    const said = byDimension.get(dimension.id) ?? [];
    return [
      missingMarks(dimension, stepCount, said),
      missingEvidence(dimension, said),
      missingDetails(dimension, said),
    ].filter((missing) => missing !== null);
  });
}

/** The sentence for one missing thing: "19 steps have no phase", "Outcome is not set". */
export function describeMissing(missing: Missing): string {
  const name = missing.name.toLowerCase();
  switch (missing.what) {
    case "run":
      return `${missing.name} is not set`;
    case "steps":
      return `${missing.count} ${missing.count === 1 ? "step has" : "steps have"} no ${name}`;
    case "evidence":
      return `${missing.count} ${name} ${missing.count === 1 ? "mark cites" : "marks cite"} no evidence`;
    case "details":
      return `${missing.count} ${name} ${missing.count === 1 ? "range lacks" : "ranges lack"} what happened`;
  }
}

function missingMarks(dimension: Dimension, stepCount: number, said: readonly Said[]): Missing | null {
  if (!dimension.isRequired) return null;
  const { id, name } = dimension;
  if (dimension.scope === "trajectory") return said.length > 0 ? null : { what: "run", dimension: id, name };
  const done = new Set(said.flatMap(({ anchor }) => (anchor.target === "step" ? [anchor.ordinal] : [])));
  const firstOrdinal = firstMissing(done, stepCount);
  return firstOrdinal === null
    ? null
    : { what: "steps", dimension: id, name, count: stepCount - done.size, firstOrdinal };
}

function missingEvidence(dimension: Dimension, said: readonly Said[]): Missing | null {
  if (dimension.valueType !== "failure" && dimension.valueType !== "cited") return null;
  const needy = new Set(dimension.labels.flatMap(({ id, needsEvidence }) => (needsEvidence ? [id] : [])));
  const open = said.filter(({ value }) => needy.has(labelOf(value) ?? "") && evidenceOf(value).length === 0);
  return summary("evidence", dimension, open);
}

function missingDetails(dimension: Dimension, said: readonly Said[]): Missing | null {
  if (dimension.valueType !== "recovery") return null;
  return summary(
    "details",
    dimension,
    said.filter(({ value }) => isHalfSaid(value)),
  );
}

function isHalfSaid(value: MarkValue | null): boolean {
  return value?.type === "recovery" && (value.errorType === null || value.result === null);
}

function summary(what: "evidence" | "details", { id, name }: Dimension, open: readonly Said[]): Missing | null {
  if (open.length === 0) return null;
  const starts = open.map(({ anchor }) => firstStep(anchor));
  const known = starts.filter((ordinal) => ordinal !== null);
  const firstOrdinal = known.length === 0 ? null : Math.min(...known);
  return { what, dimension: id, name, count: open.length, firstOrdinal };
}

function firstStep(anchor: Anchor): number | null {
  return ordinalRange(anchor)?.from ?? null;
}

function firstMissing(done: Set<number>, stepCount: number): number | null {
  for (let ordinal = 0; ordinal < stepCount; ordinal += 1) if (!done.has(ordinal)) return ordinal;
  return null;
}
