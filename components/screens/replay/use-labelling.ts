"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Review } from "@/components/review/use-review";
import type { OutlineStep } from "@/components/trajectory/outline";
import { useToast } from "@/components/ui/toast";
import { call } from "@/lib/api/call";
import { listTrajectories } from "@/lib/api/contract/trajectories";
import type { Command } from "@/lib/domain/keys/key-table";
import { OUTCOME, PHASE, QUALITY, SCORE } from "@/lib/domain/labels/default-taxonomy";
import type { MarkValue } from "@/lib/domain/labels/mark-value";
import type { Missing } from "@/lib/domain/labels/missing";
import { findDimension } from "@/lib/domain/labels/taxonomy";
import { untilHere } from "@/lib/domain/review/until-here";

const ORDER = [PHASE, QUALITY, SCORE, OUTCOME] as const;

type Props = {
  review: Review;
  trajectoryId: string;
  project: string;
  steps: readonly OutlineStep[];
  position: number;
  isAutoAdvance: boolean;
  goTo: (ordinal: number) => void;
};

/** What the labelling keys and the panel do with the step in front of a person. */
export function useLabelling({ review, trajectoryId, project, steps, position, isAutoAdvance, goTo }: Props) {
  const router = useRouter();
  const say = useToast();
  const [focus, setFocus] = useState<string>(PHASE);
  const ordinal = steps[position]?.ordinal ?? 0;
  const anchor = { target: "step", ordinal } as const;

  const labelAt = (dimensionId: string, index: number): MarkValue | null => {
    const dimension = review.taxonomy ? findDimension(review.taxonomy, dimensionId) : undefined;
    const label = dimension?.valueType === "label" ? dimension.labels[index] : undefined;
    return label ? { type: "label", label: label.id } : null;
  };
  /** Marks the dimension and puts the keyboard's focus into it, from where Tab goes on as everywhere. */
  const focusDimension = (id: string) => {
    setFocus(id);
    document.querySelector<HTMLElement>(`[data-dimension="${id}"] button:enabled`)?.focus();
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
  const goToMissing = (missing: Missing) => {
    setFocus(missing.dimension);
    if (missing.what === "steps") goTo(missing.firstOrdinal);
  };
  const submit = async () => {
    const [first] = review.missing;
    if (first) return goToMissing(first);
    if (review.waiting > 0) return say("Not everything is saved yet. Submit again when it says Saved.");
    if (!(await review.submit())) return;
    const page = await call(listTrajectories, { project, labelled: "none", limit: 2 }).catch(() => null);
    const next = page?.rows.find(({ id }) => id !== trajectoryId);
    if (next) router.push(`/runs/${next.id}`);
    else say("Submitted. Every run of this project has labels of yours.");
  };
  /** Carries out a labelling command; false where it is none. */
  const perform = (command: Command): boolean => {
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
      case "outcome":
        review.say([{ dimension: OUTCOME, anchor: { target: "trajectory" }, value: labelAt(OUTCOME, command.index) }]);
        return true;
      case "next-dimension":
        focusDimension(ORDER[(ORDER.findIndex((id) => id === focus) + 1) % ORDER.length] ?? PHASE);
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
  return {
    focus,
    setFocus,
    perform,
    submit: () => void submit(),
    goToMissing,
    choosePhase: (id: string) => sayPhase({ type: "label", label: id }),
  };
}
