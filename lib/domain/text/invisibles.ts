import { type LineBuilder, lineBuilder, type SegmentLine, type SegmentStyle } from "./segments.ts";
import { isLoneSurrogate, type StandIn, standInsWithin } from "./stand-ins.ts";

/** `rangeStart` is the place of the text in its field (UTF-16); `standIns` are those of the whole field. */
export type RenderOptions = { rangeStart?: number; standIns?: readonly StandIn[] };

/**
 * Inclusive ranges of characters that change or hide what a reader sees: Unicode Bidi_Control and
 * Default_Ignorable_Code_Point (UAX #9, UAX #44), line and paragraph separators, interlinear annotation marks.
 */
const BMP_RANGES: readonly (readonly [number, number])[] = [
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
];
const ASTRAL_RANGES: readonly (readonly [number, number])[] = [
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

const ESC = 0x1b;

/** ⟨ESC⟩ for the escape character, else ⟨U+XXXX⟩ with at least four digits. */
export function tokenOf(codePoint: number): string {
  if (codePoint === ESC) return "⟨ESC⟩";
  return `⟨U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** The code point to be shown as a token when the character at `index` is invisible or a lone surrogate, else null. */
export function invisibleAt(text: string, index: number): number | null {
  const code = text.charCodeAt(index);
  if (code < 0x20) return code === 0x09 || code === 0x0a ? null : code;
  if (code < 0x7f) return null;
  if (code < 0xa0) return code;
  if (code >= 0xd800 && code <= 0xdfff) return invisibleSurrogate(text, index, code);
  if (!isWithin(BMP_RANGES, code)) return null;
  return isEmojiPresentation(text, index, code) ? null : code;
}

function invisibleSurrogate(text: string, index: number, code: number): number | null {
  if (isLoneSurrogate(text, index)) return code;
  const codePoint = text.codePointAt(index) ?? code;
  return codePoint > 0xffff && isWithin(ASTRAL_RANGES, codePoint) ? codePoint : null;
}

function isWithin(ranges: readonly (readonly [number, number])[], code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to);
}

/** One U+FE0E or U+FE0F after a symbol is how emoji are written; any other variation selector can smuggle bytes. */
function isEmojiPresentation(text: string, index: number, code: number): boolean {
  if (code !== 0xfe0e && code !== 0xfe0f) return false;
  const before = text.charCodeAt(index - 1);
  if (before >= 0xdc00 && before <= 0xdfff) return invisibleAt(text, index - 2) === null;
  const isKeycap = (before >= 0x30 && before <= 0x39) || before === 0x23 || before === 0x2a;
  return isKeycap || before === 0xa9 || before === 0xae || (before >= 0x203c && before <= 0x3299);
}

type Stop = { kind: "break" | "control" | "stand-in"; shown: string; length: number };

function stopAt(text: string, index: number, standIns: ReadonlyMap<number, number>): Stop | null {
  const code = text.charCodeAt(index);
  if (code === 0x0a) return { kind: "break", shown: "", length: 1 };
  if (code === 0x0d && text.charCodeAt(index + 1) === 0x0a) return { kind: "break", shown: "", length: 2 };
  if (code === 0x2400 || code === 0xfffd) {
    const original = standIns.get(index);
    if (original === undefined) return null;
    return { kind: "stand-in", shown: original === 0 ? "\u2400" : tokenOf(original), length: 1 };
  }
  const codePoint = invisibleAt(text, index);
  if (codePoint === null) return null;
  return { kind: "control", shown: tokenOf(codePoint), length: codePoint > 0xffff ? 2 : 1 };
}

/** Stand-ins of the rendered slice by local offset. */
export function localStandIns(text: string, options: RenderOptions): Map<number, number> {
  const base = options.rangeStart ?? 0;
  const inside = standInsWithin(options.standIns ?? [], base, base + text.length);
  return new Map(inside.map(([offset, codeUnit]) => [offset - base, codeUnit]));
}

/** Appends `text[start, end)` to `builder`: runs of ordinary text, tokens for what is invisible, line breaks. Linear. */
export function appendVisible(
  builder: LineBuilder,
  text: string,
  range: { start: number; end: number; style?: SegmentStyle },
  standIns: ReadonlyMap<number, number>,
): void {
  let runStart = range.start;
  for (let i = range.start; i < range.end; ) {
    const stop = stopAt(text, i, standIns);
    if (stop === null) {
      i += 1;
      continue;
    }
    if (i > runStart) builder.pushText(text, runStart, i, range.style);
    const end = i + stop.length;
    if (stop.kind === "break") builder.breakLine(i, end);
    else builder.pushToken(stop.kind, stop.shown, i, end);
    i = end;
    runStart = end;
  }
  if (range.end > runStart) builder.pushText(text, runStart, range.end, range.style);
}

/**
 * The raw view: text to lines in which bidi controls, zero-width characters, C0 and C1 (but tab and line breaks), tag
 * characters, separators and lone surrogates are tokens. Never throws.
 */
export function renderVisible(text: string, options: RenderOptions = {}): SegmentLine[] {
  const builder = lineBuilder(options.rangeStart);
  appendVisible(builder, text, { start: 0, end: text.length }, localStandIns(text, options));
  return builder.finish();
}
