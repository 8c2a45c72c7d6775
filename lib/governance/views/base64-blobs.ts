import type { OffsetRange } from "../../domain/text/offsets.ts";
import { type Decoding, lastAtOrBelow } from "./view.ts";

/** Both alphabets of RFC 4648. 24 units are 18 bytes: the shortest value worth hiding and its name. */
const RUN = /[A-Za-z0-9+/_-]{24,}={0,2}/g;
/** What is left of a blob under its last full line. */
const SHORT_LINE = /\r?\n[A-Za-z0-9+/_-]{1,23}={0,2}(?![^\r\n])/y;
/** RFC 7468 and RFC 2045. */
const MIME_WIDTHS = [64, 76];
/** Shorter readable stretches of a decoded blob say nothing; pictures and archives have none longer. */
const READABLE = /[\t\n\r\x20-\x7e]{12,}/g;

type Part = { text: string; raw: OffsetRange };

/**
 * What base64 blobs say, one after the other. A range found inside leads back to its whole blob: a placeholder in the
 * middle of base64 would spoil the rest anyway. Blobs in lines of a constant width (MIME, `base64 file`) count as one.
 */
export const base64Blobs: Decoding = {
  id: "base64-blobs",
  version: "1",
  view(raw) {
    const parts = blobs(raw).flatMap((blob) => decode(raw, blob));
    if (parts.length === 0) return null;
    const starts: number[] = [];
    let at = 0;
    for (const { text } of parts) {
      starts.push(at);
      at += text.length + 1;
    }
    const partAt = (offset: number) => parts[Math.max(0, lastAtOrBelow(starts, offset))]?.raw ?? { start: 0, end: 0 };
    return {
      text: parts.map(({ text }) => text).join("\n"),
      toRaw: (start, end) => ({ start: partAt(start).start, end: partAt(end - 1).end }),
      isSplit: () => false,
    };
  },
};

/** Blobs in order; lines of one width directly under each other are one blob, with the shorter line that ends it. */
function blobs(raw: string): OffsetRange[] {
  const found: OffsetRange[] = [];
  let width = 0;
  let lines = 0;
  for (const match of raw.matchAll(RUN)) {
    const start = match.index;
    const end = start + match[0].length;
    const last = found.at(-1);
    const isNextLine = last !== undefined && isLineBreak(raw, last.end, start);
    if (last && isNextLine && width % 4 === 0 && end - start <= width) {
      last.end = end;
      lines += 1;
      // A shorter line is the last one.
      if (end - start < width) width = 1;
    } else {
      found.push({ start, end });
      width = end - start;
      lines = 1;
    }
    const open = found.at(-1);
    if (open && width % 4 === 0 && (lines > 1 || MIME_WIDTHS.includes(width))) open.end = endOfLastLine(raw, open.end);
  }
  return found;
}

function isLineBreak(raw: string, from: number, to: number): boolean {
  return to - from <= 2 && (raw.slice(from, to) === "\n" || raw.slice(from, to) === "\r\n");
}

/** The end of a blob's last line where that is too short for a run of its own. */
function endOfLastLine(raw: string, end: number): number {
  SHORT_LINE.lastIndex = end;
  const line = SHORT_LINE.exec(raw);
  return line ? end + line[0].length : end;
}

/** A blob cut by the beginning of the text may begin inside a group of four: all four ways are tried. */
function decode(raw: string, blob: OffsetRange): Part[] {
  const encoded = raw.slice(blob.start, blob.end).replace(/[\r\n]/g, "");
  const shifts = blob.start === 0 ? [0, 1, 2, 3] : [0];
  return shifts
    .map((shift) => readable(Buffer.from(encoded.slice(shift), "base64")))
    .filter((text) => text !== "")
    .map((text) => ({ text, raw: blob }));
}

function readable(bytes: Buffer): string {
  const text = isUtf16(bytes) ? bytes.toString("utf16le") : bytes.toString("latin1");
  return (text.match(READABLE) ?? []).join("\n");
}

/** PowerShell's `-EncodedCommand`: every second byte is zero. */
function isUtf16(bytes: Buffer): boolean {
  return bytes.length >= 8 && bytes[1] === 0 && bytes[3] === 0 && bytes[5] === 0 && bytes[0] !== 0;
}
