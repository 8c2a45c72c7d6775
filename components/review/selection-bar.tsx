"use client";
import { Button } from "@/components/ui/button";
import { KeyCap } from "@/components/ui/key-cap";
import { Select } from "@/components/ui/select";
import { FINDING_KINDS, FindingKind, KIND_FACTS } from "@/lib/domain/governance/finding";
import type { SelectedText } from "./use-text-selection";

const BAR_PX = 40;

type Props = {
  selected: SelectedText;
  canCite: boolean;
  canMark: boolean;
  onCite: () => void;
  onGovernance: (kind: FindingKind) => void;
};

/** What can be done with the selected text, beside it and outside of the fence. */
export function SelectionBar({ selected: { rect }, canCite, canMark, onCite, onGovernance }: Props) {
  const top = rect.top > BAR_PX + 8 ? rect.top - BAR_PX : rect.bottom + 8;
  return (
    <div
      role="toolbar"
      aria-label="Selected text"
      // Keeps the selection while a button of the bar is pressed.
      onMouseDown={(event) => (event.target instanceof HTMLSelectElement ? undefined : event.preventDefault())}
      className="fixed z-30 flex items-center gap-1 rounded-panel border border-line bg-raised p-1 shadow-2"
      style={{ top, left: Math.max(8, rect.left) }}
    >
      {canCite ? (
        <Button size="small" hint={<KeyCap>v</KeyCap>} onClick={onCite}>
          Cite
        </Button>
      ) : null}
      {canMark ? (
        <Select
          label="Mark the selected text as"
          value=""
          className="text-small"
          options={[
            { value: "", name: "Must not leave…" },
            ...FINDING_KINDS.map((kind) => ({ value: kind, name: KIND_FACTS[kind].name })),
          ]}
          onChoose={(value) => (value === "" ? undefined : onGovernance(FindingKind.parse(value)))}
        />
      ) : null}
    </div>
  );
}
