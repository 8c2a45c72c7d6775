import type { Mark } from "./mark.ts";
import type { Taxonomy } from "./taxonomy.ts";

/** One thing a review still needs before it can be submitted, with the way there. */
export type Missing =
  | { what: "steps"; dimension: string; name: string; count: number; firstOrdinal: number }
  | { what: "run"; dimension: string; name: string };

/**
 * What a review still lacks, in the order a person would do it. `marks` are the standing marks of one review;
 * `stepCount` is the number of steps of the revision. Empty means it can be submitted.
 */
export function missingBeforeSubmit(
  taxonomy: Taxonomy,
  stepCount: number,
  marks: Iterable<Pick<Mark, "dimension" | "anchor" | "value">>,
): Missing[] {
  const labelled = new Map<string, Set<number>>();
  const onRun = new Set<string>();
  for (const mark of marks) {
    if (mark.value === null) continue;
    if (mark.anchor.target === "trajectory") onRun.add(mark.dimension);
    if (mark.anchor.target === "step") {
      const ordinals = labelled.get(mark.dimension) ?? new Set<number>();
      labelled.set(mark.dimension, ordinals.add(mark.anchor.ordinal));
    }
  }
  const missing: Missing[] = [];
  for (const dimension of taxonomy.dimensions) {
    if (!dimension.isRequired) continue;
    if (dimension.scope === "trajectory") {
      if (!onRun.has(dimension.id)) missing.push({ what: "run", dimension: dimension.id, name: dimension.name });
      continue;
    }
    const done = labelled.get(dimension.id) ?? new Set<number>();
    const firstOrdinal = firstMissing(done, stepCount);
    if (firstOrdinal !== null)
      missing.push({
        what: "steps",
        dimension: dimension.id,
        name: dimension.name,
        count: stepCount - done.size,
        firstOrdinal,
      });
  }
  return missing;
}

/** The sentence for one missing thing: "19 steps have no phase", "Outcome is not set". */
export function describeMissing(missing: Missing): string {
  if (missing.what === "run") return `${missing.name} is not set`;
  return `${missing.count} ${missing.count === 1 ? "step has" : "steps have"} no ${missing.name.toLowerCase()}`;
}

function firstMissing(done: Set<number>, stepCount: number): number | null {
  for (let ordinal = 0; ordinal < stepCount; ordinal += 1) if (!done.has(ordinal)) return ordinal;
  return null;
}
