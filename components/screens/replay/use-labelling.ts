"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { Review } from "@/components/review/use-review";
import type { OutlineStep } from "@/components/trajectory/outline";
import { useToast } from "@/components/ui/toast";
import { call } from "@/lib/api/call";
import { listTrajectories } from "@/lib/api/contract/trajectories";
import { KIND_FACTS } from "@/lib/domain/governance/finding";
import type { Command } from "@/lib/domain/keys/key-table";
import {
  DECISION,
  FAILURE,
  FLAGS,
  NOTE,
  OUTCOME,
  PHASE,
  QUALITY,
  RECOVERY,
  SCORE,
} from "@/lib/domain/labels/default-taxonomy";
import type { Citation, MarkValue } from "@/lib/domain/labels/mark-value";
import type { Missing } from "@/lib/domain/labels/missing";
import { findDimension } from "@/lib/domain/labels/taxonomy";
import {
  changeFailure,
  failureSteps,
  markToCite,
  newFailure,
  newRecovery,
  sayDecision,
  type Standing,
  toggleCitation,
  toggleFlag,
} from "@/lib/domain/review/acts";
import { type Place, placeKey, type Said } from "@/lib/domain/review/gesture";
import { untilHere } from "@/lib/domain/review/until-here";

const ORDER = [PHASE, QUALITY, SCORE, FLAGS, DECISION, FAILURE, RECOVERY, NOTE, OUTCOME] as const;

/** What of a section takes the keyboard's focus, the likeliest first. */
const FIELDS = ["textarea", "select:enabled", "button:enabled"];

type Props = {
  review: Review;
  trajectoryId: string;
  project: string;
  steps: readonly OutlineStep[];
  position: number;
  laneCount: number;
  isAutoAdvance: boolean;
  /** The text that is selected at this moment, as a citation. */
  readSelection: () => Citation | null;
  onCited: () => void;
  goTo: (ordinal: number) => void;
};

/** What the labelling keys and the panel do with the step in front of a person. */
export function useLabelling({
  review,
  trajectoryId,
  project,
  steps,
  position,
  laneCount,
  isAutoAdvance,
  readSelection,
  onCited,
  goTo,
}: Props) {
  const router = useRouter();
  const toast = useToast();
  const [focus, setFocus] = useState<string>(PHASE);
  /** The mark that evidence goes to. */
  const [focusedMark, setFocusedMark] = useState<string | null>(null);
  const [pendingFrom, setPendingFrom] = useState<number | null>(null);
  const step = steps[position];
  const ordinal = step?.ordinal ?? 0;
  const anchor = { target: "step", ordinal } as const;
  const { marks, taxonomy } = review;
  const dimensions = ORDER.filter((id) => taxonomy && findDimension(taxonomy, id));

  useEffect(() => {
    if (pendingFrom === null) return;
    const cancel = (event: KeyboardEvent) => (event.key === "Escape" ? setPendingFrom(null) : undefined);
    window.addEventListener("keydown", cancel);
    return () => window.removeEventListener("keydown", cancel);
  }, [pendingFrom]);

  const labelIdAt = (dimensionId: string, index: number): string | null => {
    const dimension = taxonomy ? findDimension(taxonomy, dimensionId) : undefined;
    return dimension && "labels" in dimension ? (dimension.labels[index]?.id ?? null) : null;
  };
  const labelAt = (dimensionId: string, index: number): MarkValue | null => {
    const label = labelIdAt(dimensionId, index);
    return label === null ? null : { type: "label", label };
  };
  /** Marks the dimension and puts the keyboard's focus into it, from where Tab goes on as everywhere. */
  const focusDimension = (id: string) => {
    setFocus(id);
    requestAnimationFrame(() => {
      const section = document.querySelector(`[data-dimension="${id}"]`);
      const first = FIELDS.map((field) => section?.querySelector<HTMLElement>(field)).find((found) => found);
      first?.focus();
    });
  };
  const focusMark = (place: Place) => {
    setFocusedMark(placeKey(place));
    setFocus(place.dimension);
  };
  const advance = () => {
    const next = steps[position + 1];
    if (isAutoAdvance && next) goTo(next.ordinal);
  };
  const sayPhase = (value: MarkValue | null) => {
    if (!value) return;
    review.say([{ dimension: PHASE, anchor, value }]);
    advance();
  };
  const sayUntil = (value: MarkValue | null) => {
    if (!value) return;
    review.say(
      untilHere(review.phases, ordinal).map((each) => ({
        dimension: PHASE,
        anchor: { target: "step", ordinal: each },
        value,
      })),
    );
    advance();
  };
  const addFailure = (label: string) => {
    const selection = readSelection();
    const at = selection?.target === "text" ? selection.ordinal : ordinal;
    const said = newFailure(at, label, step?.lane ?? null, selection);
    const isThere = marks.some((mark) => placeKey(mark) === placeKey(said));
    if (!isThere) review.say([said]);
    if (selection) onCited();
    focusMark(said);
  };
  const sayDecided = (label: string) => {
    const said = sayDecision(marks, ordinal, label);
    review.say([said]);
    focusMark(said);
  };
  /** Something about the failure in focus, or the only one at the step. */
  const failureInFocus = (): Standing | null => {
    const mark = markToCite(marks, focusedMark, ordinal);
    if (mark?.value.type === "failure") return mark;
    toast("Mark a failure first: f, then its letter.");
    return null;
  };
  const changeFocused = (change: (mark: Standing) => Said) => {
    const mark = failureInFocus();
    if (!mark) return;
    review.say([change(mark)]);
    focusMark(mark);
  };
  const cite = () => {
    const mark = markToCite(marks, focusedMark, ordinal);
    if (!mark) return toast("Nothing takes evidence here yet: mark a failure (f) or what a decision rested on (d).");
    const selection = readSelection();
    review.say([toggleCitation(mark, selection ?? anchor)]);
    focusMark(mark);
    if (selection) onCited();
  };
  const markRange = () => {
    if (pendingFrom === null) {
      setPendingFrom(ordinal);
      setFocus(RECOVERY);
      return;
    }
    review.say([newRecovery(pendingFrom, ordinal)]);
    setPendingFrom(null);
    focusDimension(RECOVERY);
  };
  const nextFailure = () => {
    const next = failureSteps(marks).find((each) => each > ordinal) ?? failureSteps(marks)[0];
    if (next === undefined) toast("No failure is marked in this run.");
    else goTo(next);
  };
  const goToMissing = (missing: Missing) => {
    setFocus(missing.dimension);
    if (missing.what !== "run" && missing.firstOrdinal !== null) goTo(missing.firstOrdinal);
  };
  const submit = async () => {
    const [first] = review.missing;
    if (first) return goToMissing(first);
    if (review.waiting > 0) return toast("Not everything is saved yet. Submit again when it says Saved.");
    if (!(await review.submit())) return;
    const page = await call(listTrajectories, { project, labelled: "none", limit: 2 }).catch(() => null);
    const next = page?.rows.find(({ id }) => id !== trajectoryId);
    if (next) router.push(`/runs/${next.id}`);
    else toast("Submitted. Every run of this project has labels of yours.");
  };
  const withLabel = (dimensionId: string, index: number, act: (label: string) => void) => {
    const label = labelIdAt(dimensionId, index);
    if (label !== null) act(label);
  };
  /** Carries out a labelling command; false where it is none. */
  const perform = (command: Command): boolean => {
    if (command.type === "next-failure") {
      nextFailure();
      return true;
    }
    if (!review.canWrite) return false;
    switch (command.type) {
      case "phase":
        sayPhase(labelAt(PHASE, command.index));
        return true;
      case "phase-until":
        sayUntil(labelAt(PHASE, command.index));
        return true;
      case "quality":
        review.say([{ dimension: QUALITY, anchor, value: labelAt(QUALITY, command.index) }]);
        return true;
      case "score":
        review.say([{ dimension: SCORE, anchor, value: { type: "score", score: command.score } }]);
        return true;
      case "flag":
        withLabel(FLAGS, command.index, (label) => review.say([toggleFlag(marks, ordinal, label)]));
        return true;
      case "decision":
        withLabel(DECISION, command.index, sayDecided);
        return true;
      case "failure":
        withLabel(FAILURE, command.index, addFailure);
        return true;
      case "severity":
        changeFocused((mark) => changeFailure(mark, { severity: command.severity }));
        return true;
      case "decisive":
        changeFocused((mark) =>
          changeFailure(mark, {
            decisiveOrdinal: mark.value.type === "failure" && mark.value.decisiveOrdinal === ordinal ? null : ordinal,
          }),
        );
        return true;
      case "failure-lane":
        changeFocused((mark) => changeFailure(mark, { lane: nextLane(mark.value, command.by, laneCount) }));
        return true;
      case "cite":
        cite();
        return true;
      case "range":
        if (dimensions.includes(RECOVERY)) markRange();
        return true;
      case "note":
        focusDimension(NOTE);
        return true;
      case "outcome":
        review.say([{ dimension: OUTCOME, anchor: { target: "trajectory" }, value: labelAt(OUTCOME, command.index) }]);
        return true;
      case "next-dimension":
        focusDimension(dimensions[(dimensions.findIndex((id) => id === focus) + 1) % dimensions.length] ?? PHASE);
        return true;
      case "undo":
        review.undo();
        return true;
      case "redo":
        review.redo();
        return true;
      case "submit":
        void submit();
        return true;
      default:
        return false;
    }
  };
  /** What a key of a chord would say, for the hints. */
  const nameOf = (command: Command): string | null => {
    if (command.type === "governance") return KIND_FACTS[command.kind].name;
    if (command.type === "severity") return `${command.severity} severity`;
    if (command.type !== "flag" && command.type !== "decision" && command.type !== "failure") return null;
    const within = { flag: FLAGS, decision: DECISION, failure: FAILURE }[command.type];
    const dimension = taxonomy ? findDimension(taxonomy, within) : undefined;
    return dimension && "labels" in dimension ? (dimension.labels[command.index]?.name ?? null) : null;
  };
  return {
    focus,
    setFocus,
    focusedMark,
    focusMark,
    pendingFrom,
    cancelRange: () => setPendingFrom(null),
    canCite: markToCite(marks, focusedMark, ordinal) !== null,
    perform,
    nameOf,
    goToMissing,
    submit: () => void submit(),
    choosePhase: (id: string) => sayPhase({ type: "label", label: id }),
    addFailure,
    sayDecided,
    toggleFlag: (label: string) => review.say([toggleFlag(marks, ordinal, label)]),
    sayNote: (text: string) =>
      review.say([{ dimension: NOTE, anchor, value: text === "" ? null : { type: "text", text } }]),
    markRange,
  };
}

export type Labelling = ReturnType<typeof useLabelling>;

/** The next agent to be responsible, with nobody after the last. */
function nextLane(value: MarkValue, by: 1 | -1, laneCount: number): number | null {
  const at = value.type === "failure" && value.lane !== null ? value.lane : laneCount;
  const next = (at + by + laneCount + 1) % (laneCount + 1);
  return next === laneCount ? null : next;
}
