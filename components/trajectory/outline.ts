import type { SkeletonSegment } from "@/lib/domain/record/skeleton";
import { STEP_KINDS, type StepKind } from "@/lib/domain/record/step";

/** A step as the outline knows it, without its text. */
export type OutlineStep = {
  ordinal: number;
  kind: StepKind;
  lane: number;
  target: string;
  isError: boolean;
  isErrorInferred: boolean;
  exitCode: number | null;
  durationMs: number | null;
  tokens: number | null;
  costUsd: number | null;
  /** UTF-16 units of all its text. */
  size: number;
};

/** All steps of a run in order, from its segments in order. */
export function readOutline(segments: readonly SkeletonSegment[]): OutlineStep[] {
  return segments.flatMap((segment) => Array.from({ length: segment.count }, (_, index) => readStep(segment, index)));
}

function readStep(segment: SkeletonSegment, index: number): OutlineStep {
  const error = segment.error[index] ?? 0;
  const tokensOut = segment.tokensOut[index] ?? null;
  const tokensIn = segment.tokensIn[index] ?? null;
  return {
    ordinal: segment.from + index,
    kind: STEP_KINDS[segment.kind[index] ?? -1] ?? "other",
    lane: segment.lane[index] ?? 0,
    target: segment.target[index] ?? "",
    isError: error > 0,
    isErrorInferred: error === 2,
    exitCode: segment.exitCode[index] ?? null,
    durationMs: segment.durationMs[index] ?? null,
    tokens: tokensIn === null && tokensOut === null ? null : (tokensIn ?? 0) + (tokensOut ?? 0),
    costUsd: segment.costUsd[index] ?? null,
    size: segment.sizes.reduce((sum, sizes) => sum + Math.max(0, sizes[index] ?? 0), 0),
  };
}

/** What of the outline is shown; empty kinds means all. */
export type OutlineFilter = { kinds: ReadonlySet<StepKind>; isErrorOnly: boolean };

export function filterOutline(steps: readonly OutlineStep[], { kinds, isErrorOnly }: OutlineFilter): OutlineStep[] {
  return steps.filter((step) => (kinds.size === 0 || kinds.has(step.kind)) && (!isErrorOnly || step.isError));
}

const FRAME_PX = 36 + 12 + 24;
const LINE_PX = 20;
const LINE_UNITS = 90;
const CLAMPED_LINES = 18;

/** How tall a step will probably be, before its text is there: the closer, the calmer the scroll. */
export function estimateHeight(step: OutlineStep): number {
  return FRAME_PX + LINE_PX * Math.min(2 * CLAMPED_LINES, 2 + Math.ceil(step.size / LINE_UNITS));
}

/** The end of a path, which tells files apart; anything else as it is. */
export function endOfPath(target: string): string {
  const [path = "", lines, ...more] = target.split(" ");
  const isPath = path.includes("/") && more.length === 0 && (lines === undefined || /^\d+:\d+$/.test(lines));
  return isPath ? [path.split("/").slice(-2).join("/"), lines].join(" ").trim() : target;
}
