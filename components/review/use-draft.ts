"use client";
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { ApiError, call } from "@/lib/api/call";
import { saveMarks, StaleMarks } from "@/lib/api/contract/reviews";
import type { Mark } from "@/lib/domain/labels/mark";
import { type Draft, type DraftAction, EMPTY_DRAFT, nextRequest, reduceDraft } from "@/lib/domain/review/draft";
import type { Gesture } from "@/lib/domain/review/gesture";
import { readAnswer, retryDelayMs } from "@/lib/domain/review/retry";
import { type Outbox, openOutbox } from "./outbox";

export type Link = "online" | "offline" | "signed-out";
type Place = { userId: string; trajectoryId: string; revisionId: string };

/**
 * A review's draft with its way to the server: every gesture is on this device before it is sent, leaves it only when
 * the server acknowledged, and is sent again under its own name until it is answered. One tab sends at a time.
 */
export function useDraft(place: Place, marks: readonly Mark[] | null) {
  const [draft, dispatch] = useReducer(reduceDraft, EMPTY_DRAFT);
  const [link, setLink] = useState<Link>("online");
  const [outbox, setOutbox] = useState<Outbox | null | undefined>(undefined);
  const [attempt, setAttempt] = useState(0);
  /** Gestures that are surely on this device: only these may be said to wait. */
  const [onDevice, setOnDevice] = useState<ReadonlySet<string>>(new Set());
  const isSending = useRef(false);
  /** What is on this device, by gesture; a promise while it is being written. */
  const kept = useRef(new Map<string, Promise<unknown>>());
  const { userId, trajectoryId, revisionId } = place;

  useEffect(() => {
    let isCurrent = true;
    void openOutbox().then(async (opened) => {
      const entries = (await opened?.list(userId, trajectoryId)) ?? [];
      if (!isCurrent) return;
      // What was said about an older revision stays on the device untouched.
      const left = entries.filter((entry) => entry.revisionId === revisionId).map(({ gesture }) => gesture);
      for (const { id } of left) kept.current.set(id, Promise.resolve());
      setOnDevice(new Set(left.map(({ id }) => id)));
      dispatch({ type: "restored", gestures: left });
      setOutbox(opened);
    });
    return () => {
      isCurrent = false;
    };
  }, [userId, trajectoryId, revisionId]);
  useEffect(() => {
    if (marks) dispatch({ type: "loaded", marks });
  }, [marks]);

  const keep = useCallback(
    (box: Outbox, gesture: Gesture): Promise<unknown> => {
      const known = kept.current.get(gesture.id);
      if (known) return known;
      // A full disk must not stop the save itself; the indicator stays at Saving until the server has it.
      const written = box.put({ userId, trajectoryId, revisionId, gesture }).then(
        () => setOnDevice((last) => new Set(last).add(gesture.id)),
        () => undefined,
      );
      kept.current.set(gesture.id, written);
      return written;
    },
    [userId, trajectoryId, revisionId],
  );

  const send = useCallback(
    async (current: Draft, box: Outbox | null) => {
      const request = nextRequest(current);
      if (!request || isSending.current) return;
      isSending.current = true;
      const { gesture } = request;
      const actions: DraftAction[] = [];
      try {
        if (box) await keep(box, gesture);
        const reply = await inTurn(trajectoryId, () =>
          call(
            saveMarks,
            { trajectoryId, revisionId, marks: request.marks, clientTime: gesture.clientTime },
            { idempotencyKey: gesture.id },
          ),
        );
        await box?.remove(gesture.id);
        actions.push({ type: "acknowledged", gestureId: gesture.id, marks: reply.marks, savedAt: reply.savedAt });
        setLink("online");
        setAttempt(0);
      } catch (error) {
        const failure =
          error instanceof ApiError ? error : new ApiError(0, "unexpected", "The studio's answer could not be read.");
        const stale = StaleMarks.safeParse(failure.details);
        const answer = readAnswer(failure.status, failure.code, stale.success);
        if (answer === "stale" && stale.success)
          actions.push({ type: "stale", gestureId: gesture.id, stale: stale.data.stale });
        if (answer === "refused") actions.push({ type: "refused", gestureId: gesture.id, message: failure.message });
        if (answer === "signed-out") setLink("signed-out");
        if (answer === "again") {
          setLink("offline");
          setAttempt((count) => count + 1);
        }
      } finally {
        isSending.current = false;
        for (const action of actions) dispatch(action);
      }
    },
    [trajectoryId, revisionId, keep],
  );

  // Whatever the person lets go of is not kept on the device either.
  useEffect(() => {
    const waiting = new Set(draft.queue.map(({ id }) => id));
    for (const id of kept.current.keys()) {
      if (waiting.has(id)) continue;
      kept.current.delete(id);
      void outbox?.remove(id);
    }
  }, [draft.queue, outbox]);

  // Everything said is on disk at once, also what waits behind a slow save.
  useEffect(() => {
    if (!outbox) return;
    for (const gesture of draft.queue) void keep(outbox, gesture);
  }, [draft.queue, outbox, keep]);

  useEffect(() => {
    if (outbox === undefined || marks === null || link === "signed-out") return;
    const timer = setTimeout(() => void send(draft, outbox), attempt === 0 ? 0 : retryDelayMs(attempt, Math.random()));
    return () => clearTimeout(timer);
  }, [draft, outbox, marks, link, attempt, send]);

  useEffect(() => {
    const wake = () => {
      setAttempt(0);
      setLink("online");
    };
    window.addEventListener("online", wake);
    window.addEventListener("focus", wake);
    return () => {
      window.removeEventListener("online", wake);
      window.removeEventListener("focus", wake);
    };
  }, []);

  return {
    draft,
    dispatch,
    link,
    onDevice,
    hasOutbox: outbox !== null,
    isReady: outbox !== undefined && marks !== null,
  };
}

/** One tab at a time sends for a run; where the browser has no locks, the server's versions keep order. */
function inTurn<T>(trajectoryId: string, work: () => Promise<T>): Promise<T> {
  return "locks" in navigator ? navigator.locks.request(`runtape-save:${trajectoryId}`, work) : work();
}
