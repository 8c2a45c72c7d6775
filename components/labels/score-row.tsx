"use client";
import { clsx } from "clsx";
import type { KeyboardEvent } from "react";

type Props = {
  min: number;
  max: number;
  chosen: number | null;
  isReadOnly: boolean;
  onChoose: (score: number) => void;
};

/** The score as a radio group: one tab stop, arrows move and choose. */
export function ScoreRow({ min, max, chosen, isReadOnly, onChoose }: Props) {
  const scores = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (by === undefined || isReadOnly) return;
    event.preventDefault();
    onChoose(Math.min(max, Math.max(min, (chosen ?? min - 1) + by)));
  };
  return (
    <div
      role="radiogroup"
      aria-label={`Score ${min} to ${max}`}
      onKeyDown={move}
      className="flex overflow-hidden rounded-control border border-line"
    >
      {scores.map((score) => (
        <button
          key={score}
          type="button"
          role="radio"
          aria-checked={score === chosen}
          disabled={isReadOnly}
          tabIndex={score === (chosen ?? min) ? 0 : -1}
          onClick={() => onChoose(score)}
          className={clsx(
            "h-6 min-w-5 grow border-l border-line text-small first:border-l-0",
            score === chosen
              ? "bg-selected font-semibold shadow-[inset_0_0_0_1px_var(--rt-accent-ink)]"
              : "enabled:hover:bg-hover",
          )}
        >
          {score}
        </button>
      ))}
    </div>
  );
}
