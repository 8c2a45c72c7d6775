import { z } from "zod";

/** Bytes between two entries of the index. */
export const CHUNK_BYTES = 65_536;

/** Where a long text can be entered: byte, UTF-16 unit and line (0-based) of the start of each chunk. */
export const ChunkIndex = z.array(z.tuple([z.number().int(), z.number().int(), z.number().int()]));
export type ChunkIndex = z.infer<typeof ChunkIndex>;

/** Builds the index of a well-formed text; the first entry is [0, 0, 0] and no entry splits a code point. */
export function buildChunkIndex(text: string): ChunkIndex {
  const index: ChunkIndex = [[0, 0, 0]];
  let byte = 0;
  let line = 0;
  let next = CHUNK_BYTES;
  for (let unit = 0; unit < text.length; ) {
    if (byte >= next) {
      index.push([byte, unit, line]);
      next = byte + CHUNK_BYTES;
    }
    const code = text.codePointAt(unit) ?? 0;
    if (code === 10) line += 1;
    byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    unit += code > 0xffff ? 2 : 1;
  }
  return index;
}

/** The bytes that hold units `start` .. `end`, and which unit the first of them is. `byteEnd` null means to the end. */
export function bytesForUnits(
  index: ChunkIndex,
  start: number,
  end: number,
): { byteStart: number; byteEnd: number | null; firstUnit: number } {
  let entry: [number, number, number] = [0, 0, 0];
  let byteEnd: number | null = null;
  for (const candidate of index) {
    if (candidate[1] <= start) entry = candidate;
    if (candidate[1] >= end) {
      byteEnd = candidate[0];
      break;
    }
  }
  return { byteStart: entry[0], byteEnd, firstUnit: entry[1] };
}
