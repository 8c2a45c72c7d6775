import type { OutlineStep } from "./outline";

/** One block of the minimap: the steps `from` .. `to` (inclusive) at `top` with `height`, in px. */
export type MinimapBlock = {
  from: number;
  to: number;
  top: number;
  height: number;
  phaseId: string | null;
  isError: boolean;
};

const MIN_PX = 7;
const GAP_PX = 1;
const SMALL_RUN = 100;

/**
 * The whole run in `height` px: a block a step, as tall as the square root of its size, at least 7 px below 100 steps;
 * longer runs are binned, a bin a pixel or more, showing its first phase and whether it holds an error.
 */
export function layOutMinimap(
  steps: readonly OutlineStep[],
  phases: readonly (string | null)[],
  height: number,
): MinimapBlock[] {
  if (steps.length === 0 || height <= 0) return [];
  if (steps.length * MIN_PX > height || steps.length >= SMALL_RUN) return bin(steps, phases, height);
  const weights = steps.map(({ size }) => Math.sqrt(size + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const spare = height - steps.length * MIN_PX;
  let top = 0;
  return steps.map((step, index) => {
    const share = MIN_PX + (spare * (weights[index] ?? 0)) / total;
    const block = {
      from: index,
      to: index,
      top,
      height: Math.max(1, share - GAP_PX),
      phaseId: phases[step.ordinal] ?? null,
      isError: step.isError,
    };
    top += share;
    return block;
  });
}

function bin(steps: readonly OutlineStep[], phases: readonly (string | null)[], height: number): MinimapBlock[] {
  const bins = Math.min(steps.length, Math.max(1, Math.floor(height / 3)));
  return Array.from({ length: bins }, (_, index) => {
    const from = Math.floor((index * steps.length) / bins);
    const to = Math.max(from, Math.floor(((index + 1) * steps.length) / bins) - 1);
    const inside = steps.slice(from, to + 1);
    const phaseId = inside.map(({ ordinal }) => phases[ordinal] ?? null).find((phase) => phase !== null) ?? null;
    const top = (index * height) / bins;
    return {
      from,
      to,
      top,
      height: Math.max(1, height / bins - GAP_PX),
      phaseId,
      isError: inside.some(({ isError }) => isError),
    };
  });
}

/** The step whose block holds this height; the nearest where there is none. */
export function stepAtHeight(blocks: readonly MinimapBlock[], y: number): number {
  const block = blocks.findLast(({ top }) => top <= y) ?? blocks[0];
  if (!block) return 0;
  const share = Math.min(1, Math.max(0, (y - block.top) / block.height));
  return block.from + Math.floor(share * (block.to - block.from + 0.999));
}
