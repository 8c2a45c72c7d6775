import { renderVisible } from "../text/invisibles.ts";

type Mask = { start: number; end: number; placeholder: string };

/** A piece of a line: ordinary text, a token for something invisible, or a hidden range under its name. */
export type MaskedPiece = { kind: "text" | "token"; text: string } | { kind: "mask"; text: string; units: number };

/**
 * Text whose hidden ranges are masked unit for unit, as lines of pieces: each hidden range is one piece where it
 * begins, named by its placeholder without the angle brackets. `masks` are half-open, in order, in units of `text`.
 */
export function maskedPieces(text: string, masks: readonly Mask[]): MaskedPiece[][] {
  return renderVisible(text).map(({ segments }) => {
    const pieces: MaskedPiece[] = [];
    for (const { kind, text: shown, start, end } of segments) {
      if (kind !== "text") {
        if (shown !== "") pieces.push({ kind: "token", text: shown });
        continue;
      }
      let at = start;
      for (const mask of masks) {
        if (mask.end <= at || mask.start >= end) continue;
        const from = Math.max(mask.start, at);
        if (from > at) pieces.push({ kind: "text", text: shown.slice(at - start, from - start) });
        at = Math.min(mask.end, end);
        if (mask.start >= start)
          pieces.push({ kind: "mask", text: mask.placeholder.replace(/^<|>$/g, ""), units: mask.end - mask.start });
        else if (pieces.length === 0) pieces.push({ kind: "mask", text: "…", units: mask.end - mask.start });
      }
      if (at < end) pieces.push({ kind: "text", text: shown.slice(at - start) });
    }
    return pieces;
  });
}
