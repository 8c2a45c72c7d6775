"use client";
import { clsx } from "clsx";
import { Trash2 } from "lucide-react";
import { Select } from "@/components/ui/select";
import { SeverityMark } from "@/components/ui/severity-mark";
import { changeFailure, type Standing, toggleCitation } from "@/lib/domain/review/acts";
import { type FailureValue, SEVERITIES } from "@/lib/domain/labels/mark-value";
import type { Label } from "@/lib/domain/labels/taxonomy";
import type { Lane } from "@/lib/domain/record/run";
import { EvidenceChips } from "./evidence-chips";
import type { PanelActs } from "./panel-acts";

type Props = {
  mark: Standing;
  value: FailureValue;
  label: Label | null;
  ordinal: number;
  lanes: readonly Lane[];
  isInFocus: boolean;
  isReadOnly: boolean;
  acts: PanelActs;
};

/** One failure: what, how badly, by whom, where it was decided, and where it shows. */
export function FailureCard({ mark, value, label, ordinal, lanes, isInFocus, isReadOnly, acts }: Props) {
  const change = (part: Parameters<typeof changeFailure>[1]) => acts.say([changeFailure(mark, part)]);
  const name = label?.name ?? value.label;
  return (
    <li
      aria-current={isInFocus}
      onFocus={() => acts.focusMark(mark)}
      className={clsx("rounded-control border bg-raised px-2 py-1", isInFocus ? "border-accent-ink" : "border-line")}
    >
      <div className="flex h-6 items-center gap-2">
        <button
          type="button"
          onClick={() => acts.focusMark(mark)}
          className="min-w-0 grow truncate text-left font-semibold"
          title={label?.definition}
        >
          {name}
        </button>
        <div role="radiogroup" aria-label={`Severity of ${name}`} className="flex gap-0.5">
          {SEVERITIES.map((severity) => (
            <button
              key={severity}
              type="button"
              role="radio"
              aria-checked={severity === value.severity}
              aria-label={severity}
              disabled={isReadOnly}
              onClick={() => change({ severity })}
              className={clsx(
                "flex size-6 items-center justify-center rounded-control",
                severity !== value.severity && "opacity-100 grayscale",
              )}
            >
              {severity === value.severity ? (
                <SeverityMark severity={severity} />
              ) : (
                <span className="text-small text-fg-3">{severity.charAt(0).toUpperCase()}</span>
              )}
            </button>
          ))}
        </div>
        {isReadOnly ? null : (
          <button
            type="button"
            aria-label={`Take back ${name}`}
            onClick={() => acts.say([{ ...placeOf(mark), value: null }])}
            className="flex size-6 shrink-0 items-center justify-center rounded-control text-fg-3 hover:bg-hover"
          >
            <Trash2 size={12} aria-hidden />
          </button>
        )}
      </div>
      <div className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 text-small text-fg-2">
        {lanes.length > 1 ? (
          <Select
            label={`Responsible for ${name}`}
            className="h-6 text-small"
            disabled={isReadOnly}
            value={value.lane === null ? "" : String(value.lane)}
            options={[
              { value: "", name: "nobody in the run" },
              ...lanes.map((lane, at) => ({ value: String(at), name: lane.name })),
            ]}
            onChoose={(lane) => change({ lane: lane === "" ? null : Number(lane) })}
          />
        ) : null}
        <button
          type="button"
          disabled={isReadOnly}
          aria-pressed={value.decisiveOrdinal !== null}
          onClick={() => change({ decisiveOrdinal: value.decisiveOrdinal === ordinal ? null : ordinal })}
          className="min-h-6 rounded-control px-1 hover:bg-hover aria-pressed:font-semibold"
        >
          {value.decisiveOrdinal === null
            ? `decided at step ${ordinal + 1}?`
            : `decided at step ${value.decisiveOrdinal + 1}`}
        </button>
      </div>
      <EvidenceChips
        evidence={value.evidence}
        isReadOnly={isReadOnly}
        quoteOf={acts.quoteOf}
        onGoTo={acts.goTo}
        onRemove={(citation) => acts.say([toggleCitation(mark, citation)])}
      />
    </li>
  );
}

function placeOf({ dimension, variant, anchor }: Standing) {
  return variant === undefined ? { dimension, anchor } : { dimension, variant, anchor };
}
