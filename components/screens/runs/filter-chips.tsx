"use client";
import { X } from "lucide-react";
import { formatCount } from "@/components/ui/format";
import { outcomeWord } from "@/components/ui/outcome-badge";
import type { LibraryFilter } from "@/lib/api/contract/trajectories";
import { GATE_WORDS } from "@/lib/domain/governance/clearance";

type Props = {
  filter: LibraryFilter;
  matching: number;
  total: number;
  onChange: (part: Partial<LibraryFilter>) => void;
};

/** What the list is narrowed by, each with its way out, and how many that leaves. */
export function FilterChips({ filter, matching, total, onChange }: Props) {
  const chips = [
    filter.q ? { name: `text: ${filter.q}`, part: { q: undefined } } : null,
    filter.outcome
      ? { name: `outcome: ${outcomeWord(filter.outcome).toLowerCase()}`, part: { outcome: undefined } }
      : null,
    filter.agent ? { name: `agent: ${filter.agent}`, part: { agent: undefined } } : null,
    filter.labelled ? { name: `labelled: ${filter.labelled}`, part: { labelled: undefined } } : null,
    filter.failures ? { name: `failures: ${filter.failures}`, part: { failures: undefined } } : null,
    filter.gate ? { name: `governance: ${GATE_WORDS[filter.gate]}`, part: { gate: undefined } } : null,
    filter.format ? { name: `format: ${filter.format}`, part: { format: undefined } } : null,
  ].filter((chip) => chip !== null);
  return (
    <div className="flex h-9 shrink-0 items-center gap-2 border-b border-line px-4">
      {chips.map(({ name, part }) => (
        <button
          key={name}
          type="button"
          onClick={() => onChange(part)}
          className="flex h-6 max-w-60 items-center gap-1 rounded-tile bg-accent-soft px-1.5 text-small text-accent-ink"
          aria-label={`Remove filter ${name}`}
        >
          <span className="truncate">{name}</span>
          <X size={12} aria-hidden className="shrink-0" />
        </button>
      ))}
      <span role="status" className="whitespace-nowrap text-small text-fg-3">
        {formatCount(matching)} of {formatCount(total)}
      </span>
    </div>
  );
}
