"use client";
import { Lock } from "lucide-react";
import { type SavedState, SavedIndicator } from "@/components/ui/saved-state";
import { Button } from "@/components/ui/button";
import { OUTCOME, PHASE, QUALITY, SCORE } from "@/lib/domain/labels/default-taxonomy";
import type { MarkValue } from "@/lib/domain/labels/mark-value";
import type { Missing } from "@/lib/domain/labels/missing";
import type { Taxonomy } from "@/lib/domain/labels/taxonomy";
import { findDimension } from "@/lib/domain/labels/taxonomy";
import type { Stale } from "@/lib/domain/review/draft";
import type { Said } from "@/lib/domain/review/gesture";
import { ChoiceRow } from "./choice-row";
import { ConflictCard } from "./conflict-card";
import { PhaseGrid } from "./phase-grid";
import { ScoreRow } from "./score-row";
import { Section } from "./section";
import { SubmitFoot } from "./submit-foot";

/** What the panel needs of a review; the hook that holds one gives it. */
export type ReviewPanel = {
  canWrite: boolean;
  hasOutbox: boolean;
  taxonomy: Taxonomy;
  outcome: string | null;
  saved: SavedState;
  lastSavedAt: string | null;
  missing: readonly Missing[];
  submittedAt: string | null;
  submitError: string | null;
  conflict: { stale: readonly Stale[] } | null;
  refused: { message: string } | null;
  valueAt: (dimension: string, ordinal: number) => MarkValue | null;
  say: (said: readonly Said[]) => void;
  keepMine: () => void;
  takeTheirs: () => void;
  dropRefused: () => void;
  saveAsFile: () => void;
};

type Props = {
  review: ReviewPanel;
  ordinal: number;
  focus: string;
  isAutoAdvance: boolean;
  onFocus: (dimension: string) => void;
  onPhase: (id: string) => void;
  onAutoAdvance: (isOn: boolean) => void;
  onGoTo: (missing: Missing) => void;
  onSubmit: () => void;
};

/** The right column: what the current step and the run are said to be, and whether that is saved. */
export function LabelsPanel({
  review,
  ordinal,
  focus,
  isAutoAdvance,
  onFocus,
  onPhase,
  onAutoAdvance,
  onGoTo,
  onSubmit,
}: Props) {
  const { taxonomy, canWrite } = review;
  const labelsOf = (id: string) => {
    const dimension = findDimension(taxonomy, id);
    return dimension?.valueType === "label" ? dimension.labels : [];
  };
  const score = findDimension(taxonomy, SCORE);
  const onStep = { target: "step", ordinal } as const;
  const labelAt = (dimension: string) => {
    const value = review.valueAt(dimension, ordinal);
    return value?.type === "label" ? value.label : null;
  };
  const scoreValue = review.valueAt(SCORE, ordinal);
  const choose = (dimension: string, label: string) =>
    review.say([{ dimension, anchor: onStep, value: labelAt(dimension) === label ? null : { type: "label", label } }]);
  const section = (id: string) => ({ id, isFocused: focus === id, onFocus: () => onFocus(id) });
  return (
    <aside aria-label="Labels" className="flex min-h-0 min-w-0 flex-col border-l border-line bg-bg">
      <div className="flex h-9 shrink-0 items-center gap-2 border-b border-line px-3">
        <h2 className="text-base">Step {ordinal + 1}</h2>
        <span className="text-micro text-fg-3">taxonomy {taxonomy.semver}</span>
        <span className="grow" />
        <SavedIndicator saved={review.saved} lastSavedAt={review.lastSavedAt} />
      </div>
      <div className="min-h-0 grow overflow-auto">
        {canWrite ? null : <ReadOnlyNote />}
        {review.hasOutbox ? null : (
          <p className="bg-warn-soft px-3 py-2 text-small text-warn-ink">
            This browser keeps nothing on disk. Marks are saved directly; stay until it says Saved.
          </p>
        )}
        {review.conflict ? (
          <ConflictCard stale={review.conflict.stale} onKeepMine={review.keepMine} onTakeTheirs={review.takeTheirs} />
        ) : null}
        {review.refused ? (
          <RefusedCard message={review.refused.message} onSaveAsFile={review.saveAsFile} onDrop={review.dropRefused} />
        ) : null}
        {review.saved.state === "signed-out" ? <SignedOutNote waiting={review.saved.waiting} /> : null}
        <Section name="Phase" note="required, one" {...section(PHASE)}>
          <PhaseGrid labels={labelsOf(PHASE)} chosen={labelAt(PHASE)} isReadOnly={!canWrite} onChoose={onPhase} />
        </Section>
        <Section name="Quality" {...section(QUALITY)}>
          <ChoiceRow
            labels={labelsOf(QUALITY)}
            keys={["q", "w", "e", "r"]}
            chosen={labelAt(QUALITY)}
            isReadOnly={!canWrite}
            onChoose={(id) => choose(QUALITY, id)}
          />
        </Section>
        {score?.valueType === "score" ? (
          <Section name="Score" note="s, then a digit; – for 10" {...section(SCORE)}>
            <ScoreRow
              min={score.min}
              max={score.max}
              chosen={scoreValue?.type === "score" ? scoreValue.score : null}
              isReadOnly={!canWrite}
              onChoose={(chosen) =>
                review.say([
                  {
                    dimension: SCORE,
                    anchor: onStep,
                    value:
                      scoreValue?.type === "score" && scoreValue.score === chosen
                        ? null
                        : { type: "score", score: chosen },
                  },
                ])
              }
            />
          </Section>
        ) : null}
        <Section name="Outcome of the run" note="required; o, then 1 to 4" {...section(OUTCOME)}>
          <ChoiceRow
            labels={labelsOf(OUTCOME)}
            keys={["1", "2", "3", "4"]}
            chosen={review.outcome}
            isReadOnly={!canWrite}
            onChoose={(label) =>
              review.say([
                {
                  dimension: OUTCOME,
                  anchor: { target: "trajectory" },
                  value: review.outcome === label ? null : { type: "label", label },
                },
              ])
            }
          />
        </Section>
        {canWrite ? (
          <label className="flex min-h-8 items-center gap-2 px-3 text-small text-fg-2">
            <input
              type="checkbox"
              className="size-3.5 accent-accent"
              checked={isAutoAdvance}
              onChange={(event) => onAutoAdvance(event.target.checked)}
            />
            After a phase, go to the next step
          </label>
        ) : null}
      </div>
      {canWrite ? (
        <SubmitFoot
          missing={review.missing}
          required={taxonomy.dimensions.filter(({ isRequired }) => isRequired).length}
          submittedAt={review.submittedAt}
          error={review.submitError}
          onGoTo={onGoTo}
          onSubmit={onSubmit}
        />
      ) : null}
    </aside>
  );
}

function ReadOnlyNote() {
  return (
    <p className="flex items-center gap-2 border-b border-line px-3 py-2 text-small text-fg-2">
      <Lock size={14} aria-hidden className="shrink-0" /> You can read this run. Annotators, leads and admins label it.
    </p>
  );
}

function SignedOutNote({ waiting }: { waiting: number }) {
  return (
    <p role="alert" className="bg-warn-soft px-3 py-2 text-small text-warn-ink">
      You are signed out; {waiting} {waiting === 1 ? "change waits" : "changes wait"} on this device.{" "}
      <a href="/sign-in" target="_blank" rel="noreferrer" className="underline">
        Sign in in a new tab
      </a>
      , then come back here.
    </p>
  );
}

function RefusedCard({
  message,
  onSaveAsFile,
  onDrop,
}: {
  message: string;
  onSaveAsFile: () => void;
  onDrop: () => void;
}) {
  return (
    <div role="alert" className="m-3 flex flex-col gap-2 rounded-panel border border-err p-3">
      <p className="font-semibold">Not saved</p>
      <p className="text-small text-fg-2">{message}</p>
      <div className="flex gap-2">
        <Button size="small" onClick={onSaveAsFile}>
          Save as file
        </Button>
        <Button size="small" onClick={onDrop}>
          Drop this change
        </Button>
      </div>
    </div>
  );
}
