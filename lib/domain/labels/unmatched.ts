import { z } from "zod";

/** Why a mark has no place on a newer revision; none of them is ever guessed over. */
export const UNMATCHED_REASONS = [
  "step_gone",
  "moved",
  "content_changed",
  "text_changed",
  "ambiguous",
  "evidence_lost",
  "lane_gone",
  "occupied",
] as const;
export const UnmatchedReason = z.enum(UNMATCHED_REASONS);
export type UnmatchedReason = z.infer<typeof UnmatchedReason>;

/** The same as a person reads it. */
export const UNMATCHED_WORDS: Record<UnmatchedReason, string> = {
  step_gone: "No step stands at these bytes any more.",
  moved: "A step says the same, but stands for other bytes of the file.",
  content_changed: "The step at these bytes says something else now.",
  text_changed: "The marked words do not stand in the step any more.",
  ambiguous: "Several steps or places are equal, and nothing tells them apart.",
  evidence_lost: "The place is there, but something it cites is not.",
  lane_gone: "The agent it names is not in the run any more, or twice.",
  occupied: "The same label stands at its place already.",
};

/** A place that was not found: why, and the ordinals of the newer revision where it may belong, the best first. */
export type Lost = { reason: UnmatchedReason; candidates: readonly number[] };

/** Something of an older revision on a newer one, or why it is not there. */
export type Found<T> = { at: T } | { lost: Lost };
