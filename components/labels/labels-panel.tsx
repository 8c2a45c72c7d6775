"use client";
import { Lock } from "lucide-react";
import { useEffect, useRef } from "react";
import { type SavedState, SavedIndicator } from "@/components/ui/saved-state";
import { Button } from "@/components/ui/button";
import type { Citation, MarkValue } from "@/lib/domain/labels/mark-value";
import type { Missing } from "@/lib/domain/labels/missing";
import type { Taxonomy } from "@/lib/domain/labels/taxonomy";
import type { Lane } from "@/lib/domain/record/run";
import type { Standing } from "@/lib/domain/review/acts";
import type { Stale } from "@/lib/domain/review/draft";
import type { Said } from "@/lib/domain/review/gesture";
import type { ExternalReview } from "@/lib/api/contract/annotations";
import { ConflictCard } from "./conflict-card";
import { ExternalSection } from "./external-section";
import type { PanelActs } from "./panel-acts";
import { ReasonSections } from "./reason-sections";
import { StepSections } from "./step-sections";
import { SubmitFoot } from "./submit-foot";

/** What the panel needs of a review; the hook that holds one gives it. */
export type ReviewPanel = {
  canWrite: boolean;
  hasOutbox: boolean;
  taxonomy: Taxonomy;
  marks: readonly Standing[];
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

/** What the keys do, for the mouse. */
export type PanelLabelling = {
  focus: string;
  setFocus: (dimension: string) => void;
  focusedMark: string | null;
  focusMark: (mark: Standing) => void;
  pendingFrom: number | null;
  cancelRange: () => void;
  goToMissing: (missing: Missing) => void;
  submit: () => void;
  choosePhase: (id: string) => void;
  addFailure: (label: string) => void;
  sayDecided: (label: string) => void;
  toggleFlag: (label: string) => void;
  sayNote: (text: string) => void;
  markRange: () => void;
};

type Props = {
  review: ReviewPanel;
  labelling: PanelLabelling;
  ordinal: number;
  lanes: readonly Lane[];
  isAutoAdvance: boolean;
  onAutoAdvance: (isOn: boolean) => void;
  onGoTo: (ordinal: number) => void;
  quoteOf: (citation: Citation) => string | null;
  external: readonly ExternalReview[];
};

/** The right column: what the current step and the run are said to be, and whether that is saved. */
export function LabelsPanel({
  review,
  labelling,
  ordinal,
  lanes,
  isAutoAdvance,
  onAutoAdvance,
  onGoTo,
  quoteOf,
  external,
}: Props) {
  const { taxonomy, canWrite } = review;
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    scroller.current
      ?.querySelector(`[data-dimension="${labelling.focus}"]`)
      ?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }, [labelling.focus]);
  const acts: PanelActs = { say: review.say, focusMark: labelling.focusMark, goTo: onGoTo, quoteOf };
  return (
    <aside aria-label="Labels" className="flex min-h-0 min-w-0 flex-col border-l border-line bg-bg">
      <div className="flex h-9 shrink-0 items-center gap-2 border-b border-line px-3">
        <h2 className="text-base">Step {ordinal + 1}</h2>
        <span className="text-micro text-fg-3">taxonomy {taxonomy.semver}</span>
        <span className="grow" />
        <SavedIndicator saved={review.saved} lastSavedAt={review.lastSavedAt} />
      </div>
      <div ref={scroller} className="min-h-0 grow overflow-auto">
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
        <StepSections review={review} labelling={labelling} ordinal={ordinal} />
        <ReasonSections review={review} labelling={labelling} ordinal={ordinal} lanes={lanes} acts={acts} />
        <ExternalSection reviews={external} ordinal={ordinal} onGoTo={onGoTo} />
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
          submittedAt={review.submittedAt}
          error={review.submitError}
          onGoTo={labelling.goToMissing}
          onSubmit={labelling.submit}
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
