import { AppError } from "../errors.ts";

/** A half-open range; its unit is in the name of the function that takes or gives it. */
export type OffsetRange = { start: number; end: number };

/** Width of the code point at a UTF-16 index, in units of the other side. A lone surrogate counts 1 code point, 3 bytes. */
type Measure = (codePoint: number) => number;

const codePoints: Measure = () => 1;
const utf8Bytes: Measure = (codePoint) => {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
};

type Unit = "utf16" | "measured";
/** A boundary between two code points, counted in both units. */
type Place = Record<Unit, number>;

function stepOver(text: string, place: Place, measure: Measure): Place {
  const codePoint = text.codePointAt(place.utf16) ?? 0;
  return { utf16: place.utf16 + (codePoint > 0xffff ? 2 : 1), measured: place.measured + measure(codePoint) };
}

/** The last boundary at or before `offset`, walking forward from `from`. */
function reach(text: string, from: Place, offset: number, unit: Unit, measure: Measure): Place {
  let place = from;
  while (place[unit] < offset && place.utf16 < text.length) {
    const next = stepOver(text, place, measure);
    if (next[unit] > offset) break;
    place = next;
  }
  return place;
}

/**
 * Both ends in one walk. An end inside a character (half a pair, a byte within a sequence) moves outward, so a
 * converted range never cuts what the original touched; an empty range stays empty.
 */
function convert(text: string, range: OffsetRange, measure: Measure, unit: Unit): OffsetRange {
  const isRange = Number.isInteger(range.start) && Number.isInteger(range.end) && range.start >= 0;
  if (!isRange || range.end < range.start) throw outside(range);
  const start = reach(text, { utf16: 0, measured: 0 }, range.start, unit, measure);
  let end = reach(text, start, range.end, unit, measure);
  if (end[unit] < range.end) {
    if (end.utf16 >= text.length) throw outside(range);
    end = stepOver(text, end, measure);
  }
  const other: Unit = unit === "utf16" ? "measured" : "utf16";
  return { start: start[other], end: range.start === range.end ? start[other] : end[other] };
}

function outside(range: OffsetRange): AppError {
  const message = `The range ${range.start} to ${range.end} is outside the text. Reload the step and mark again.`;
  return new AppError("invalid_input", message);
}

/**
 * UTF-16 range to code point range, the unit exports and Python use. Linear in the text up to
 * the range's end. Throws `invalid_input` for a range outside the text. The three below behave alike.
 */
export function utf16ToCodePointRange(text: string, range: OffsetRange): OffsetRange {
  return convert(text, range, codePoints, "utf16");
}

/** Code point range to UTF-16 range. */
export function codePointToUtf16Range(text: string, range: OffsetRange): OffsetRange {
  return convert(text, range, codePoints, "measured");
}

/** UTF-16 range to byte range of the text as UTF-8. */
export function utf16ToByteRange(text: string, range: OffsetRange): OffsetRange {
  return convert(text, range, utf8Bytes, "utf16");
}

/** Byte range of the text as UTF-8 to UTF-16 range. */
export function byteToUtf16Range(text: string, range: OffsetRange): OffsetRange {
  return convert(text, range, utf8Bytes, "measured");
}
