"use client";
import { useCallback, useEffect, useState } from "react";
import type { OutlineStep } from "@/components/trajectory/outline";
import { readStepHash, writeStepHash } from "./replay-url";

/**
 * Which of the shown steps is the current one, kept in the address as `#s42`. A filter that hides the current step
 * leads to the nearest one shown.
 */
export function usePosition(steps: readonly OutlineStep[], stepCount: number) {
  const [ordinal, setOrdinal] = useState(0);
  const [moves, setMoves] = useState(0);
  useEffect(() => {
    const follow = () => {
      const asked = readStepHash(window.location.hash, stepCount);
      if (asked === null) return;
      setOrdinal(asked);
      setMoves((count) => count + 1);
    };
    follow();
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [stepCount]);
  const goTo = useCallback((next: number) => {
    setOrdinal(next);
    setMoves((count) => count + 1);
    window.history.replaceState(
      window.history.state,
      "",
      window.location.pathname + window.location.search + writeStepHash(next),
    );
  }, []);
  return { ordinal, position: nearest(steps, ordinal), moves, goTo };
}

/** The position of an ordinal in the shown steps, or of the first one after it, or of the last. Steps are in order. */
function nearest(steps: readonly OutlineStep[], ordinal: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.ordinal ?? 0) < ordinal) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, Math.min(steps.length - 1, low));
}
