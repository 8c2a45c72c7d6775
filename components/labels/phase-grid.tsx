"use client";
import { KeyCap } from "@/components/ui/key-cap";
import { PhaseTile } from "@/components/ui/phase-tile";
import { DIGITS } from "@/lib/domain/keys/key-table";
import type { Label } from "@/lib/domain/labels/taxonomy";
import { ChoiceButton } from "./choice-button";

type Props = {
  labels: readonly Label[];
  chosen: string | null;
  isReadOnly: boolean;
  onChoose: (id: string) => void;
};

/** The phases in two columns as they lie on the keyboard: 1 to 5, then 6 to 0. */
export function PhaseGrid({ labels, chosen, isReadOnly, onChoose }: Props) {
  return (
    <div className="grid grid-flow-col grid-cols-[minmax(0,1.14fr)_minmax(0,1fr)] grid-rows-5 gap-x-1">
      {labels.map((label, index) => (
        <ChoiceButton
          key={label.id}
          label={label}
          isChosen={label.id === chosen}
          isReadOnly={isReadOnly}
          onChoose={onChoose}
          className="h-7 gap-1.5 px-1 text-left not-aria-pressed:border-transparent wide:gap-2 wide:px-1.5"
        >
          <KeyCap>{DIGITS[index] ?? ""}</KeyCap>
          <PhaseTile phaseId={label.id} />
          <span className="min-w-0 grow truncate">{label.name}</span>
        </ChoiceButton>
      ))}
    </div>
  );
}
