import { type Anchor, ordinalRange } from "../domain/labels/anchor.ts";
import { FAILURE, FLAGS, OUTCOME, QUALITY, RECOVERY, SCORE } from "../domain/labels/default-taxonomy.ts";
import type { ExportMark, ExportRecord } from "./record.ts";

/** A step with a score below this is not an example to follow. */
export const SCORE_CUT = 6;

/** Flags that say so, too; luck is a good step for a bad reason. */
export const EXCLUDED_FLAGS: readonly string[] = [
  "dead_end",
  "repeat",
  "misread_output",
  "ignored_feedback",
  "unneeded_edit",
  "side_effect",
];

/** What the review that counts says of one step. */
export type Judgement = {
  score: number | null;
  quality: string | null;
  flags: ReadonlySet<string>;
  /** A failure stands here, or this is the step it was decided at. */
  isFailure: boolean;
  /** Between the trigger and the end of a recovery. */
  isRecovery: boolean;
};

export type Judged = {
  /** What the run teaches, in the words of its reviewer; null where they did not say. */
  outcome: string | null;
  at(ordinal: number): Judgement;
  /** What went into this that a reader of the rows should know. */
  lossy: readonly string[];
};

const UNJUDGED: Judgement = { score: null, quality: null, flags: new Set(), isFailure: false, isRecovery: false };

type Mutable = { -readonly [K in keyof Judgement]: K extends "flags" ? Set<string> : Judgement[K] };

/**
 * Reads the review that counts, which is the last of the record (gold where there is one), into what it says of each
 * step. Null where there is no review. Holds one small entry for each step that anything was said of.
 */
export async function judgeSteps(record: ExportRecord): Promise<Judged | null> {
  const review = record.reviews.at(-1);
  if (!review) return null;
  const byStep = new Map<number, Mutable>();
  const at = (ordinal: number): Mutable => {
    const known = byStep.get(ordinal);
    if (known) return known;
    const made: Mutable = { ...UNJUDGED, flags: new Set() };
    byStep.set(ordinal, made);
    return made;
  };
  let outcome: string | null = null;
  for await (const mark of review.marks()) {
    if (mark.dimension === OUTCOME && mark.value.type === "label") outcome = mark.value.label;
    else applyMark(mark, at);
  }
  const isUnsettled = review.kind !== "gold" && record.reviews.length > 1;
  return { outcome, at: (ordinal) => byStep.get(ordinal) ?? UNJUDGED, lossy: isUnsettled ? ["several-reviews"] : [] };
}

function applyMark({ dimension, anchor, value }: ExportMark, at: (ordinal: number) => Mutable): void {
  const steps = stepsOf(anchor);
  if (dimension === SCORE && value.type === "score") for (const step of steps) at(step).score = value.score;
  if (dimension === QUALITY && value.type === "label") for (const step of steps) at(step).quality = value.label;
  if (dimension === FLAGS && value.type === "label") for (const step of steps) at(step).flags.add(value.label);
  if (dimension === FAILURE && value.type === "failure") {
    for (const step of steps) at(step).isFailure = true;
    if (value.decisiveOrdinal !== null) at(value.decisiveOrdinal).isFailure = true;
  }
  // The trigger itself is the trouble, not the way out of it.
  if (dimension === RECOVERY) for (const step of steps.slice(1)) at(step).isRecovery = true;
}

function stepsOf(anchor: Anchor): number[] {
  const range = ordinalRange(anchor);
  if (range === null) return [];
  return Array.from({ length: range.to - range.from + 1 }, (_, index) => range.from + index);
}

/**
 * Whether a model should learn to do this step: not below the cut, not bad or unsure, without an excluding flag and
 * without a failure at it. A dead end stays in the context; the recovery after it is learnt.
 */
export function isTrainable({ score, quality, flags, isFailure }: Judgement): boolean {
  if (score !== null && score < SCORE_CUT) return false;
  if (quality === "bad" || quality === "unsure") return false;
  if (isFailure) return false;
  return !EXCLUDED_FLAGS.some((flag) => flags.has(flag));
}

/**
 * Whether a step is right, for process rewards; null where nobody said. A dead end, a bad step and a failure are
 * wrong whatever the score; a score decides before quality, and neutral is not wrong.
 */
export function isRight({ score, quality, flags, isFailure }: Judgement): boolean | null {
  if (flags.has("dead_end") || quality === "bad" || isFailure) return false;
  if (score !== null) return score >= SCORE_CUT;
  return quality === "good" || quality === "neutral" ? true : null;
}
