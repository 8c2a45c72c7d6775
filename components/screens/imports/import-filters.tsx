"use client";
import { useEffect, useState } from "react";
import { Select } from "@/components/ui/select";
import { ImportFileFilter, type ImportSummary } from "@/lib/api/contract/imports";

const TYPING_PAUSE_MS = 250;

const STATUSES = [
  ["", "all states"],
  ["in_progress", "in progress"],
  ["stored", "stored"],
  ["attached", "attached"],
  ["skipped", "skipped"],
  ["quarantined", "quarantined"],
  ["rejected", "rejected"],
  ["unpacked", "archives"],
] as const;

type Props = {
  filter: ImportFileFilter;
  formats: ImportSummary["formats"];
  onChange: (filter: ImportFileFilter) => void;
};

/** Which files of an import are shown. */
export function ImportFilters({ filter, formats, onChange }: Props) {
  const narrow = (part: { [K in keyof ImportFileFilter]?: string }) => {
    const next = Object.entries({ ...filter, ...part }).filter(([, value]) => value !== "");
    onChange(ImportFileFilter.parse(Object.fromEntries(next)));
  };
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 py-1">
      <Select
        label="State"
        value={filter.status ?? ""}
        options={STATUSES.map(([value, name]) => ({ value, name }))}
        onChoose={(status) => narrow({ status })}
      />
      <Select
        label="Format"
        value={filter.format ?? ""}
        options={[
          { value: "", name: "all formats" },
          ...formats.map(({ formatId, files }) => ({ value: formatId, name: `${formatId} (${files})` })),
        ]}
        onChoose={(format) => narrow({ format })}
      />
      <TypedFilter label="File name" text={filter.q ?? ""} onType={(q) => narrow({ q })} />
      <TypedFilter label="Problem code" text={filter.problem ?? ""} onType={(problem) => narrow({ problem })} />
    </div>
  );
}

function TypedFilter({ label, text, onType }: { label: string; text: string; onType: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => (typed.trim() === text ? undefined : onType(typed.trim())), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <input
      aria-label={label}
      placeholder={label}
      value={typed}
      maxLength={60}
      onChange={(event) => setTyped(event.target.value)}
      className="h-7 w-44 min-w-0 rounded-control border border-control bg-raised px-2 placeholder:text-fg-3"
    />
  );
}
