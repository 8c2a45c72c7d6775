"use client";
import { Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { KeyCap } from "@/components/ui/key-cap";
import { Select } from "@/components/ui/select";
import { RECOVERY } from "@/lib/domain/labels/default-taxonomy";
import type { RecoveryValue } from "@/lib/domain/labels/mark-value";
import type { DimensionOf } from "@/lib/domain/labels/taxonomy";
import { marksAt, type Standing } from "@/lib/domain/review/acts";
import { placeKey } from "@/lib/domain/review/gesture";
import { ChoiceRow } from "./choice-row";
import type { PanelActs } from "./panel-acts";

type Props = {
  dimension: DimensionOf<"recovery">;
  marks: readonly Standing[];
  ordinal: number;
  /** Where a range was begun that has no end yet. */
  pendingFrom: number | null;
  isReadOnly: boolean;
  acts: PanelActs;
  onRange: () => void;
  onCancelRange: () => void;
};

/** Recoveries that the step is part of: from the trouble to its end, what it was and how it went. */
export function RecoverySection({
  dimension,
  marks,
  ordinal,
  pendingFrom,
  isReadOnly,
  acts,
  onRange,
  onCancelRange,
}: Props) {
  const here = marksAt(marks, RECOVERY, ordinal);
  const total = marks.filter((mark) => mark.dimension === RECOVERY).length;
  return (
    <>
      {here.length === 0 && pendingFrom === null ? (
        <p className="text-small text-fg-3">{total === 0 ? "none" : `none at this step, ${total} in the run`}</p>
      ) : null}
      <ul className="flex flex-col gap-1">
        {here.map((mark) =>
          mark.value.type === "recovery" ? (
            <RecoveryCard
              key={placeKey(mark)}
              dimension={dimension}
              mark={mark}
              value={mark.value}
              isReadOnly={isReadOnly}
              acts={acts}
            />
          ) : null,
        )}
      </ul>
      {isReadOnly ? null : pendingFrom === null ? (
        <Button size="small" variant="quiet" hint={<KeyCap>m</KeyCap>} onClick={onRange}>
          Begin a recovery at step {ordinal + 1}
        </Button>
      ) : (
        <p role="status" className="flex flex-wrap items-center gap-1 text-small">
          Recovery from step {pendingFrom + 1}
          <Button size="small" hint={<KeyCap>m</KeyCap>} onClick={onRange}>
            End at step {ordinal + 1}
          </Button>
          <Button size="small" variant="quiet" hint={<KeyCap>Esc</KeyCap>} onClick={onCancelRange}>
            Cancel
          </Button>
        </p>
      )}
    </>
  );
}

type CardProps = {
  dimension: DimensionOf<"recovery">;
  mark: Standing;
  value: RecoveryValue;
  isReadOnly: boolean;
  acts: PanelActs;
};

function RecoveryCard({ dimension, mark, value, isReadOnly, acts }: CardProps) {
  const { dimension: id, anchor } = mark;
  const say = (part: Partial<RecoveryValue>) => acts.say([{ dimension: id, anchor, value: { ...value, ...part } }]);
  const words = anchor.target === "range" ? `Steps ${anchor.from + 1}–${anchor.to + 1}` : "Range";
  return (
    <li className="rounded-control border border-line bg-raised px-2 py-1">
      <div className="flex h-8 items-center gap-2">
        <button
          type="button"
          className="shrink-0 font-semibold"
          onClick={() => acts.goTo(anchor.target === "range" ? anchor.from : 0)}
        >
          {words}
        </button>
        <Select
          label={`What steps ${words} recovered from`}
          className="h-6 min-w-0 grow text-small"
          disabled={isReadOnly}
          value={value.errorType ?? ""}
          options={[
            ...(value.errorType === null ? [{ value: "", name: "from what?" }] : []),
            ...dimension.labels.map((label) => ({ value: label.id, name: label.name })),
          ]}
          onChoose={(errorType) => say({ errorType: errorType === "" ? null : errorType })}
        />
        {isReadOnly ? null : (
          <button
            type="button"
            aria-label={`Take back the recovery of ${words.toLowerCase()}`}
            onClick={() => acts.say([{ dimension: id, anchor, value: null }])}
            className="flex size-6 shrink-0 items-center justify-center rounded-control text-fg-3 hover:bg-hover"
          >
            <Trash2 size={12} aria-hidden />
          </button>
        )}
      </div>
      <div role="group" aria-label={`How ${words.toLowerCase()} went`}>
        <ChoiceRow
          labels={dimension.results}
          keys={[]}
          chosen={value.result}
          isReadOnly={isReadOnly}
          isTabStop
          onChoose={(result) => say({ result: value.result === result ? null : result })}
        />
      </div>
    </li>
  );
}
