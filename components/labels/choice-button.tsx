"use client";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { Label } from "@/lib/domain/labels/taxonomy";

type Props = {
  label: Label;
  isChosen: boolean;
  isReadOnly: boolean;
  isTabStop?: boolean;
  onChoose: (id: string) => void;
  className: string;
  children: ReactNode;
};

/** One label that can be said: pressed is said, its definition on hover. Keys reach it, Tab passes it by. */
export function ChoiceButton({ label, isChosen, isReadOnly, isTabStop = false, onChoose, className, children }: Props) {
  return (
    <button
      type="button"
      tabIndex={isTabStop ? 0 : -1}
      title={label.definition}
      disabled={isReadOnly}
      aria-pressed={isChosen}
      onClick={() => onChoose(label.id)}
      className={clsx(
        "flex min-w-0 items-center rounded-control border",
        isChosen ? "border-accent-ink bg-selected font-semibold" : "border-line enabled:hover:bg-hover",
        className,
      )}
    >
      {children}
    </button>
  );
}
