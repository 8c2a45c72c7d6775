import type { FindingKind } from "../governance/finding.ts";
import type { Severity } from "../labels/mark-value.ts";

/** What a key press asks for. Indexes count from 0 into the labels of the taxonomy. */
export type Command =
  | { type: "next-step" | "previous-step" | "next-unlabelled" | "previous-unlabelled" }
  | { type: "next-error" | "first-step" | "last-step" | "next-lane" | "previous-lane" }
  | { type: "phase" | "phase-until" | "quality" | "outcome"; index: number }
  | { type: "score"; score: number }
  | { type: "flag" | "decision" | "failure"; index: number }
  | { type: "severity"; severity: Severity }
  | { type: "failure-lane"; by: 1 | -1 }
  | { type: "decisive" | "cite" | "range" | "note" | "next-failure" | "select-text" }
  | { type: "governance"; kind: FindingKind }
  | { type: "next-dimension" | "undo" | "redo" | "submit" | "copy-link" | "raw-source" | "key-sheet" };

export type Section = "Move" | "Label" | "Say why" | "Finish";

/** A line of the table: what is pressed (a chord is several keys), what it does, and how that is printed. */
export type Binding = {
  keys: readonly string[];
  command: Command;
  section: Section;
  words: string;
  shown: readonly string[];
  isRepeatable?: true;
  isHint?: true;
};

const move = (key: string, type: "next-step" | "previous-step", shown: readonly string[]): Binding => ({
  keys: [key],
  command: { type },
  section: "Move",
  words: "next, previous step",
  shown,
  isRepeatable: true,
  isHint: true,
});

/** 1..9 then 0, as the phases lie on the keyboard. */
export const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] as const;
/** In the order of the taxonomy's labels. */
export const FLAG_KEYS = ["a", "s", "d", "h", "j", "k", "l"] as const;
export const DECISION_KEYS = ["z", "x", "c", "v", "b", "n"] as const;
export const FAILURE_KEYS = [..."lioervwtmhxpgbcsdaqyuzk"];
const SEVERITY_KEYS = { "1": "low", "2": "medium", "3": "high" } as const;
const GOVERNANCE_KEYS: readonly (readonly [key: string, kind: FindingKind])[] = [
  ["s", "secret"],
  ["p", "pii"],
  ["c", "customer_data"],
  ["i", "proprietary_text"],
  ["l", "licence"],
  ["b", "benchmark_material"],
  ["t", "model_terms"],
  ["n", "consent_missing"],
  ["x", "unsafe_content"],
  ["r", "residency"],
];
const QUALITY_KEYS = ["q", "w", "e", "r"] as const;
const OUTCOME_KEYS = ["1", "2", "3", "4"] as const;

/**
 * The only table of keys: handlers, hints, the sheet and the tests read it. Bindings that print the same words are one
 * line of the sheet.
 */
export const KEY_TABLE: readonly Binding[] = [
  move("j", "next-step", ["j", "k"]),
  move("k", "previous-step", ["j", "k"]),
  move("ArrowDown", "next-step", ["j", "k"]),
  move("ArrowUp", "previous-step", ["j", "k"]),
  {
    keys: ["J"],
    command: { type: "next-unlabelled" },
    section: "Move",
    words: "next, previous unlabelled",
    shown: ["J", "K"],
    isHint: true,
  },
  {
    keys: ["K"],
    command: { type: "previous-unlabelled" },
    section: "Move",
    words: "next, previous unlabelled",
    shown: ["J", "K"],
  },
  {
    keys: ["g", "e"],
    command: { type: "next-error" },
    section: "Move",
    words: "next error",
    shown: ["g", "e"],
  },
  {
    keys: ["g", "f"],
    command: { type: "next-failure" },
    section: "Move",
    words: "next failure",
    shown: ["g", "f"],
  },
  { keys: ["g", "g"], command: { type: "first-step" }, section: "Move", words: "first step", shown: ["g", "g"] },
  { keys: ["g", "l"], command: { type: "last-step" }, section: "Move", words: "last step", shown: ["g", "l"] },
  { keys: ["["], command: { type: "previous-lane" }, section: "Move", words: "previous, next lane", shown: ["[", "]"] },
  { keys: ["]"], command: { type: "next-lane" }, section: "Move", words: "previous, next lane", shown: ["[", "]"] },
  ...DIGITS.map(
    (key, index): Binding => ({
      keys: [key],
      command: { type: "phase", index },
      section: "Label",
      words: "phase",
      shown: ["1", "…", "0"],
      isHint: true,
    }),
  ),
  ...DIGITS.map(
    (key, index): Binding => ({
      keys: [".", key],
      command: { type: "phase-until", index },
      section: "Label",
      words: "this phase until here",
      shown: [".", "0…9"],
    }),
  ),
  ...QUALITY_KEYS.map(
    (key, index): Binding => ({
      keys: [key],
      command: { type: "quality", index },
      section: "Label",
      words: "quality",
      shown: QUALITY_KEYS,
      isHint: true,
    }),
  ),
  ...DIGITS.map(
    (key): Binding => ({
      keys: ["s", key],
      command: { type: "score", score: Number(key) },
      section: "Label",
      words: "score 0 to 9, then – for 10",
      shown: ["s", "0…9"],
      isHint: true,
    }),
  ),
  {
    keys: ["s", "-"],
    command: { type: "score", score: 10 },
    section: "Label",
    words: "score 0 to 9, then – for 10",
    shown: ["s", "0…9"],
  },
  ...OUTCOME_KEYS.map(
    (key, index): Binding => ({
      keys: ["o", key],
      command: { type: "outcome", index },
      section: "Label",
      words: "outcome of the run",
      shown: ["o", "1…4"],
    }),
  ),
  ...FLAG_KEYS.map(
    (key, index): Binding => ({
      keys: ["t", key],
      command: { type: "flag", index },
      section: "Label",
      words: "flags of the step",
      shown: ["t", "a…l"],
      isHint: true,
    }),
  ),
  ...DECISION_KEYS.map(
    (key, index): Binding => ({
      keys: ["d", key],
      command: { type: "decision", index },
      section: "Say why",
      words: "what a decision rested on",
      shown: ["d", "z…n"],
    }),
  ),
  ...FAILURE_KEYS.map(
    (key, index): Binding => ({
      keys: ["f", key],
      command: { type: "failure", index },
      section: "Say why",
      words: "failure at the step",
      shown: ["f", "a…z"],
      isHint: true,
    }),
  ),
  ...Object.entries(SEVERITY_KEYS).map(
    ([key, severity]): Binding => ({
      keys: ["f", key],
      command: { type: "severity", severity },
      section: "Say why",
      words: "low, medium, high severity",
      shown: ["f", "1…3"],
    }),
  ),
  {
    keys: ["f", "."],
    command: { type: "decisive" },
    section: "Say why",
    words: "this step decided it",
    shown: ["f", "."],
  },
  ...(["[", "]"] as const).map(
    (key): Binding => ({
      keys: ["f", key],
      command: { type: "failure-lane", by: key === "[" ? -1 : 1 },
      section: "Say why",
      words: "responsible agent",
      shown: ["f", "[", "]"],
    }),
  ),
  {
    keys: ["v"],
    command: { type: "cite" },
    section: "Say why",
    words: "cite the selected text or the step",
    shown: ["v"],
    isHint: true,
  },
  {
    keys: ["i"],
    command: { type: "select-text" },
    section: "Say why",
    words: "select text: arrows, Shift extends",
    shown: ["i"],
  },
  {
    keys: ["m"],
    command: { type: "range" },
    section: "Say why",
    words: "start, then end, of a recovery",
    shown: ["m", "m"],
  },
  { keys: ["c"], command: { type: "note" }, section: "Say why", words: "note on the step", shown: ["c"] },
  ...GOVERNANCE_KEYS.map(
    ([key, kind]): Binding => ({
      keys: ["G", key],
      command: { type: "governance", kind },
      section: "Say why",
      words: "must not leave: the selection or the step",
      shown: ["G", "s…r"],
    }),
  ),
  { keys: ["Tab"], command: { type: "next-dimension" }, section: "Label", words: "next dimension", shown: ["Tab"] },
  { keys: ["u"], command: { type: "undo" }, section: "Finish", words: "undo, redo", shown: ["u", "U"] },
  { keys: ["U"], command: { type: "redo" }, section: "Finish", words: "undo, redo", shown: ["u", "U"] },
  { keys: ["Enter"], command: { type: "submit" }, section: "Finish", words: "submit and next", shown: ["⏎"] },
  { keys: ["y"], command: { type: "copy-link" }, section: "Finish", words: "copy link to the step", shown: ["y"] },
  { keys: [","], command: { type: "raw-source" }, section: "Finish", words: "raw source of the step", shown: [","] },
  { keys: ["?"], command: { type: "key-sheet" }, section: "Finish", words: "all keys", shown: ["?"] },
];

export type KeyLine = { section: Section; words: string; shown: readonly string[] };

/** The table as people read it: one line for bindings that say the same. */
export function keyLines(isHintOnly = false): KeyLine[] {
  const lines = new Map<string, KeyLine>();
  for (const { section, words, shown, isHint } of KEY_TABLE) {
    if (isHintOnly && !isHint) continue;
    if (!lines.has(words)) lines.set(words, { section, words, shown });
  }
  return [...lines.values()];
}
