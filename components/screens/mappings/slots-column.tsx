"use client";
import { Fragment, type ReactNode } from "react";
import { Select } from "@/components/ui/select";
import type { MappingDraft } from "@/lib/domain/mapping/field-mapping";
import { clearSlot, cutRuns, placeOf, type Slot } from "@/lib/domain/mapping/point-at";
import { RolesTable } from "./roles-table";
import { BY_WORD, CUTS, describeSteps, RUN_WORDS, STEP_WORDS, UNIT_WORDS } from "./slot-words";
import { SlotRow } from "./slot-row";

type Props = {
  draft: MappingDraft;
  isLines: boolean;
  inHand: Slot;
  roleValues: readonly string[];
  onTake: (slot: Slot) => void;
  onChange: (draft: MappingDraft) => void;
};

/** What a mapping says, slot by slot. The slot in hand gets the next field that is chosen in the tree. */
export function SlotsColumn({ draft, isLines, inHand, roleValues, onTake, onChange }: Props) {
  const row = ({ slot, name, hint }: { slot: Slot; name: string; hint: string }) => (
    <SlotRow
      key={slot}
      name={name}
      hint={hint}
      place={placeOf(draft, slot)}
      isInHand={inHand === slot}
      onTake={() => onTake(slot)}
      onClear={() => onChange(clearSlot(draft, slot))}
    />
  );
  const hasListOfSteps = draft.runs.at !== "log" && !(draft.runs.at === "rows" && isLines);
  const units = Object.entries(UNIT_WORDS).map(([value, name]) => ({ value, name }));
  return (
    <div className="min-h-0 grow overflow-auto">
      <Group title="Where runs are">
        <li className="border-b border-line px-3 py-1.5">
          <Select
            label="Where runs are"
            value={draft.runs.at}
            className="w-full"
            options={CUTS.filter((cut) => cut.isLines === isLines).map(({ at, name }) => ({ value: at, name }))}
            onChoose={(value) => {
              const cut = CUTS.find(({ at }) => at === value);
              if (!cut) return;
              onChange(cutRuns(draft, cut.at, isLines));
              onTake(cut.at === "rows" ? "by" : cut.at === "log" ? "role" : "steps");
            }}
          />
        </li>
        {hasListOfSteps ? (
          <SlotRow
            name={draft.runs.at === "rows" ? "List of rows" : "List of steps"}
            hint="choose the list itself"
            place={describeSteps(draft)}
            isInHand={inHand === "steps"}
            onTake={() => onTake("steps")}
          />
        ) : null}
        {draft.runs.at === "rows" ? row(BY_WORD) : null}
      </Group>
      <Group title="In a step">
        {STEP_WORDS.map((word) => (
          <Fragment key={word.slot}>
            {row(word)}
            {word.slot === "role" && draft.step.role !== undefined ? (
              <li className="border-b border-line bg-sunken">
                <RolesTable draft={draft} values={roleValues} onChange={(roles) => onChange({ ...draft, roles })} />
              </li>
            ) : null}
            {word.slot === "startedAt" && draft.step.startedAt !== undefined ? (
              <li className="flex h-9 items-center border-b border-line bg-sunken px-3">
                <Select
                  label="Unit of the time"
                  value={draft.timeUnit}
                  className="w-full"
                  options={units}
                  onChoose={(value) =>
                    onChange({ ...draft, timeUnit: value === "s" || value === "ms" ? value : "iso" })
                  }
                />
              </li>
            ) : null}
          </Fragment>
        ))}
      </Group>
      <Group title="Of the run">{RUN_WORDS.map(row)}</Group>
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-b border-line">
      <h3 className="flex h-8 items-center px-3 text-small text-fg-2">{title}</h3>
      <ul>{children}</ul>
    </section>
  );
}
