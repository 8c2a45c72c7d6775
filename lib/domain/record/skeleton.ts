import { z } from "zod";
import { STEP_FIELDS, STEP_KINDS, STEP_ROLES, type ParsedStep } from "./step.ts";

/** Steps per segment; growth and live append touch only the last one. */
export const SEGMENT_STEPS = 4096;

const ints = z.array(z.number().int());
const numbersOrNull = z.array(z.number().nullable());

/**
 * One segment of a run's outline: parallel arrays over steps `from` .. `from + count - 1`. Immutable, so its ETag is
 * its content's hash; labels, findings and hits are overlaid from their own small replies.
 */
export const SkeletonSegment = z.object({
  from: z.number().int(),
  count: z.number().int(),
  /** Index into STEP_KINDS. */
  kind: ints,
  /** Index into STEP_ROLES. */
  role: ints,
  lane: ints,
  turn: ints,
  call: ints,
  /** Parent ordinal, -1 for none. */
  parent: ints,
  isAction: z.array(z.union([z.literal(0), z.literal(1)])),
  /** 0 none, 1 stated by the source, 2 inferred from the text. */
  error: ints,
  exitCode: numbersOrNull,
  /** UTF-16 lengths of thought, action, observation, message; -1 where absent. */
  sizes: z.array(ints).length(STEP_FIELDS.length),
  durationMs: numbersOrNull,
  tokensIn: numbersOrNull,
  tokensOut: numbersOrNull,
  costUsd: numbersOrNull,
  target: z.array(z.string()),
});
export type SkeletonSegment = z.infer<typeof SkeletonSegment>;

/** An empty segment that starts at step `from`. */
export function emptySegment(from: number): SkeletonSegment {
  return {
    from,
    count: 0,
    kind: [],
    role: [],
    lane: [],
    turn: [],
    call: [],
    parent: [],
    isAction: [],
    error: [],
    exitCode: [],
    sizes: STEP_FIELDS.map(() => []),
    durationMs: [],
    tokensIn: [],
    tokensOut: [],
    costUsd: [],
    target: [],
  };
}

/** Adds the next step to a segment being built. */
export function appendToSegment(segment: SkeletonSegment, step: ParsedStep): void {
  segment.count += 1;
  segment.kind.push(STEP_KINDS.indexOf(step.kind));
  segment.role.push(STEP_ROLES.indexOf(step.role));
  segment.lane.push(step.lane);
  segment.turn.push(step.turn);
  segment.call.push(step.callOrdinal);
  segment.parent.push(step.parentOrdinal ?? -1);
  segment.isAction.push(step.isAction ? 1 : 0);
  segment.error.push(step.isError ? (step.isErrorInferred ? 2 : 1) : 0);
  segment.exitCode.push(step.exitCode);
  STEP_FIELDS.forEach((field, index) => segment.sizes[index]?.push(step.text[field]?.length ?? -1));
  segment.durationMs.push(step.durationMs);
  segment.tokensIn.push(step.tokensIn);
  segment.tokensOut.push(step.tokensOut);
  segment.costUsd.push(step.costUsd);
  segment.target.push(step.target);
}
