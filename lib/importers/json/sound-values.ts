import { BYTE, byteAt } from "./bytes.ts";
import { decodeKey } from "./json-key.ts";

/**
 * Finds values inside JSON text that the scanner has passed already. Nothing is checked again: strings are jumped over
 * from quote to quote, so a look costs a small part of a scan. Of text that is not sound the ranges mean nothing, but
 * every walk ends.
 */

/** A member or an element, `[byteStart, byteEnd)` of its text; `key` is null for an element. */
export type Place = { key: string | null; byteStart: number; byteEnd: number };

const BOM = [0xef, 0xbb, 0xbf];

/** The members of the object, or the elements of the list, that begins at `at`; nothing where it is neither. */
export function* placesIn(text: Uint8Array, at: number): Generator<Place> {
  const bytes = asBuffer(text);
  const isObject = bytes[at] === BYTE.OPEN_OBJECT;
  if (!isObject && bytes[at] !== BYTE.OPEN_ARRAY) return;
  let next = skipBlank(bytes, at + 1);
  while (next < bytes.length && bytes[next] !== BYTE.CLOSE_OBJECT && bytes[next] !== BYTE.CLOSE_ARRAY) {
    let key: string | null = null;
    if (isObject) {
      const keyEnd = skipString(bytes, next);
      key = decodeKey(bytes.subarray(next + 1, keyEnd - 1));
      next = skipBlank(bytes, skipBlank(bytes, keyEnd) + 1); // behind the colon
    }
    const byteEnd = skipValue(bytes, next);
    yield { key, byteStart: next, byteEnd };
    next = skipBlank(bytes, byteEnd);
    if (bytes[next] === BYTE.COMMA) next = skipBlank(bytes, next + 1);
  }
}

/** Where the value of a text begins: behind a byte order mark and blank space. */
export function rootStart(text: Uint8Array): number {
  return skipBlank(text, BOM.every((byte, at) => text[at] === byte) ? BOM.length : 0);
}

function skipBlank(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isBlank(byteAt(bytes, at)) && at < bytes.length) at += 1;
  return at;
}

function isBlank(byte: number): boolean {
  return byte === BYTE.SPACE || byte === BYTE.LF || byte === BYTE.CR || byte === BYTE.TAB;
}

/** The index behind the value that begins at `from`. */
function skipValue(bytes: Buffer, from: number): number {
  const first = byteAt(bytes, from);
  if (first === BYTE.QUOTE) return skipString(bytes, from);
  if (first !== BYTE.OPEN_OBJECT && first !== BYTE.OPEN_ARRAY) return skipScalar(bytes, from);
  let depth = 0;
  for (let at = from; at < bytes.length; ) {
    const byte = byteAt(bytes, at);
    if (byte === BYTE.QUOTE) {
      at = skipString(bytes, at);
      continue;
    }
    at += 1;
    if (byte === BYTE.OPEN_OBJECT || byte === BYTE.OPEN_ARRAY) depth += 1;
    else if (byte === BYTE.CLOSE_OBJECT || byte === BYTE.CLOSE_ARRAY) depth -= 1;
    if (depth === 0) return at;
  }
  return bytes.length;
}

/** The index behind the closing quote: the first one with an even number of backslashes before it. */
function skipString(bytes: Buffer, from: number): number {
  for (let at = from + 1; ; ) {
    const quote = bytes.indexOf(BYTE.QUOTE, at);
    if (quote < 0) return bytes.length;
    let before = quote - 1;
    while (bytes[before] === BYTE.BACKSLASH) before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
    at = quote + 1;
  }
}

function skipScalar(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && !isEndOfScalar(byteAt(bytes, at))) at += 1;
  return Math.max(at, from + 1);
}

function isEndOfScalar(byte: number): boolean {
  return byte === BYTE.COMMA || byte === BYTE.CLOSE_ARRAY || byte === BYTE.CLOSE_OBJECT || isBlank(byte);
}

/** A view with the fast search of Buffer. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
