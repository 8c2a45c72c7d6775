"use client";
import { useState } from "react";
import { KeyCap } from "@/components/ui/key-cap";
import { FAILURE } from "@/lib/domain/labels/default-taxonomy";
import type { DimensionOf } from "@/lib/domain/labels/taxonomy";
import { FAILURE_KEYS } from "@/lib/domain/keys/key-table";
import type { Lane } from "@/lib/domain/record/run";
import { marksAt, type Standing } from "@/lib/domain/review/acts";
import { placeKey } from "@/lib/domain/review/gesture";
import { ChoiceButton } from "./choice-button";
import { FailureCard } from "./failure-card";
import type { PanelActs } from "./panel-acts";

type Props = {
  dimension: DimensionOf<"failure">;
  marks: readonly Standing[];
  ordinal: number;
  lanes: readonly Lane[];
  focusedMark: string | null;
  isOpen: boolean;
  isReadOnly: boolean;
  acts: PanelActs;
  onAdd: (label: string) => void;
};

/** The failures at the step and the one in focus, and every type to choose from while the section is in focus. */
export function FailureSection({
  dimension,
  marks,
  ordinal,
  lanes,
  focusedMark,
  isOpen,
  isReadOnly,
  acts,
  onAdd,
}: Props) {
  const [text, setText] = useState("");
  const inFocus = marks.find((mark) => mark.dimension === FAILURE && placeKey(mark) === focusedMark);
  const here = marksAt(marks, FAILURE, ordinal);
  const shown = inFocus && !here.includes(inFocus) ? [inFocus, ...here] : here;
  const total = marks.filter((mark) => mark.dimension === FAILURE).length;
  const fitting = dimension.labels.filter(
    ({ name, isDeprecated }) => !isDeprecated && name.includes(text.toLowerCase()),
  );
  return (
    <>
      {shown.length === 0 ? (
        <p className="text-small text-fg-3">{total === 0 ? "none" : `none at this step, ${total} in the run`}</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {shown.map((mark) =>
            mark.value.type === "failure" ? (
              <FailureCard
                key={placeKey(mark)}
                mark={mark}
                value={mark.value}
                label={dimension.labels.find(({ id }) => id === mark.variant) ?? null}
                ordinal={ordinal}
                lanes={lanes}
                isInFocus={mark === inFocus}
                isReadOnly={isReadOnly}
                acts={acts}
              />
            ) : null,
          )}
        </ul>
      )}
      {isOpen && !isReadOnly ? (
        <>
          <input
            aria-label="Find a failure type"
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder="Find a type"
            className="mt-1 h-7 w-full rounded-control border border-control bg-raised px-2 text-small placeholder:text-fg-3"
          />
          <div className="mt-1 grid max-h-44 grid-cols-2 gap-x-1 overflow-auto">
            {fitting.map((label) => (
              <ChoiceButton
                key={label.id}
                label={label}
                isChosen={here.some(({ variant }) => variant === label.id)}
                isReadOnly={false}
                onChoose={onAdd}
                className="h-6 gap-1.5 px-1 text-left text-small not-aria-pressed:border-transparent"
              >
                <KeyCap>{FAILURE_KEYS[dimension.labels.indexOf(label)] ?? ""}</KeyCap>
                <span className="min-w-0 grow truncate">{label.name}</span>
              </ChoiceButton>
            ))}
          </div>
        </>
      ) : null}
    </>
  );
}
