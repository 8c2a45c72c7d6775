import type { Anchor } from "@/lib/domain/labels/anchor";

/** A place in words, steps counted as people do. */
export function whereOf(anchor: Anchor): string {
  switch (anchor.target) {
    case "trajectory":
      return "the whole run";
    case "lane":
      return `agent ${anchor.lane + 1}`;
    case "step":
      return `step ${anchor.ordinal + 1}`;
    case "text":
      return `words in the ${anchor.field} of step ${anchor.ordinal + 1}`;
    case "range":
      return `steps ${anchor.from + 1} to ${anchor.to + 1}`;
    case "gap":
      return `between steps ${anchor.after + 1} and ${anchor.after + 2}`;
    case "link":
      return `from step ${anchor.from + 1} to step ${anchor.to + 1}`;
  }
}
