import type { OffsetRange } from "../../domain/text/offsets.ts";

/** A text as a reader would decode it, and the way back. All offsets in UTF-16 units. */
export type View = {
  text: string;
  /** The raw units that a non-empty range of `text` comes from; grows outward over a decoded piece it touches. */
  toRaw(start: number, end: number): OffsetRange;
  /**
   * True for a raw range with an end inside a piece that is one thing to a reader: with the `n` of `\nbob@…` for a
   * letter of the address. Rules that see the view know better.
   */
  isSplit(range: OffsetRange): boolean;
};

/** One way of writing a text so that a value in it no longer looks like one; one file each. */
export interface Decoding {
  readonly id: string;
  /** Rises whenever the same text would give another view. */
  readonly version: string;
  /** Null when there is nothing to decode. Linear in the text. */
  view(raw: string): View | null;
}

/** The last index whose `starts` is at or below `offset`, or -1. */
export function lastAtOrBelow(starts: readonly number[], offset: number): number {
  let low = -1;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Pieces of the raw text that a view shows otherwise, ascending; everything between is shown as it is. */
type Pieces = { rawStarts: number[]; rawEnds: number[]; starts: number[]; ends: number[] };

export type ViewBuilder = {
  /** Shows `shown` for the raw range; removes it when empty. Ranges ascend and do not overlap. */
  replace(start: number, end: number, shown: string): void;
  /** Null when nothing was replaced. */
  finish(): View | null;
};

/** Builds a view by naming what differs. */
export function viewBuilder(raw: string): ViewBuilder {
  const pieces: Pieces = { rawStarts: [], rawEnds: [], starts: [], ends: [] };
  const parts: string[] = [];
  let rawAt = 0;
  let at = 0;
  return {
    replace(start, end, shown) {
      parts.push(raw.slice(rawAt, start), shown);
      at += start - rawAt;
      pieces.rawStarts.push(start);
      pieces.rawEnds.push(end);
      pieces.starts.push(at);
      at += shown.length;
      pieces.ends.push(at);
      rawAt = end;
    },
    finish() {
      if (pieces.starts.length === 0) return null;
      const text = parts.join("") + raw.slice(rawAt);
      return {
        text,
        toRaw: (start, end) => toRaw(pieces, start, end),
        isSplit: ({ start, end }) => isInside(pieces, start) || isInside(pieces, end),
      };
    },
  };
}

function toRaw(pieces: Pieces, start: number, end: number): OffsetRange {
  return { start: rawUnit(pieces, start).start, end: rawUnit(pieces, end - 1).end };
}

/** The raw range of one shown unit. A removed piece before the unit is not part of it. */
function rawUnit(pieces: Pieces, at: number): OffsetRange {
  const index = lastAtOrBelow(pieces.starts, at);
  if (index === -1) return { start: at, end: at + 1 };
  const { rawStarts, rawEnds, ends } = pieces;
  const beyond = at - (ends[index] ?? 0);
  const rawEnd = rawEnds[index] ?? 0;
  if (beyond < 0) return { start: rawStarts[index] ?? 0, end: rawEnd };
  return { start: rawEnd + beyond, end: rawEnd + beyond + 1 };
}

/** Whether `offset` is strictly inside a replaced piece. */
function isInside(pieces: Pieces, offset: number): boolean {
  const index = lastAtOrBelow(pieces.rawStarts, offset);
  return index !== -1 && offset > (pieces.rawStarts[index] ?? 0) && offset < (pieces.rawEnds[index] ?? 0);
}
