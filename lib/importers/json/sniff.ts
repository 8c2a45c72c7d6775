import { byteAt, concatBytes } from "./bytes.ts";

/** Bytes `sniffForeign` wants to see; fewer are fine when the file is shorter. */
export const SNIFF_BYTES = 16;

export type ForeignContent = { code: "binary" | "encoding"; name: string };

/** Bytes at the start, or a little behind it, of files people upload by mistake. None of them can begin a run. */
const MAGICS: readonly { name: string; bytes: readonly number[]; at?: number }[] = [
  { name: "a PNG image", bytes: [0x89, 0x50, 0x4e, 0x47] },
  { name: "a JPEG image", bytes: [0xff, 0xd8, 0xff] },
  { name: "a GIF image", bytes: [0x47, 0x49, 0x46, 0x38] },
  { name: "a gzip archive", bytes: [0x1f, 0x8b] },
  { name: "a zip archive", bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: "an empty zip archive", bytes: [0x50, 0x4b, 0x05, 0x06] },
  { name: "a zstd archive", bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: "an xz archive", bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { name: "a bzip2 archive", bytes: [0x42, 0x5a, 0x68] },
  { name: "a PDF document", bytes: [0x25, 0x50, 0x44, 0x46] },
  { name: "a Parquet file", bytes: [0x50, 0x41, 0x52, 0x31] },
  { name: "an SQLite database", bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66] },
  { name: "an ELF program", bytes: [0x7f, 0x45, 0x4c, 0x46] },
  { name: "a Windows program", bytes: [0x4d, 0x5a, 0x90, 0x00] },
  { name: "an AVIF, HEIF or MP4 file", bytes: [0x66, 0x74, 0x79, 0x70], at: 4 },
];

/** Byte order marks, the four-byte ones first: FF FE begins both. */
const BOMS: readonly { name: string; bytes: readonly number[] }[] = [
  { name: "UTF-32 LE", bytes: [0xff, 0xfe, 0x00, 0x00] },
  { name: "UTF-32 BE", bytes: [0x00, 0x00, 0xfe, 0xff] },
  { name: "UTF-16 LE", bytes: [0xff, 0xfe] },
  { name: "UTF-16 BE", bytes: [0xfe, 0xff] },
];

/** Which of the first four bytes are zero when two ASCII characters stand in front (RFC 4627, section 3). */
const ZERO_PATTERNS: ReadonlyMap<string, string> = new Map([
  ["0001", "UTF-32 BE"],
  ["0101", "UTF-16 BE"],
  ["1000", "UTF-32 LE"],
  ["1010", "UTF-16 LE"],
]);

/** Names what the first bytes of a file are when they cannot be UTF-8 JSON text; null when they may be. */
export function sniffForeign(head: Uint8Array): ForeignContent | null {
  const magic = MAGICS.find(({ bytes, at = 0 }) => startsWith(head.subarray(at), bytes));
  if (magic) return { code: "binary", name: magic.name };
  const bom = BOMS.find(({ bytes }) => startsWith(head, bytes));
  if (bom) return { code: "encoding", name: bom.name };
  if (head.length < 4) return null;
  const pattern = [0, 1, 2, 3].map((index) => (byteAt(head, index) === 0 ? "0" : "1")).join("");
  const guess = ZERO_PATTERNS.get(pattern);
  return guess === undefined ? null : { code: "encoding", name: guess };
}

/** The same bytes, with a first chunk of at least `SNIFF_BYTES` unless the source is shorter. */
export async function* withSniffableHead(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] | null = [];
  let heldBytes = 0;
  for await (const chunk of bytes) {
    if (held === null) {
      yield chunk;
      continue;
    }
    // A copy: producers may use their buffer again.
    held.push(chunk.slice());
    heldBytes += chunk.length;
    if (heldBytes < SNIFF_BYTES) continue;
    yield concatBytes(held);
    held = null;
  }
  if (held !== null && heldBytes > 0) yield concatBytes(held);
}

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.length <= head.length && bytes.every((byte, index) => head[index] === byte);
}
