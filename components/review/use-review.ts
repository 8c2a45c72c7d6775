"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { SavedState } from "@/components/ui/saved-state";
import { ApiError, call } from "@/lib/api/call";
import { submitReview } from "@/lib/api/contract/reviews";
import { reviewQuery } from "@/lib/api/queries";
import { OUTCOME, PHASE } from "@/lib/domain/labels/default-taxonomy";
import type { MarkValue } from "@/lib/domain/labels/mark-value";
import { missingBeforeSubmit } from "@/lib/domain/labels/missing";
import { type Draft, viewDraft, viewMarks } from "@/lib/domain/review/draft";
import { placeKey, type Said } from "@/lib/domain/review/gesture";
import { type Link, useDraft } from "./use-draft";

type Props = { trajectoryId: string; revisionId: string; userId: string; stepCount: number };

export type Review = ReturnType<typeof useReview>;

/** A person's own review of a run: what stands, what they may say, and how it is saved. */
export function useReview({ trajectoryId, revisionId, userId, stepCount }: Props) {
  const client = useQueryClient();
  const query = useQuery(reviewQuery(trajectoryId));
  const state = query.data ?? null;
  const { draft, dispatch, link, onDevice, hasOutbox, isReady } = useDraft(
    { userId, trajectoryId, revisionId },
    state?.marks ?? null,
  );
  const [submitted, setSubmitted] = useState<string | null>(null);
  const [submitError, setSubmitError] = useState<string | null>(null);

  const view = useMemo(() => viewDraft(draft), [draft]);
  const phases = useMemo(
    () => Array.from({ length: stepCount }, (_, ordinal) => labelIn(view.get(`${PHASE}|step:${ordinal}`))),
    [view, stepCount],
  );
  const taxonomy = state?.taxonomy ?? null;
  const marks = useMemo(() => viewMarks(draft), [draft]);
  const missing = taxonomy ? missingBeforeSubmit(taxonomy, stepCount, marks) : [];
  const isKept = !hasOutbox || draft.queue.every(({ id }) => onDevice.has(id));
  const saved = savedState(draft, isKept ? link : "online");

  // Another tab of the same person saved: read again what stands.
  useEffect(() => {
    const channel = new BroadcastChannel(`runtape-review:${trajectoryId}`);
    channel.addEventListener(
      "message",
      () => void client.invalidateQueries({ queryKey: reviewQuery(trajectoryId).queryKey }),
    );
    if (draft.lastSavedAt) channel.postMessage(draft.lastSavedAt);
    return () => channel.close();
  }, [trajectoryId, draft.lastSavedAt, client]);

  const clientTime = () => new Date().toISOString();
  const submit = async (): Promise<boolean> => {
    if (missing.length > 0 || draft.queue.length > 0) return false;
    try {
      const reply = await call(submitReview, { trajectoryId, revisionId }, { idempotencyKey: crypto.randomUUID() });
      setSubmitted(reply.submittedAt);
      setSubmitError(null);
      return true;
    } catch (error) {
      setSubmitError(error instanceof ApiError ? error.message : "The studio's answer could not be read. Try again.");
      return false;
    }
  };
  const isChangedSince = draft.undoable.length > 0 && submitted !== null && (draft.lastSavedAt ?? "") > submitted;
  return {
    isReady,
    error: query.error,
    retry: () => void query.refetch(),
    canWrite: state?.canWrite ?? false,
    hasOutbox,
    taxonomy,
    phases,
    marks,
    valueAt: (dimension: string, ordinal: number): MarkValue | null => view.get(`${dimension}|step:${ordinal}`) ?? null,
    outcome: labelIn(view.get(`${OUTCOME}|trajectory`)),
    labelledCount: phases.filter((phase) => phase !== null).length,
    missing,
    saved,
    lastSavedAt: draft.lastSavedAt,
    waiting: draft.queue.length,
    submittedAt: isChangedSince
      ? null
      : (submitted ?? (state?.status === "submitted" && draft.undoable.length === 0 ? state.submittedAt : null)),
    submitError,
    say: (said: readonly Said[]) => dispatch({ type: "say", id: crypto.randomUUID(), said, clientTime: clientTime() }),
    undo: () => dispatch({ type: "undo", id: crypto.randomUUID(), clientTime: clientTime() }),
    redo: () => dispatch({ type: "redo", id: crypto.randomUUID(), clientTime: clientTime() }),
    submit,
    conflict: draft.conflict,
    keepMine: () => dispatch({ type: "keep-mine", id: crypto.randomUUID(), clientTime: clientTime() }),
    takeTheirs: () => dispatch({ type: "take-theirs" }),
    refused: draft.refused,
    dropRefused: () => dispatch({ type: "drop-refused" }),
    saveAsFile: () => download({ trajectoryId, revisionId, gestures: draft.queue }),
  };
}

function labelIn(value: MarkValue | null | undefined): string | null {
  return value?.type === "label" ? value.label : null;
}

function savedState(draft: Draft, link: Link): SavedState {
  if (draft.conflict) return { state: "conflict", place: placeName(draft.conflict.stale[0]?.yours) };
  if (draft.refused) return { state: "not-saved", reason: draft.refused.message };
  const waiting = draft.queue.length;
  if (waiting > 0 && link !== "online") return { state: link === "offline" ? "offline" : "signed-out", waiting };
  if (waiting > 0) return { state: "saving" };
  return draft.lastSavedAt ? { state: "saved", at: draft.lastSavedAt } : { state: "idle" };
}

function placeName(mark: Pick<Said, "dimension" | "anchor"> | undefined): string {
  if (!mark) return "this run";
  return mark.anchor.target === "step"
    ? `step ${mark.anchor.ordinal + 1}`
    : placeKey(mark).startsWith(OUTCOME)
      ? "the outcome"
      : "this run";
}

function download(content: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "runtape-unsaved-marks.json";
  link.click();
  URL.revokeObjectURL(url);
}
