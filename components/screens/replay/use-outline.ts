"use client";
import { type UseQueryResult, useQueries } from "@tanstack/react-query";
import { readOutline } from "@/components/trajectory/outline";
import { skeletonQuery } from "@/lib/api/queries";
import { SEGMENT_STEPS, type SkeletonSegment } from "@/lib/domain/record/skeleton";

/** The outline of a run as far as its segments have come; the first 4,096 steps are there with the page. */
export function useOutline(run: { trajectoryId: string; revisionId: string; stepCount: number }) {
  const segments = Math.max(1, Math.ceil(run.stepCount / SEGMENT_STEPS));
  return useQueries({
    queries: Array.from({ length: segments }, (_, segment) => skeletonQuery(run.trajectoryId, run.revisionId, segment)),
    combine,
  });
}

/** Runs again only when a segment arrived or failed; what is here never changes. */
function combine(results: UseQueryResult<SkeletonSegment>[]) {
  const failed = results.find(({ isError }) => isError);
  return {
    steps: readOutline(results.flatMap(({ data }) => (data ? [data] : []))),
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}
