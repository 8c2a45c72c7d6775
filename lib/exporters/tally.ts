/** What became of the runs so far: `selected` is always `written` plus the sum of `rejected`. */
export type Tally = {
  selected: number;
  written: number;
  rows: number;
  /** Runs without a row, by reason. */
  rejected: Map<string, number>;
  /** Rows that lost something, by reason. */
  lossy: Map<string, number>;
  /** The manifest's entries for the runs and the commas between them, as JSON text. */
  selection: string[];
  lineage: { runKey: string; trajectoryId: string; revisionId: string }[];
};

export function emptyTally(): Tally {
  return { selected: 0, written: 0, rows: 0, rejected: new Map(), lossy: new Map(), selection: [], lineage: [] };
}

/** One more of this reason. */
export function countReason(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}
