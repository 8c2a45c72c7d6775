import { applySgr, PLAIN, type SgrState, styleOf } from "./ansi-style.ts";
import { appendVisible, localStandIns, type RenderOptions } from "./invisibles.ts";
import { lineBuilder, type SegmentLine } from "./segments.ts";

/** Styled segments a single text may cost the browser; afterwards styles stop and the text stays. */
export const MAX_STYLED_SPANS = 10_000;
/** The longest parameter list read as a style, in UTF-16 units: `38:2::255:255:255;48:2::255:255:255` has 37. */
const MAX_SGR_LENGTH = 96;

/** Reads `ESC [ parameters m` at `at`; null for every other escape, also one that never ends. Looks at 98 units at most. */
function readSgr(text: string, at: number): { parameters: string; end: number } | null {
  if (text.charCodeAt(at + 1) !== 0x5b) return null;
  const limit = Math.min(text.length, at + 2 + MAX_SGR_LENGTH);
  for (let i = at + 2; i < limit; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x6d) return { parameters: text.slice(at + 2, i), end: i + 1 };
    const isParameter = code >= 0x30 && code <= 0x3b;
    if (!isParameter) return null;
  }
  return null;
}

/**
 * Terminal text to styled lines. Only SGR is obeyed, reduced to 8 colour tokens, bold, underline and outline. Cursor
 * moves, titles, OSC 8 links, OSC 52, DCS, C1 and unterminated sequences appear as ⟨ESC⟩ followed by their own words.
 * Styles carry over line breaks as in a terminal. Linear in the text; never throws.
 */
export function renderAnsi(text: string, options: RenderOptions = {}): SegmentLine[] {
  const builder = lineBuilder(options.rangeStart, MAX_STYLED_SPANS);
  const standIns = localStandIns(text, options);
  let state: SgrState = PLAIN;
  let done = 0;
  for (let escape = text.indexOf("\x1b"); escape !== -1; ) {
    const sgr = readSgr(text, escape);
    const next = sgr === null ? null : applySgr(state, sgr.parameters);
    if (sgr === null || next === null) {
      escape = text.indexOf("\x1b", escape + 1);
      continue;
    }
    appendVisible(builder, text, { start: done, end: escape, style: styleOf(state) }, standIns);
    builder.pushToken("control", "", escape, sgr.end);
    state = next;
    done = sgr.end;
    escape = text.indexOf("\x1b", done);
  }
  appendVisible(builder, text, { start: done, end: text.length, style: styleOf(state) }, standIns);
  return builder.finish();
}

/** The text without applied colour sequences, for rules that read words. Other escapes stay. Linear. */
export function withoutSgr(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (let escape = text.indexOf("\x1b"); escape !== -1; escape = text.indexOf("\x1b", escape + 1)) {
    const sgr = readSgr(text, escape);
    if (sgr === null) continue;
    parts.push(text.slice(done, escape));
    done = sgr.end;
  }
  parts.push(text.slice(done));
  return parts.join("");
}
