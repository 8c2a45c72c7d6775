import { ARCHIVE_HEAD_BYTES, sniffArchive } from "../../archives/sniff-archive.ts";

/** What the bytes of a file show, whatever its name says: text is everything that may be a run. */
export type Found = { kind: "text" | "blank" | "archive" } | { kind: "binary"; what: string };

const MAGIC: readonly (readonly [string, readonly number[]])[] = [
  ["a PNG image", [0x89, 0x50, 0x4e, 0x47]],
  ["a JPEG image", [0xff, 0xd8, 0xff]],
  ["a PDF document", [0x25, 0x50, 0x44, 0x46]],
  ["a program", [0x7f, 0x45, 0x4c, 0x46]],
  ["a program", [0x4d, 0x5a, 0x90, 0x00]],
];

const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Looks at bytes as they pass: `found()` may be asked once they all have. */
export function sniffFile(source: AsyncIterable<Uint8Array>): {
  bytes: AsyncIterable<Uint8Array>;
  found: () => Found;
} {
  let head = new Uint8Array();
  let isBlank = true;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      if (head.length < ARCHIVE_HEAD_BYTES)
        head = Uint8Array.from([...head, ...chunk.subarray(0, ARCHIVE_HEAD_BYTES - head.length)]);
      if (isBlank) isBlank = chunk.every((byte) => BLANK.has(byte));
      yield chunk;
    }
  }
  return {
    bytes: pass(),
    found: () => {
      if (sniffArchive(head) !== null) return { kind: "archive" };
      const what = MAGIC.find(([, magic]) => magic.every((byte, at) => head[at] === byte))?.[0];
      if (what !== undefined) return { kind: "binary", what };
      return { kind: isBlank ? "blank" : "text" };
    },
  };
}
