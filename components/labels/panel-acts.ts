import type { Citation } from "@/lib/domain/labels/mark-value";
import type { Standing } from "@/lib/domain/review/acts";
import type { Said } from "@/lib/domain/review/gesture";

/** What the sections of the panel may do; the hook that holds the review gives it. */
export type PanelActs = {
  say: (said: readonly Said[]) => void;
  /** Evidence goes to this mark from now on. */
  focusMark: (mark: Standing) => void;
  goTo: (ordinal: number) => void;
  quoteOf: (citation: Citation) => string | null;
};
