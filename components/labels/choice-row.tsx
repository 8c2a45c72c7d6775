"use client";
import { KeyCap } from "@/components/ui/key-cap";
import type { Label } from "@/lib/domain/labels/taxonomy";
import { ChoiceButton } from "./choice-button";

type Props = {
  labels: readonly Label[];
  keys: readonly string[];
  /** One label, or several where the dimension takes them. */
  chosen: string | null | ReadonlySet<string>;
  isReadOnly: boolean;
  /** Reached by Tab, where no key of its own says the label. */
  isTabStop?: boolean;
  onChoose: (id: string) => void;
};

/** A few labels side by side, each with its key. */
export function ChoiceRow({ labels, keys, chosen, isReadOnly, isTabStop = false, onChoose }: Props) {
  return (
    <div className="flex flex-wrap gap-1">
      {labels.map((label, index) => (
        <ChoiceButton
          key={label.id}
          label={label}
          isChosen={typeof chosen === "object" ? (chosen?.has(label.id) ?? false) : label.id === chosen}
          isTabStop={isTabStop}
          isReadOnly={isReadOnly}
          onChoose={onChoose}
          className="h-6 gap-1 pr-1.5 pl-1 text-small"
        >
          {keys[index] ? <KeyCap>{keys[index]}</KeyCap> : null}
          {label.name}
        </ChoiceButton>
      ))}
    </div>
  );
}
