/** The colours a fence may use; bright variants share the token of their base. */
export const ANSI_COLORS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;
export type AnsiColor = (typeof ANSI_COLORS)[number];

export type SegmentStyle = { color?: AnsiColor; isBold?: true; isUnderlined?: true; isOutlined?: true };

/**
 * A piece of a rendered line and the source range `[start, end)` it stands for, in UTF-16 units of the field.
 * `text` is the source verbatim, one unit for one unit. `control` shows a token such as ⟨U+202E⟩ for its whole range;
 * its text is empty where the source is an applied style. `stand-in` shows a code unit that storage had to replace.
 */
export type Segment = {
  kind: "text" | "control" | "stand-in";
  text: string;
  start: number;
  end: number;
  style?: SegmentStyle;
};

/** Content `[start, end)` is covered by the segments, `[end, breakEnd)` is the line break. Same rules as `TextLine`. */
export type SegmentLine = { start: number; end: number; breakEnd: number; segments: Segment[] };

/** Offsets passed in are local to the rendered text; `base` moves them to the field. */
export type LineBuilder = {
  pushText: (source: string, start: number, end: number, style?: SegmentStyle) => void;
  pushToken: (kind: "control" | "stand-in", shown: string, start: number, end: number) => void;
  breakLine: (start: number, end: number) => void;
  finish: () => SegmentLine[];
};

/** Collects segments into lines. After `maxStyledSpans` styled segments the styles stop and the text stays. */
export function lineBuilder(base = 0, maxStyledSpans = Number.POSITIVE_INFINITY): LineBuilder {
  const lines: SegmentLine[] = [];
  let open: SegmentLine = { start: base, end: base, breakEnd: base, segments: [] };
  let styledSpans = 0;
  const push = (segment: Segment) => {
    open.segments.push(segment);
    open.end = segment.end;
    open.breakEnd = segment.end;
  };
  return {
    pushText(source, start, end, style) {
      const segment: Segment = { kind: "text", text: source.slice(start, end), start: start + base, end: end + base };
      if (style !== undefined && styledSpans < maxStyledSpans) {
        segment.style = style;
        styledSpans += 1;
      }
      push(segment);
    },
    pushToken(kind, shown, start, end) {
      push({ kind, text: shown, start: start + base, end: end + base });
    },
    breakLine(start, end) {
      lines.push({ ...open, end: start + base, breakEnd: end + base });
      open = { start: end + base, end: end + base, breakEnd: end + base, segments: [] };
    },
    finish() {
      return open.segments.length > 0 ? [...lines, open] : lines;
    },
  };
}

/**
 * Source offset of a caret that stands `offset` units into a segment's shown text. Inside a token there is no source
 * place, so the caret snaps outward: to the token's start for a selection's start, to its end for the end.
 */
export function sourceOffset(segment: Segment, offset: number, side: "start" | "end"): number {
  if (segment.kind === "text") return Math.min(segment.end, segment.start + Math.max(0, offset));
  if (offset <= 0) return segment.start;
  if (offset >= segment.text.length) return segment.end;
  return side === "start" ? segment.start : segment.end;
}

/** Where a source offset is shown. In a line break: `segment` is the number of segments of the line, `offset` 0. */
export type SegmentPlace = { line: number; segment: number; offset: number };

/** Finds a source offset in rendered lines by binary search; null outside them. The end of the text has a place. */
export function locate(lines: readonly SegmentLine[], offset: number): SegmentPlace | null {
  const last = lines.at(-1);
  const first = lines[0];
  if (first === undefined || last === undefined || offset < first.start || offset > last.breakEnd) return null;
  const line = lastStartingAtOrBefore(lines, offset);
  const segments = lines[line]?.segments ?? [];
  const segment = segments.length === 0 ? 0 : lastStartingAtOrBefore(segments, offset);
  const found = segments[segment];
  if (found === undefined || offset >= found.end) return { line, segment: segments.length, offset: 0 };
  return { line, segment, offset: found.kind === "text" ? offset - found.start : 0 };
}

function lastStartingAtOrBefore(items: readonly { start: number }[], offset: number): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((items[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The invariant of every renderer: segments and line breaks cover `source`
 * exactly, in order, without overlap. Null when it holds, else one sentence that names the first fault.
 */
export function coverageFault(lines: readonly SegmentLine[], source: string, base = 0): string | null {
  let at = base;
  for (const [index, line] of lines.entries()) {
    if (line.start !== at) return `line ${index} starts at ${line.start}, expected ${at}`;
    for (const segment of line.segments) {
      if (segment.start !== at || segment.end <= at) return `segment at ${segment.start} does not continue ${at}`;
      if (segment.kind === "text" && segment.text !== source.slice(at - base, segment.end - base))
        return `text segment at ${at} differs from its source`;
      at = segment.end;
    }
    if (line.end !== at) return `line ${index} ends at ${line.end}, its segments at ${at}`;
    const lineBreak = source.slice(at - base, line.breakEnd - base);
    if (lineBreak !== "\n" && lineBreak !== "\r\n" && !(lineBreak === "" && index === lines.length - 1))
      return `line ${index} has no line break at ${at}`;
    at = line.breakEnd;
  }
  return at === base + source.length ? null : `lines end at ${at}, the text at ${base + source.length}`;
}
