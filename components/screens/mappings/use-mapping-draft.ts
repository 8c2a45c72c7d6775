"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { mappingPreviewQuery } from "@/lib/api/queries";
import { FieldMapping, guessOwner, type MappingDraft, saysSomething } from "@/lib/domain/mapping/field-mapping";
import { missingOf, pointAt, type Slot } from "@/lib/domain/mapping/point-at";
import type { SampleNode } from "@/lib/domain/mapping/sample";

const PAUSE_MS = 200;

/** A mapping in the making: the slot in hand, why a field was refused, and what it makes of the file so far. */
export function useMappingDraft(project: string, fileId: string, start: MappingDraft, isLines: boolean) {
  const [draft, setDraft] = useState(start);
  const [inHand, setInHand] = useState<Slot>(() => firstSlot(start));
  const [refusal, setRefusal] = useState<string | null>(null);
  const [tried, setTried] = useState(start);
  useEffect(() => {
    const timer = setTimeout(() => setTried(draft), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  const isTriable = FieldMapping.safeParse(tried).success;
  const preview = useQuery({
    ...mappingPreviewQuery(project, fileId, tried),
    enabled: isTriable,
    placeholderData: keepPreviousData,
  });
  const change = (next: MappingDraft) => {
    setRefusal(null);
    setDraft(next);
  };
  const choose = (node: SampleNode, nodes: readonly SampleNode[]) => {
    const pointed = pointAt(draft, inHand, node, isLines);
    if ("refusal" in pointed) return setRefusal(pointed.refusal);
    change(inHand === "role" ? withGuessedRoles(pointed.draft, nodes) : pointed.draft);
  };
  const take = (slot: Slot) => {
    setRefusal(null);
    setInHand(slot);
  };
  return {
    draft,
    change,
    inHand,
    take,
    choose,
    refusal,
    missing: missingOf(draft),
    preview: isTriable ? preview : null,
    isBehind: tried !== draft || preview.isPlaceholderData,
  };
}

/** What a person most likely corrects first: where the steps are, when nothing of them is read. */
function firstSlot(draft: MappingDraft): Slot {
  if (draft.runs.at === "rows" || draft.runs.at === "log" || saysSomething(draft)) return "role";
  return "steps";
}

/** The values of a newly chosen role that speak for themselves get their meaning at once. */
function withGuessedRoles(draft: MappingDraft, nodes: readonly SampleNode[]): MappingDraft {
  const name = draft.step.role?.split("/").at(-1);
  const values = new Set(nodes.filter((node) => node.name === name && node.kind === "text").map(({ text }) => text));
  const roles = [...values].flatMap((value) => {
    const is = value.length > 200 ? null : guessOwner(value);
    return is === null ? [] : [{ value, is }];
  });
  return { ...draft, roles };
}
