import { clsx } from "clsx";
import type { Severity } from "@/lib/domain/labels/mark-value";

const LOOKS: Record<Severity, string> = {
  low: "border-line-strong text-fg-2",
  medium: "border-warn bg-warn-soft text-warn-ink",
  high: "border-err-ink bg-err-ink text-content",
};

/** L, M or H: outlined, tinted, solid, so that it reads without hue. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <span
      title={`${severity} severity`}
      className={clsx(
        "inline-flex size-4 shrink-0 items-center justify-center rounded-tile border text-micro font-semibold",
        LOOKS[severity],
      )}
    >
      <span aria-hidden>{severity.charAt(0).toUpperCase()}</span>
      <span className="sr-only">{severity} severity</span>
    </span>
  );
}
