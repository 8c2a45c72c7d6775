import { readDocument } from "./document.ts";

/** A value inside a JSON text held in memory, with its own bytes, `[byteStart, byteEnd)` of that text. */
export type Slice = { byteStart: number; byteEnd: number; bytes: Uint8Array };

/**
 * The bytes of a member of an object as they stand in the source, so that numbers, key order and hostile keys survive;
 * null where there is none. The text is one the scanner has passed already.
 */
export async function memberSlice(text: Uint8Array, key: string): Promise<Slice | null> {
  const plan = {
    member: (name: string) => (name === key ? ("whole" as const) : ("skip" as const)),
    rootElements: false,
  };
  let found: Slice | null = null;
  for await (const part of readDocument(once(text), plan))
    if (part.type === "value") found = { byteStart: part.byteStart, byteEnd: part.byteEnd, bytes: part.bytes.slice() };
  return found;
}

/** The elements of a list: of a member's, or of the text itself where `key` is null. Nothing where it is no list. */
export async function elementSlices(text: Uint8Array, key: string | null): Promise<Slice[]> {
  const plan = {
    member: (name: string) => (name === key ? ("elements" as const) : ("skip" as const)),
    rootElements: key === null,
  };
  const found: Slice[] = [];
  for await (const part of readDocument(once(text), plan))
    if (part.type === "value" && part.index !== null)
      found.push({ byteStart: part.byteStart, byteEnd: part.byteEnd, bytes: part.bytes.slice() });
  return found;
}

/** Bytes in memory as a stream. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
