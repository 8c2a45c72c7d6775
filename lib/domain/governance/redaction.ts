/** A range of a field to be hidden, in UTF-16 units, half-open, and the placeholder that stands for it. */
export type Redaction = { start: number; end: number; placeholder: string };

/** What a hidden range is, before placeholders are counted: the same value has the same fingerprint. */
export type HiddenRange = {
  fieldKey: string;
  start: number;
  end: number;
  type: string;
  kind: string;
  fingerprint: string;
};

/** One unit of masked text. */
export const MASK = "\u2588";

/**
 * Redactions by field, from the hidden ranges of one run in reading order (fields in reading order, starts ascending).
 * Overlapping ranges of a field become one, named by the one that starts first. Placeholders count values by kind in
 * order of first appearance: `<SECRET:github-pat:1>`; the same value has the same placeholder everywhere in the run.
 */
export function redactionsOf(ranges: readonly HiddenRange[]): Map<string, Redaction[]> {
  const numbers = new Map<string, number>();
  const counts = new Map<string, number>();
  const byField = new Map<string, Redaction[]>();
  for (const { fieldKey, start, end, type, kind, fingerprint } of ranges) {
    const name = `${kind.toUpperCase().replaceAll("_", "-")}:${type}`;
    const identity = `${name}:${fingerprint}`;
    const number = numbers.get(identity) ?? (counts.get(name) ?? 0) + 1;
    if (!numbers.has(identity)) counts.set(name, number);
    numbers.set(identity, number);
    const field = byField.get(fieldKey) ?? [];
    const last = field.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else field.push({ start, end, placeholder: `<${name}:${number}>` });
    byField.set(fieldKey, field);
  }
  return byField;
}

/** A piece of a field that begins at `from`, with hidden units replaced one for one; line feeds stay, so offsets and lines hold. */
export function maskPiece(piece: string, from: number, redactions: readonly Redaction[]): string {
  let masked = "";
  let at = 0;
  for (const { start, end } of redactions) {
    const first = Math.min(Math.max(start - from, at), piece.length);
    const last = Math.min(Math.max(end - from, first), piece.length);
    masked += piece.slice(at, first) + piece.slice(first, last).replace(/[^\n]/g, MASK);
    at = last;
  }
  return masked + piece.slice(at);
}

/**
 * A whole field in pieces, cut anywhere, with each hidden range replaced by its placeholder. The line feeds a range
 * held follow the placeholder, so that a diff keeps its lines.
 */
export async function* redactPieces(
  pieces: AsyncIterable<string>,
  redactions: readonly Redaction[],
): AsyncGenerator<string> {
  let from = 0;
  let next = 0;
  for await (const piece of pieces) {
    let text = "";
    let at = 0;
    for (; next < redactions.length; next += 1) {
      const redaction = redactions[next];
      if (!redaction || redaction.start >= from + piece.length) break;
      const first = Math.max(redaction.start - from, at);
      const last = Math.min(redaction.end - from, piece.length);
      text += piece.slice(at, first);
      if (redaction.start >= from) text += redaction.placeholder;
      text += piece.slice(first, last).replace(/[^\n]/g, "");
      at = last;
      // The range goes on in the next piece.
      if (redaction.end > from + piece.length) break;
    }
    text += piece.slice(at);
    from += piece.length;
    if (text !== "") yield text;
  }
}
