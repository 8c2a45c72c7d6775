"use client";
import { useQueries } from "@tanstack/react-query";
import { useRef } from "react";
import { type OutlineStep, readOutline } from "@/components/trajectory/outline";
import { skeletonQuery } from "@/lib/api/queries";
import { SEGMENT_STEPS, type SkeletonSegment } from "@/lib/domain/record/skeleton";

/** The outline of a run as far as its segments have come; the first 4,096 steps are there with the page. */
export function useOutline(run: { trajectoryId: string; revisionId: string; stepCount: number }) {
  const segments = Math.max(1, Math.ceil(run.stepCount / SEGMENT_STEPS));
  const results = useQueries({
    queries: Array.from({ length: segments }, (_, segment) => skeletonQuery(run.trajectoryId, run.revisionId, segment)),
  });
  const steps = useCombined(results.map(({ data }) => data));
  const failed = results.find(({ isError }) => isError);
  return { steps, error: failed?.error ?? null, retry: () => void failed?.refetch() };
}

/** Reads the segments again only when one more of them is here; what is here never changes. */
function useCombined(segments: readonly (SkeletonSegment | undefined)[]): OutlineStep[] {
  "use no memo";
  const loaded = segments.filter((segment) => segment !== undefined);
  const last = useRef<{ loaded: readonly SkeletonSegment[]; steps: OutlineStep[] }>({ loaded: [], steps: [] });
  const isSame =
    loaded.length === last.current.loaded.length &&
    loaded.every((segment, index) => segment === last.current.loaded[index]);
  if (!isSame) last.current = { loaded, steps: readOutline(loaded) };
  return last.current.steps;
}
