"use client";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { FieldText } from "@/lib/domain/record/body";
import type { StepField } from "@/lib/domain/record/step";
import { type Decor, type Range } from "./line-pieces";

/** Says what is cited and what one marked oneself in a field; the masks come with its text. */
export type DecorSource = (ordinal: number, field: StepField) => { cited: readonly Range[]; own: readonly Range[] };

const NOTHING: DecorSource = () => ({ cited: [], own: [] });
const DecorContext = createContext<DecorSource>(NOTHING);

export function DecorProvider({ source, children }: { source: DecorSource; children: ReactNode }) {
  return <DecorContext value={source}>{children}</DecorContext>;
}

/** What is drawn over one field. */
export function useDecor(ordinal: number, name: StepField, field: Pick<FieldText, "masks">): Decor {
  const source = useContext(DecorContext);
  return useMemo(() => ({ masks: field.masks, ...source(ordinal, name) }), [source, ordinal, name, field.masks]);
}
