/** What a key asks for on the Governance screen. */
export type GovernanceCommand = { type: "move"; by: 1 | -1; isOpenOnly: boolean } | { type: "verdict"; index: number };

/** The table of that screen: handlers, hints and tests read it. Verdicts are counted as they stand in VERDICTS. */
export const GOVERNANCE_KEYS: readonly { key: string; command: GovernanceCommand; words: string }[] = [
  { key: "j", command: { type: "move", by: 1, isOpenOnly: false }, words: "next value" },
  { key: "k", command: { type: "move", by: -1, isOpenOnly: false }, words: "previous value" },
  { key: "J", command: { type: "move", by: 1, isOpenOnly: true }, words: "next open value" },
  { key: "K", command: { type: "move", by: -1, isOpenOnly: true }, words: "previous open value" },
  { key: "1", command: { type: "verdict", index: 0 }, words: "confirmed" },
  { key: "2", command: { type: "verdict", index: 1 }, words: "false positive" },
  { key: "3", command: { type: "verdict", index: 2 }, words: "test fixture" },
  { key: "4", command: { type: "verdict", index: 3 }, words: "rotated" },
];

/** The command of a key that is pressed without modifiers and outside of text; null where there is none. */
export function readGovernanceKey(key: string): GovernanceCommand | null {
  return GOVERNANCE_KEYS.find((entry) => entry.key === key)?.command ?? null;
}
