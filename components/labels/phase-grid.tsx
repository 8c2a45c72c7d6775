"use client";
import { clsx } from "clsx";
import { KeyCap } from "@/components/ui/key-cap";
import { PhaseTile } from "@/components/ui/phase-tile";
import { DIGITS } from "@/lib/domain/keys/key-table";
import type { Label } from "@/lib/domain/labels/taxonomy";

type Props = { labels: readonly Label[]; chosen: string | null; isReadOnly: boolean; onChoose: (id: string) => void };

/** The phases in two columns as they lie on the keyboard: 1 to 5, then 6 to 0. */
export function PhaseGrid({ labels, chosen, isReadOnly, onChoose }: Props) {
  return (
    <div className="grid grid-flow-col grid-cols-2 grid-rows-5 gap-x-1">
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
            "flex h-7 min-w-0 items-center gap-1.5 rounded-control border px-1 text-left wide:gap-2 wide:px-1.5",
            id === chosen ? "border-accent-ink bg-selected font-semibold" : "border-transparent enabled:hover:bg-hover",
          )}
        >
          <KeyCap>{DIGITS[index] ?? ""}</KeyCap>
          <PhaseTile phaseId={id} />
          <span className="min-w-0 grow truncate">{name}</span>
        </button>
      ))}
    </div>
  );
}
