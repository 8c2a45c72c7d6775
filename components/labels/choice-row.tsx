"use client";
import { clsx } from "clsx";
import { KeyCap } from "@/components/ui/key-cap";
import type { Label } from "@/lib/domain/labels/taxonomy";

type Props = {
  labels: readonly Label[];
  keys: readonly string[];
  chosen: string | null;
  isReadOnly: boolean;
  onChoose: (id: string) => void;
};

/** A few labels side by side, each with its key. */
export function ChoiceRow({ labels, keys, chosen, isReadOnly, onChoose }: Props) {
  return (
    <div className="flex flex-wrap gap-1">
      {labels.map(({ id, name, definition }, index) => (
        <button
          key={id}
          type="button"
          tabIndex={-1}
          title={definition}
          disabled={isReadOnly}
          aria-pressed={id === chosen}
          onClick={() => onChoose(id)}
          className={clsx(
            "flex h-6 items-center gap-1 rounded-control border pr-1.5 pl-1 text-small",
            id === chosen ? "border-accent-ink bg-selected font-semibold" : "border-line enabled:hover:bg-hover",
          )}
        >
          {keys[index] ? <KeyCap>{keys[index]}</KeyCap> : null}
          {name}
        </button>
      ))}
    </div>
  );
}
