"use client";
import { clsx } from "clsx";
import { Check } from "lucide-react";
import { formatCount } from "@/components/ui/format";
import { outcomeWord } from "@/components/ui/outcome-badge";
import type { LibraryFilter } from "@/lib/api/contract/trajectories";
import { GATE_WORDS, GateState } from "@/lib/domain/governance/clearance";
import { Outcome } from "@/lib/domain/record/trajectory";

type Facet = { value: string; count: number }[];
type Props = {
  facets: Record<"outcome" | "agent" | "format" | "labelled" | "failures" | "gate", Facet>;
  filter: LibraryFilter;
  onChange: (part: Partial<LibraryFilter>) => void;
};

const FAILURES = { none: "None marked", some: "Some marked" } as const;
const SHARES = { none: "Not labelled", some: "Begun", all: "All steps" } as const;

/** One choice of each kind narrows the list; choosing it again lets go. */
export function Facets({ facets, filter, onChange }: Props) {
  return (
    <aside
      aria-label="Filters"
      className="hidden w-52 shrink-0 flex-col gap-4 overflow-auto border-r border-line p-3 compact:flex"
    >
      <Group
        title="Outcome"
        options={facets.outcome.map(({ value, count }) => ({ value, count, name: outcomeWord(Outcome.parse(value)) }))}
        chosen={filter.outcome}
        onChoose={(value) => onChange({ outcome: Outcome.optional().parse(value) })}
      />
      <Group
        title="Agent"
        options={facets.agent.map(({ value, count }) => ({ value, count, name: value }))}
        chosen={filter.agent}
        isMono
        onChoose={(agent) => onChange({ agent })}
      />
      <Group
        title="Labelled"
        options={facets.labelled.map(({ value, count }) => ({
          value,
          count,
          name: value in SHARES ? SHARES[value as keyof typeof SHARES] : value,
        }))}
        chosen={filter.labelled}
        onChoose={(value) => onChange({ labelled: value as LibraryFilter["labelled"] })}
      />
      <Group
        title="Failures"
        options={facets.failures.map(({ value, count }) => ({
          value,
          count,
          name: value in FAILURES ? FAILURES[value as keyof typeof FAILURES] : value,
        }))}
        chosen={filter.failures}
        onChoose={(value) => onChange({ failures: value as LibraryFilter["failures"] })}
      />
      <Group
        title="Governance"
        options={facets.gate.map(({ value, count }) => ({ value, count, name: gateWord(value) }))}
        chosen={filter.gate}
        onChoose={(value) => onChange({ gate: GateState.optional().parse(value) })}
      />
      <Group
        title="Format"
        options={facets.format.map(({ value, count }) => ({ value, count, name: value }))}
        chosen={filter.format}
        isMono
        onChoose={(format) => onChange({ format })}
      />
    </aside>
  );
}

function gateWord(value: string): string {
  const words = GATE_WORDS[GateState.parse(value)];
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type GroupProps = {
  title: string;
  options: { value: string; name: string; count: number }[];
  chosen: string | undefined;
  isMono?: boolean;
  onChoose: (value: string | undefined) => void;
};

function Group({ title, options, chosen, isMono = false, onChoose }: GroupProps) {
  if (options.length === 0) return null;
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-semibold">{title}</legend>
      {options.map(({ value, name, count }) => (
        <button
          key={value}
          type="button"
          role="checkbox"
          aria-checked={value === chosen}
          onClick={() => onChoose(value === chosen ? undefined : value)}
          className="flex h-6 w-full items-center gap-2 rounded-control px-1 text-left hover:bg-hover"
        >
          <span
            className={clsx(
              "flex size-3.5 shrink-0 items-center justify-center rounded-tile border",
              value === chosen ? "border-accent bg-accent text-on-accent" : "border-control bg-raised",
            )}
          >
            {value === chosen ? <Check size={10} strokeWidth={3} aria-hidden /> : null}
          </span>
          <span className={clsx("min-w-0 grow truncate", isMono && "font-mono text-code")}>{name}</span>
          <span className="text-small text-fg-3">{formatCount(count)}</span>
        </button>
      ))}
    </fieldset>
  );
}
