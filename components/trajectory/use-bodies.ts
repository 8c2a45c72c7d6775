"use client";
import { useQueries } from "@tanstack/react-query";
import { bodiesQuery, BODY_CHUNK } from "@/lib/api/queries";
import type { StepText } from "@/lib/domain/record/body";

export type BodyState = { body: StepText | null; error: Error | null; retry: () => void };

/**
 * The text of the steps from `from` to `to` and one chunk beyond in the direction of travel. Requests are aligned, so
 * whoever asks for a step shares it.
 */
export function useBodies(
  run: { trajectoryId: string; revisionId: string; stepCount: number },
  from: number,
  to: number,
  isTravellingUp: boolean,
): (ordinal: number) => BodyState {
  const last = Math.max(0, Math.ceil(run.stepCount / BODY_CHUNK) - 1);
  const first = Math.floor(from / BODY_CHUNK) - (isTravellingUp ? 1 : 0);
  const end = Math.floor(to / BODY_CHUNK) + (isTravellingUp ? 0 : 1);
  const chunks: number[] = [];
  for (let chunk = Math.max(0, first); chunk <= Math.min(last, end); chunk += 1) chunks.push(chunk);
  const results = useQueries({
    queries:
      run.stepCount === 0
        ? []
        : chunks.map((chunk) => bodiesQuery(run.trajectoryId, run.revisionId, chunk, run.stepCount)),
  });
  return (ordinal) => {
    const chunk = Math.floor(ordinal / BODY_CHUNK);
    const result = results[chunks.indexOf(chunk)];
    const body = result?.data?.steps.find((step) => step.ordinal === ordinal) ?? null;
    return { body, error: body ? null : (result?.error ?? null), retry: () => void result?.refetch() };
  };
}
