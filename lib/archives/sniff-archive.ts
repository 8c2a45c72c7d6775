/** What a file is packed as, by its first bytes. */
export type ArchiveKind = "zip" | "gzip" | "tar";

/** Leading bytes that `sniffArchive` needs: a tar says what it is at its 257th. */
export const ARCHIVE_HEAD_BYTES = 512;

const ZIP = [0x50, 0x4b];
const ZIP_ENDS: readonly (readonly [number, number])[] = [
  [3, 4],
  [5, 6],
];
const USTAR_AT = 257;
const USTAR = "ustar";

/** The kind of archive a head belongs to; null where it is none. A name says nothing. */
export function sniffArchive(head: Uint8Array): ArchiveKind | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  const isZip = ZIP.every((byte, at) => head[at] === byte);
  if (isZip && ZIP_ENDS.some(([third, fourth]) => head[2] === third && head[3] === fourth)) return "zip";
  const mark = new TextDecoder("latin1").decode(head.subarray(USTAR_AT, USTAR_AT + USTAR.length));
  return mark === USTAR ? "tar" : null;
}
