"use client";
import { useQueryClient } from "@tanstack/react-query";
import { BODY_CHUNK, bodiesQuery } from "@/lib/api/queries";
import type { Citation } from "@/lib/domain/labels/mark-value";

const MAX_UNITS = 200;

/** The words at a cited place, as far as its step is loaded already: a chip never fetches. */
export function useQuotes(run: { trajectoryId: string; revisionId: string; stepCount: number }) {
  const client = useQueryClient();
  return (citation: Citation): string | null => {
    if (citation.target !== "text") return null;
    const chunk = Math.floor(citation.ordinal / BODY_CHUNK);
    const { queryKey } = bodiesQuery(run.trajectoryId, run.revisionId, chunk, run.stepCount);
    const step = client.getQueryData(queryKey)?.steps.find(({ ordinal }) => ordinal === citation.ordinal);
    const text = step?.[citation.field]?.text.slice(citation.start, Math.min(citation.end, citation.start + MAX_UNITS));
    return text ? text.replaceAll("\n", " ⏎ ") : null;
  };
}
