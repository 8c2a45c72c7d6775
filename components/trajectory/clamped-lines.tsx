"use client";
import { ChevronDown, ChevronUp } from "lucide-react";
import { type ReactNode, useState } from "react";
import { formatCount } from "@/components/ui/format";

type Props = {
  lines: readonly ReactNode[];
  maxLines: number;
  /** UTF-16 units of the field that have not been fetched yet. */
  missingUnits: number;
  /** Fetches the rest; expanding waits for it. */
  onExpand?: () => void;
  note?: ReactNode;
};

/** Lines of a zone, a screenful at first, with what is left said in words. Few lines more are simply shown. */
export function ClampedLines({ lines, maxLines, missingUnits, onExpand, note }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const isLong = lines.length > maxLines + 3 || missingUnits > 0;
  const shown = isLong && !isOpen ? lines.slice(0, maxLines) : lines;
  const hidden = lines.length - shown.length;
  const toggle = () => {
    if (!isOpen && missingUnits > 0) onExpand?.();
    setIsOpen(!isOpen);
  };
  return (
    <>
      {shown}
      {isLong || note ? (
        <div className="flex min-h-6 items-center gap-2 font-sans text-small text-fg-3">
          {isLong ? (
            <button
              type="button"
              onClick={toggle}
              className="flex min-h-6 items-center gap-1 rounded-control text-accent-ink"
            >
              {isOpen ? <ChevronUp size={12} aria-hidden /> : <ChevronDown size={12} aria-hidden />}
              {isOpen ? "show less" : describe(hidden, missingUnits)}
            </button>
          ) : null}
          <span className="grow" />
          {note}
        </div>
      ) : null}
    </>
  );
}

function describe(hiddenLines: number, missingUnits: number): string {
  const more = missingUnits > 0 ? `${formatCount(missingUnits)} more characters` : "";
  if (hiddenLines === 0) return more;
  return `${formatCount(hiddenLines)} more ${hiddenLines === 1 ? "line" : "lines"}${more ? `, ${more} not loaded` : ""}`;
}
