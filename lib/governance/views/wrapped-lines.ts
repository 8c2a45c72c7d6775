import { type Decoding, viewBuilder } from "./view.ts";

/** Widths at which terminals and mail programs break lines, in units. */
const COMMON_WIDTHS = [64, 72, 76, 80, 96, 100, 120, 128, 132, 140, 160, 180, 200, 240];
/** Below this a constant width is a table or a poem. */
const MIN_WIDTH = 20;

const TOKEN_UNIT = /[A-Za-z0-9_+/=.~:@%-]/;

type Line = { start: number; end: number; next: number };

/**
 * Terminal output with its lines joined where a line broke only because it was full: it has a common terminal width, or
 * a width that a second line which broke inside a word has too.
 */
export const wrappedLines: Decoding = {
  id: "wrapped-lines",
  version: "1",
  view(raw) {
    const broken = [...linesBrokenInsideWord(raw)];
    const counts = new Map<number, number>();
    for (const { start, end } of broken) counts.set(end - start, (counts.get(end - start) ?? 0) + 1);
    const builder = viewBuilder(raw);
    for (const { start, end, next } of broken) {
      const width = end - start;
      if ((counts.get(width) ?? 0) > 1 || COMMON_WIDTHS.includes(width)) builder.replace(end, next, "");
    }
    return builder.finish();
  },
};

function* linesBrokenInsideWord(raw: string): Generator<Line> {
  let start = 0;
  for (let at = raw.indexOf("\n"); at !== -1; at = raw.indexOf("\n", start)) {
    const end = at > start && raw.charAt(at - 1) === "\r" ? at - 1 : at;
    const isLong = end - start >= MIN_WIDTH;
    if (isLong && TOKEN_UNIT.test(raw.charAt(end - 1)) && TOKEN_UNIT.test(raw.charAt(at + 1)))
      yield { start, end, next: at + 1 };
    start = at + 1;
  }
}
