import { sha256 } from "../verb.ts";

/** Most UTF-8 bytes of a name in an index: with its other columns an entry may take 2,704. */
const MAX_BYTES = 1024;
const SHOWN_UNITS = 80;

/** A name of the source as a key: a very long one is its beginning and its hash, so that two never meet. */
export function shortKey(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  return `${name.slice(0, SHOWN_UNITS).toWellFormed()}… sha256:${sha256(name)}`;
}

/** A file's name as a label: the end of a very long one, which holds its own name and ending. */
export function shortLabel(name: string): string {
  const bytes = Buffer.from(name);
  if (bytes.length <= MAX_BYTES) return name;
  let from = bytes.length - MAX_BYTES;
  while (((bytes[from] ?? 0) & 0xc0) === 0x80) from += 1;
  return bytes.subarray(from).toString("utf8");
}
