"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "@/lib/api/call";
import { getText } from "@/lib/api/contract/trajectories";
import type { FieldText } from "@/lib/domain/record/body";
import type { StepField } from "@/lib/domain/record/step";

const MAX_UNITS = 1_048_576;

export type FieldPlace = { trajectoryId: string; revisionId: string; ordinal: number; field: StepField };

/** A field as far as it is loaded: its head at first, all of it (up to a million units) once it is asked for. */
export function useField(
  place: FieldPlace,
  head: FieldText,
): { field: FieldText; loadRest: () => void; isLoading: boolean; error: Error | null } {
  const [isWanted, setIsWanted] = useState(false);
  const isCut = head.text.length < head.length;
  const { trajectoryId, ordinal, field } = place;
  const rest = useQuery({
    queryKey: ["text", trajectoryId, place.revisionId, ordinal, field],
    queryFn: ({ signal }) =>
      call(getText, { trajectoryId, ordinal, field, start: 0, end: Math.min(head.length, MAX_UNITS) }, { signal }),
    enabled: isWanted && isCut,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return { field: rest.data ?? head, loadRest: () => setIsWanted(true), isLoading: rest.isFetching, error: rest.error };
}
