"use client";
import { useCallback, useEffect, useEffectEvent, useState } from "react";
import { selectedPlace, type TextPlace, zoneOf } from "@/components/trajectory/text-selection";

export type SelectedText = { place: TextPlace; rect: { left: number; top: number; bottom: number } };

const MOVES: Record<string, { direction: "forward" | "backward"; unit: "word" | "line" }> = {
  ArrowRight: { direction: "forward", unit: "word" },
  ArrowLeft: { direction: "backward", unit: "word" },
  ArrowDown: { direction: "forward", unit: "line" },
  ArrowUp: { direction: "backward", unit: "line" },
};

/**
 * What is selected of a run's own text, by mouse or by keyboard. In SELECT mode the arrows move by word and line and
 * Shift extends; Tab goes to the step's next zone, Esc leaves.
 */
export function useTextSelection() {
  const [selected, setSelected] = useState<SelectedText | null>(null);
  const [isSelecting, setIsSelecting] = useState(false);

  useEffect(() => {
    const note = () => {
      const selection = document.getSelection();
      const place = selectedPlace(selection);
      if (!place || !selection) return setSelected(null);
      const { left, top, bottom } = selection.getRangeAt(0).getBoundingClientRect();
      setSelected({ place, rect: { left, top, bottom } });
    };
    document.addEventListener("selectionchange", note);
    return () => document.removeEventListener("selectionchange", note);
  }, []);

  /** What is selected at this very moment; the event that tells of it may still be on its way. */
  const read = useCallback((): TextPlace | null => selectedPlace(document.getSelection()), []);

  const clear = useCallback(() => {
    document.getSelection()?.removeAllRanges();
    setIsSelecting(false);
  }, []);

  const begin = useCallback((ordinal: number) => {
    const zones = zonesOf(ordinal);
    const [first] = zones;
    if (!first) return;
    selectFirstWord(first);
    setIsSelecting(true);
  }, []);

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (event.key === "Escape") clear();
    else if (event.key === "Tab") nextZone(event.shiftKey ? -1 : 1);
    else if (move) moveSelection(move, event.shiftKey);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  useEffect(() => {
    if (!isSelecting) return;
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listen, { capture: true });
    return () => window.removeEventListener("keydown", listen, { capture: true });
  }, [isSelecting]);

  return { selected, isSelecting, read, begin, clear };
}

function zonesOf(ordinal: number): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-step="${ordinal}"] [data-field]`)];
}

function selectFirstWord(zone: HTMLElement): void {
  const first = zone.querySelector("[data-start]");
  const selection = document.getSelection();
  if (!first || !selection) return;
  selection.collapse(first, 0);
  selection.modify("extend", "forward", "word");
}

function nextZone(by: number): void {
  const here = zoneOf(document.getSelection()?.anchorNode ?? null);
  const ordinal = Number(here?.closest<HTMLElement>("[data-step]")?.dataset.step ?? Number.NaN);
  const zones = zonesOf(ordinal);
  const at = here ? zones.indexOf(here) : -1;
  const next = zones[(at + by + zones.length) % zones.length];
  if (next) selectFirstWord(next);
}

function moveSelection(
  { direction, unit }: { direction: "forward" | "backward"; unit: "word" | "line" },
  isExtending: boolean,
): void {
  const selection = document.getSelection();
  if (!selection) return;
  if (isExtending) return selection.modify("extend", direction, unit);
  if (direction === "forward") selection.collapseToEnd();
  else selection.collapseToStart();
  if (unit === "word") return selection.modify("extend", direction, "word");
  selection.modify("move", direction, "line");
  selection.modify("move", "backward", "lineboundary");
  selection.modify("extend", "forward", "lineboundary");
}
