"use client";
import { clsx } from "clsx";
import { formatTime } from "./format";
import { useDelayed } from "./use-delayed";

/** What is true of a person's work. `saved` is said only after the server acknowledged. */
export type SavedState =
  | { state: "idle" }
  | { state: "saved"; at: string }
  | { state: "saving" }
  | { state: "offline"; waiting: number }
  | { state: "signed-out"; waiting: number }
  | { state: "conflict"; place: string }
  | { state: "not-saved"; reason: string };

const SHAPES = {
  idle: "hidden",
  saved: "rounded-full bg-ok",
  saving: "rounded-full border-2 border-fg-3",
  offline: "bg-warn",
  "signed-out": "bg-warn",
  conflict: "rotate-45 bg-err",
  "not-saved": "border-2 border-err",
} as const;

/** The honest indicator: a word and a shape for each state. Saving shows only once it has taken 300 ms. */
export function SavedIndicator({ saved, lastSavedAt }: { saved: SavedState; lastSavedAt: string | null }) {
  const isSlow = useDelayed(saved.state === "saving", 300);
  const shown: SavedState =
    saved.state === "saving" && !isSlow
      ? lastSavedAt
        ? { state: "saved", at: lastSavedAt }
        : { state: "idle" }
      : saved;
  const isTrouble = shown.state === "conflict" || shown.state === "not-saved";
  const isWaiting = shown.state === "offline" || shown.state === "signed-out";
  return (
    <span
      role="status"
      data-state={saved.state}
      aria-live={isTrouble ? "assertive" : "polite"}
      className={clsx(
        "inline-flex items-center gap-1.5 whitespace-nowrap text-small",
        isTrouble ? "text-err-ink" : isWaiting ? "text-warn-ink" : "text-fg-2",
      )}
    >
      <i aria-hidden className={clsx("size-2 shrink-0", SHAPES[shown.state])} />
      {describe(shown)}
    </span>
  );
}

function describe(saved: SavedState): string {
  switch (saved.state) {
    case "idle":
      return "";
    case "saved":
      return `Saved ${formatTime(saved.at)}`;
    case "saving":
      return "Saving";
    case "offline":
      return `Offline, ${saved.waiting} waiting`;
    case "signed-out":
      return `Signed out, ${saved.waiting} waiting`;
    case "conflict":
      return `Conflict on ${saved.place}`;
    case "not-saved":
      return "Not saved";
  }
}
