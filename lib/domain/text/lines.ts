/** A line of a text in UTF-16 offsets: content `[start, end)`, then its line break `[end, breakEnd)` of 0 to 2 units. */
export type TextLine = { start: number; end: number; breakEnd: number };

/**
 * The line that begins at `from`. LF and CRLF break lines; a lone CR, VT, FF, U+0085, U+2028 or U+2029 does not:
 * renderers show it as a token instead.
 */
export function lineAt(text: string, from: number): TextLine {
  const lf = text.indexOf("\n", from);
  if (lf === -1) return { start: from, end: text.length, breakEnd: text.length };
  const hasCr = lf > from && text.charCodeAt(lf - 1) === 0x0d;
  return { start: from, end: hasCr ? lf - 1 : lf, breakEnd: lf + 1 };
}

/**
 * All lines, in order, covering the text exactly; offsets are shifted by `rangeStart`, the place of `text` in its field.
 * A break at the very end closes the last line and opens none: `"a\n"` is one line, `""` is none.
 */
export function splitLines(text: string, rangeStart = 0): TextLine[] {
  const lines: TextLine[] = [];
  for (let from = 0; from < text.length; ) {
    const line = lineAt(text, from);
    from = line.breakEnd;
    lines.push({
      start: line.start + rangeStart,
      end: line.end + rangeStart,
      breakEnd: line.breakEnd + rangeStart,
    });
  }
  return lines;
}

/** `splitLines(text).length` without building the lines. */
export function countLines(text: string): number {
  let count = 0;
  for (let from = 0; from < text.length; from = lineAt(text, from).breakEnd) count += 1;
  return count;
}

/** The words of each line, breaks removed. */
export function lineTexts(text: string): string[] {
  return splitLines(text).map((line) => text.slice(line.start, line.end));
}

/** The first `maxLines` lines and how many stay behind the clamp row. `maxLines` below 0 counts as 0. */
export function clamp<Line>(lines: readonly Line[], maxLines: number): { shown: Line[]; hiddenLines: number } {
  const shown = lines.slice(0, Math.max(0, maxLines));
  return { shown, hiddenLines: lines.length - shown.length };
}
