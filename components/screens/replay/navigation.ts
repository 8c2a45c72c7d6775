import type { OutlineStep } from "@/components/trajectory/outline";
import type { Command } from "@/lib/domain/keys/key-table";

/**
 * Where a move leads, as a position in the shown steps; the same position where there is nowhere to go, null where the
 * command is no move.
 */
export function moveFrom(
  command: Command,
  steps: readonly OutlineStep[],
  phases: readonly (string | null)[],
  current: number,
): number | null {
  const find = (by: 1 | -1, fits: (step: OutlineStep) => boolean) => {
    for (let at = current + by; at >= 0 && at < steps.length; at += by) {
      const step = steps[at];
      if (step && fits(step)) return at;
    }
    return current;
  };
  const isUnlabelled = ({ ordinal }: OutlineStep) => (phases[ordinal] ?? null) === null;
  const isOtherLane = ({ lane }: OutlineStep) => lane !== steps[current]?.lane;
  switch (command.type) {
    case "next-step":
      return Math.max(0, Math.min(steps.length - 1, current + 1));
    case "previous-step":
      return Math.max(0, current - 1);
    case "next-unlabelled":
      return find(1, isUnlabelled);
    case "previous-unlabelled":
      return find(-1, isUnlabelled);
    case "next-error":
      return find(1, ({ isError }) => isError);
    case "first-step":
      return 0;
    case "last-step":
      return Math.max(0, steps.length - 1);
    case "next-lane":
      return find(1, isOtherLane);
    case "previous-lane":
      return find(-1, isOtherLane);
    default:
      return null;
  }
}
