import type { ReadingPlace } from "../../domain/record/import-outcome.ts";
import { concatBytes } from "./bytes.ts";

const LF = 0x0a;
const CR = 0x0d;
const BLANK = new Set([0x20, 0x09, 0x0d]);
const BOM = [0xef, 0xbb, 0xbf];
const START: ReadingPlace = { byteOffset: 0, line: 1 };

/** A line that says something. `line` counts from 1; the bytes are without the line feed and a return before it. */
export type Line = { line: number; byteStart: number; byteEnd: number; bytes: Uint8Array };
/** A line that goes on beyond the cap; nothing follows it. */
export type LongLine = { line: number; byteStart: number; isTooLong: true };

/**
 * Cuts a stream at line feeds and at nothing else: U+2028 and lone returns are content. Blank lines are left out, a byte
 * order mark at the start belongs to no line. At most one line is in memory. `begin` says where in its file the
 * source begins; a line that is cut there counts on from it.
 */
export async function* readLines(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
  begin: ReadingPlace = START,
): AsyncGenerator<Line | LongLine> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let { line } = begin;
  let lineStart = begin.byteOffset;
  let at = begin.byteOffset;
  const hold = (part: Uint8Array) => {
    // A copy: producers may use their buffer again.
    held.push(part.slice());
    heldBytes += part.length;
  };
  const take = (): Line | LongLine | null => {
    const bytes = held.length === 1 && held[0] ? held[0] : concatBytes(held);
    held = [];
    heldBytes = 0;
    const from = lineStart === 0 && BOM.every((byte, index) => bytes[index] === byte) ? BOM.length : 0;
    const to = bytes.at(-1) === CR ? bytes.length - 1 : bytes.length;
    const content = bytes.subarray(from, Math.max(from, to));
    if (content.length > maxBytes) return { line, byteStart: lineStart, isTooLong: true };
    if (content.every((byte) => BLANK.has(byte))) return null;
    return { line, byteStart: lineStart + from, byteEnd: lineStart + from + content.length, bytes: content };
  };
  for await (const chunk of source) {
    let from = 0;
    for (let feed = chunk.indexOf(LF); feed >= 0; feed = chunk.indexOf(LF, from)) {
      hold(chunk.subarray(from, feed));
      const found = take();
      if (found) yield found;
      if (found && "isTooLong" in found) return;
      line += 1;
      from = feed + 1;
      lineStart = at + from;
    }
    hold(chunk.subarray(from));
    at += chunk.length;
    // The mark and a return before the line feed do not count.
    if (heldBytes > maxBytes + BOM.length + 1) {
      yield { line, byteStart: lineStart, isTooLong: true };
      return;
    }
  }
  const last = take();
  if (last) yield last;
}
