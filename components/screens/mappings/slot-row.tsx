"use client";
import { clsx } from "clsx";
import { X } from "lucide-react";
import { ImportedText } from "@/components/ui/imported-text";

type Props = {
  name: string;
  hint: string;
  place: string | undefined;
  isInHand: boolean;
  onTake: () => void;
  onClear?: (() => void) | undefined;
};

/** One slot: what it is, and the field that fills it. Pressed, the next field chosen in the tree is its own. */
export function SlotRow({ name, hint, place, isInHand, onTake, onClear }: Props) {
  return (
    <li
      className={clsx(
        "flex min-h-7 items-center border-b border-line last:border-b-0",
        isInHand && "bg-selected shadow-[inset_3px_0_0_var(--rt-accent-ink)]",
      )}
    >
      <button
        type="button"
        aria-pressed={isInHand}
        onClick={onTake}
        title={hint || undefined}
        className="flex min-h-7 min-w-0 grow items-center gap-2 px-3 text-left hover:bg-hover"
      >
        <span className={clsx("w-24 shrink-0", isInHand ? "font-semibold" : "text-fg-2")}>{name}</span>
        {place === undefined ? (
          <span className="min-w-0 truncate text-small text-fg-3">{isInHand ? "choose a field" : hint}</span>
        ) : (
          <ImportedText className="text-code">{place}</ImportedText>
        )}
      </button>
      {place !== undefined && onClear ? (
        <button
          type="button"
          aria-label={`Clear ${name}`}
          onClick={onClear}
          className="mr-1 flex size-6 shrink-0 items-center justify-center rounded-control text-fg-3 hover:bg-hover"
        >
          <X size={14} aria-hidden />
        </button>
      ) : null}
    </li>
  );
}
