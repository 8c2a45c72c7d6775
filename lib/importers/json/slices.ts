import { placesIn, rootStart } from "./sound-values.ts";

/** A value inside a JSON text held in memory, with its own bytes, `[byteStart, byteEnd)` of that text. */
export type Slice = { byteStart: number; byteEnd: number; bytes: Uint8Array };

/**
 * The bytes of a member of an object as they stand in the source, so that numbers, key order and hostile keys survive;
 * null where there is none. The text is one the scanner has passed already; the slice is a view of it.
 */
export function memberSlice(text: Uint8Array, key: string): Slice | null {
  for (const place of placesIn(text, rootStart(text))) if (place.key === key) return sliceOf(text, place);
  return null;
}

/** The elements of a list: of a member's, or of the text itself where `key` is null. Nothing where it is no list. */
export function elementSlices(text: Uint8Array, key: string | null): Slice[] {
  const at = key === null ? rootStart(text) : memberSlice(text, key)?.byteStart;
  if (at === undefined) return [];
  return [...placesIn(text, at)].filter((place) => place.key === null).map((place) => sliceOf(text, place));
}

function sliceOf(text: Uint8Array, { byteStart, byteEnd }: { byteStart: number; byteEnd: number }): Slice {
  return { byteStart, byteEnd, bytes: text.subarray(byteStart, byteEnd) };
}

/** Bytes in memory as a stream. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
