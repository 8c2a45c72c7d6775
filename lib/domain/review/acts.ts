import type { Anchor } from "../labels/anchor.ts";
import { ordinalRange } from "../labels/anchor.ts";
import { DECISION, FAILURE, FLAGS, RECOVERY } from "../labels/default-taxonomy.ts";
import type { Citation, FailureValue, MarkValue } from "../labels/mark-value.ts";
import { type Place, placeKey, type Said } from "./gesture.ts";

/** A mark that stands in a review. */
export type Standing = Place & { value: MarkValue };

const stepOf = (ordinal: number): Anchor => ({ target: "step", ordinal });

/** The standing marks of a dimension that touch a step, in the order in which they stand. */
export function marksAt(marks: readonly Standing[], dimension: string, ordinal: number): Standing[] {
  return marks.filter((mark) => {
    if (mark.dimension !== dimension) return false;
    const range = ordinalRange(mark.anchor);
    return range !== null && range.from <= ordinal && ordinal <= range.to;
  });
}

/** The flags of a step. */
export function flagsAt(marks: readonly Standing[], ordinal: number): Set<string> {
  return new Set(marksAt(marks, FLAGS, ordinal).flatMap(({ variant }) => (variant === undefined ? [] : [variant])));
}

/** Puts a flag on a step, or takes it off. */
export function toggleFlag(marks: readonly Standing[], ordinal: number, label: string): Said {
  const isOn = flagsAt(marks, ordinal).has(label);
  return {
    dimension: FLAGS,
    variant: label,
    anchor: stepOf(ordinal),
    value: isOn ? null : { type: "label", label },
  };
}

/** Says what a decision rested on; what it cites stays, and the same label again takes it back. */
export function sayDecision(marks: readonly Standing[], ordinal: number, label: string): Said {
  const [known] = marksAt(marks, DECISION, ordinal);
  const value = known?.value.type === "cited" ? known.value : null;
  const anchor = stepOf(ordinal);
  if (value?.label === label) return { dimension: DECISION, anchor, value: null };
  return { dimension: DECISION, anchor, value: { type: "cited", label, evidence: value?.evidence ?? [] } };
}

/** A new failure at a step, of medium severity until somebody says otherwise; the agent of the step is responsible. */
export function newFailure(ordinal: number, label: string, lane: number | null, first: Citation | null): Said {
  return {
    dimension: FAILURE,
    variant: label,
    anchor: stepOf(ordinal),
    value: {
      type: "failure",
      label,
      severity: "medium",
      lane,
      decisiveOrdinal: null,
      evidence: first === null ? [] : [first],
    },
  };
}

/** A failure with something about it changed. */
export function changeFailure(mark: Standing, part: Partial<Omit<FailureValue, "type" | "label">>): Said {
  const { value, ...place } = mark;
  return { ...place, value: value.type === "failure" ? { ...value, ...part } : value };
}

/** A mark with one more citation, or without it where it was there. Marks that cite nothing stay as they are. */
export function toggleCitation(mark: Standing, citation: Citation): Said {
  const { value, ...place } = mark;
  if (value.type !== "failure" && value.type !== "cited") return { ...place, value };
  const without = value.evidence.filter((known) => !samePlace(known, citation));
  const evidence = without.length < value.evidence.length ? without : [...value.evidence, citation];
  return { ...place, value: { ...value, evidence } };
}

/** A recovery from one step to another, in either order; what happened is said afterwards. */
export function newRecovery(one: number, other: number): Said {
  return {
    dimension: RECOVERY,
    anchor: { target: "range", from: Math.min(one, other), to: Math.max(one, other) },
    value: { type: "recovery", errorType: null, result: null },
  };
}

/**
 * The mark that evidence goes to: the one in focus, or the failure or decision of the step that cites least. Null where
 * there is none.
 */
export function markToCite(marks: readonly Standing[], focused: string | null, ordinal: number): Standing | null {
  const inFocus = marks.find((mark) => placeKey(mark) === focused && isCiting(mark.value));
  if (inFocus) return inFocus;
  const here = [...marksAt(marks, FAILURE, ordinal), ...marksAt(marks, DECISION, ordinal)].filter(({ value }) =>
    isCiting(value),
  );
  return here.sort((a, b) => citationCount(a.value) - citationCount(b.value))[0] ?? null;
}

/** Steps with a failure, ascending. */
export function failureSteps(marks: readonly Standing[]): number[] {
  const steps = marks.flatMap((mark) => (mark.dimension === FAILURE ? [ordinalRange(mark.anchor)?.from ?? null] : []));
  return [...new Set(steps.filter((step) => step !== null))].sort((a, b) => a - b);
}

/** Ranges of one field that some mark cites, in UTF-16 units. */
export function citedRanges(
  marks: readonly Standing[],
  ordinal: number,
  field: string,
): { start: number; end: number }[] {
  return marks.flatMap(({ value }) =>
    value.type === "failure" || value.type === "cited"
      ? value.evidence.flatMap((citation) =>
          citation.target === "text" && citation.ordinal === ordinal && citation.field === field
            ? [{ start: citation.start, end: citation.end }]
            : [],
        )
      : [],
  );
}

function isCiting(value: MarkValue): boolean {
  return value.type === "failure" || value.type === "cited";
}

function citationCount(value: MarkValue): number {
  return value.type === "failure" || value.type === "cited" ? value.evidence.length : 0;
}

function samePlace(a: Citation, b: Citation): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
