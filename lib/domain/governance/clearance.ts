import { z } from "zod";

/**
 * The gate of a run, from least to most known. Only `cleared` lets it into a dataset; everything unknown or failed is
 * one of the others.
 */
export const GATE_STATES = ["unscanned", "scanning", "scan_failed", "needs_review", "blocked", "cleared"] as const;
export const GateState = z.enum(GATE_STATES);
export type GateState = z.infer<typeof GateState>;

/** What the gate's state is derived from; nothing else. */
export type GateFacts = {
  /** The newest scan of the revision under today's rules; null when there was none. */
  scan: "queued" | "running" | "done" | "failed" | null;
  /** Findings nobody has looked at. */
  open: number;
  /** Findings that are real and cannot be redacted. */
  unredactable: number;
  /** Marks of people that a reparse found no place for: what they hide may stand anywhere. */
  unplaced: number;
  /** A lead cleared the run exactly as it stands now: same rules, same findings, same verdicts. */
  isClearedAsItStands: boolean;
};

/** Open findings block at once, whoever found them; a clearance holds only for what was looked at. */
export function gateState({ scan, open, unredactable, unplaced, isClearedAsItStands }: GateFacts): GateState {
  if (scan === null) return "unscanned";
  if (scan === "failed") return "scan_failed";
  if (scan !== "done") return "scanning";
  if (unredactable > 0) return "blocked";
  if (open + unplaced > 0) return "needs_review";
  return isClearedAsItStands ? "cleared" : "needs_review";
}

export const GATE_WORDS: Record<GateState, string> = {
  unscanned: "not scanned",
  scanning: "being scanned",
  scan_failed: "scan failed",
  needs_review: "needs review",
  blocked: "blocked",
  cleared: "cleared",
};
