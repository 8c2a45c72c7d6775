import type { Json } from "../domain/json.ts";

/** Orders by UTF-16 code unit, the same on every machine; `localeCompare` is not. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * JSON with sorted keys and no blanks. Keys are written one by one: an object built in JavaScript would put
 * integer-like keys first and lose `__proto__`. Numbers that JSON cannot hold become null, as in JSON.stringify.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) return objectText(Object.entries(value), canonicalJson);
  return JSON.stringify(value);
}

/** An object's text from its entries, sorted by key. */
export function objectText<T>(entries: readonly (readonly [string, T])[], write: (value: T) => string): string {
  const sorted = [...entries].sort(([a], [b]) => byCodeUnit(a, b));
  return `{${sorted.map(([key, value]) => `${JSON.stringify(key)}:${write(value)}`).join(",")}}`;
}

/** A JSON string from pieces of its text; lone surrogates and U+0000 come out as escapes, pairs stay whole. */
export async function* stringText(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  yield '"';
  let held = "";
  for await (const piece of pieces) {
    const text = held + piece;
    const last = text.charCodeAt(text.length - 1);
    // A high surrogate at the end may find its other half in the next piece.
    const end = last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
    held = text.slice(end);
    if (end > 0) yield JSON.stringify(text.slice(0, end)).slice(1, -1);
  }
  if (held !== "") yield JSON.stringify(held).slice(1, -1);
  yield '"';
}

/** A JSON array from the texts of its items. */
export async function* arrayText<T>(
  items: AsyncIterable<T> | Iterable<T>,
  write: (item: T) => AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string> {
  yield "[";
  let isFirst = true;
  for await (const item of items) {
    if (!isFirst) yield ",";
    isFirst = false;
    yield* write(item);
  }
  yield "]";
}
