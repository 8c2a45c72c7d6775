import { z } from "zod";

/**
 * One replaced code unit of a stored field: its UTF-16 offset in the field and the code unit that stood there.
 * Lists are sorted by offset.
 */
export const StandIn = z.tuple([z.number().int().nonnegative(), z.number().int().min(0).max(0xffff)]);
export type StandIn = z.infer<typeof StandIn>;

const NUL_STAND_IN = "\u2400";
const SURROGATE_STAND_IN = "\ufffd";

/** True when the code unit at `index` is half of a pair whose other half is missing. */
export function isLoneSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code >= 0xd800 && code <= 0xdbff) return !isLow(text.charCodeAt(index + 1));
  return isLow(code) && !isHigh(text.charCodeAt(index - 1));
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/**
 * Makes a text storable in Postgres, which refuses U+0000 and lone surrogates.
 * Each is replaced by one code unit (U+2400, U+FFFD), so every UTF-16 offset stays what it was. Never throws.
 */
export function toStorable(text: string): { text: string; standIns: StandIn[] } {
  if (!text.includes("\0") && text.isWellFormed()) return { text, standIns: [] };
  const standIns: StandIn[] = [];
  const parts: string[] = [];
  let copied = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code !== 0 && !isLoneSurrogate(text, i)) continue;
    standIns.push([i, code]);
    parts.push(text.slice(copied, i), standInFor(code));
    copied = i + 1;
  }
  parts.push(text.slice(copied));
  return { text: parts.join(""), standIns };
}

function standInFor(codeUnit: number): string {
  return codeUnit === 0 ? NUL_STAND_IN : SURROGATE_STAND_IN;
}

/** The entries with `start <= offset < end`, still in field offsets. */
export function standInsWithin(standIns: readonly StandIn[], start: number, end: number): StandIn[] {
  return standIns.slice(firstAtOrAfter(standIns, start), firstAtOrAfter(standIns, end));
}

function firstAtOrAfter(standIns: readonly StandIn[], offset: number): number {
  let low = 0;
  let high = standIns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = standIns[middle];
    if (entry !== undefined && entry[0] < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The original of a stored text or of a slice of it that begins at `rangeStart` (UTF-16) of the field.
 * A place that no longer holds its stand-in was overwritten by a redaction and is left alone. Never throws.
 */
export function restore(text: string, standIns: readonly StandIn[], rangeStart = 0): string {
  const parts: string[] = [];
  let copied = 0;
  for (const [offset, codeUnit] of standInsWithin(standIns, rangeStart, rangeStart + text.length)) {
    const at = offset - rangeStart;
    if (text[at] !== standInFor(codeUnit)) continue;
    parts.push(text.slice(copied, at), String.fromCharCode(codeUnit));
    copied = at + 1;
  }
  if (copied === 0) return text;
  parts.push(text.slice(copied));
  return parts.join("");
}

/** The path of the first string in a value that no text column can hold as it is ("" for the value itself), else null. */
export function findUnstorable(value: unknown, path = ""): string | null {
  if (typeof value === "string") return value.includes("\0") || !value.isWellFormed() ? path : null;
  if (typeof value !== "object" || value === null || value instanceof Date) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = findUnstorable(inner, path === "" ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
