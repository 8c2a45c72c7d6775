"use client";
import { useEffect, useState } from "react";
import { Field } from "@/components/ui/field";
import { outcomeWord } from "@/components/ui/outcome-badge";
import { Select } from "@/components/ui/select";
import { DEFAULT_TAXONOMY, OUTCOME } from "@/lib/domain/labels/default-taxonomy";
import { findDimension } from "@/lib/domain/labels/taxonomy";
import { OUTCOMES, Outcome } from "@/lib/domain/record/trajectory";
import type { Filter } from "./query-url";

const PAUSE_MS = 300;
const ANY = { value: "", name: "any" };

const teachings = () => {
  const dimension = findDimension(DEFAULT_TAXONOMY, OUTCOME);
  return dimension?.valueType === "label" ? dimension.labels : [];
};

/** What narrows a dataset; every part is in the address. */
export function FilterForm({ filter, onChange }: { filter: Filter; onChange: (part: Filter) => void }) {
  return (
    <aside aria-label="Filter" className="flex w-60 shrink-0 flex-col gap-3 overflow-auto border-r border-line p-3">
      <LateField label="Task, name, model" value={filter.q ?? ""} onLate={(q) => onChange({ q: q || undefined })} />
      <Labelled label="Outcome">
        <Select
          label="Outcome"
          value={filter.outcome ?? ""}
          options={[ANY, ...OUTCOMES.map((value) => ({ value, name: outcomeWord(value).toLowerCase() }))]}
          onChoose={(value) => onChange({ outcome: value === "" ? undefined : Outcome.parse(value) })}
        />
      </Labelled>
      <Labelled label="What it teaches, by a submitted review">
        <Select
          label="What it teaches"
          value={filter.teaches ?? ""}
          options={[ANY, ...teachings().map(({ id, name }) => ({ value: id, name }))]}
          onChoose={(value) => onChange({ teaches: value || undefined })}
        />
      </Labelled>
      <LateField label="Agent" value={filter.agent ?? ""} onLate={(agent) => onChange({ agent: agent || undefined })} />
      <div className="grid grid-cols-2 gap-2">
        <LateField
          label="Steps from"
          type="number"
          value={filter.minSteps?.toString() ?? ""}
          onLate={(text) => onChange({ minSteps: toCount(text) })}
        />
        <LateField
          label="to"
          type="number"
          value={filter.maxSteps?.toString() ?? ""}
          onLate={(text) => onChange({ maxSteps: toCount(text) })}
        />
      </div>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={filter.reviewed === "yes"}
          onChange={(event) => onChange({ reviewed: event.target.checked ? "yes" : undefined })}
        />
        Only runs with a submitted review
      </label>
      <p className="text-small text-fg-3">
        Runs that are not cleared stay out whatever the filter says, counted by reason.
      </p>
    </aside>
  );
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <span className="text-small text-fg-2">{label}</span>
      {children}
    </div>
  );
}

type LateProps = { label: string; value: string; type?: "text" | "number"; onLate: (value: string) => void };

/** A field whose value is taken over when typing pauses. */
function LateField({ label, value, type = "text", onLate }: LateProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => (typed.trim() === value ? undefined : onLate(typed.trim())), PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <Field
      label={label}
      type={type}
      min={0}
      maxLength={200}
      value={typed}
      className="min-w-0"
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}

function toCount(text: string): number | undefined {
  const count = Number(text);
  return text === "" || !Number.isInteger(count) || count < 0 ? undefined : count;
}
