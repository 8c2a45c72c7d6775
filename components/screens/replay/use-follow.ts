"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { BODY_CHUNK, bodiesQuery, skeletonQuery } from "@/lib/api/queries";
import { SEGMENT_STEPS } from "@/lib/domain/record/skeleton";
import type { TrajectoryDetail } from "@/lib/domain/record/trajectory";

type Follow = { isAtEnd: boolean; goTo: (ordinal: number) => void };

/**
 * Keeps an open replay at the growing end of a live run: what held only part of a segment or of a chunk is read again,
 * and whoever stood at the last step is taken to the new one. Who looks at an earlier step is left there.
 */
export function useFollow(run: TrajectoryDetail, { isAtEnd, goTo }: Follow): void {
  const client = useQueryClient();
  const seen = useRef(run.stepCount);
  const { id, revisionId, stepCount } = run;
  useEffect(() => {
    const before = seen.current;
    if (stepCount <= before) return;
    seen.current = stepCount;
    const chunk = Math.floor(before / BODY_CHUNK);
    void client.invalidateQueries({ queryKey: bodiesQuery(id, revisionId, chunk, stepCount).queryKey });
    const grown = skeletonQuery(id, revisionId, Math.floor(before / SEGMENT_STEPS));
    void client.invalidateQueries({ queryKey: grown.queryKey }).then(() => (isAtEnd ? goTo(stepCount - 1) : undefined));
  }, [client, id, revisionId, stepCount, isAtEnd, goTo]);
}
