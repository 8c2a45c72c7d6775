import { ARCHIVE_HEAD_BYTES, sniffArchive } from "../../archives/sniff-archive.ts";
import { type ForeignContent, SNIFF_BYTES, sniffForeign } from "../../importers/json/sniff.ts";

/** What the bytes of a file show, whatever its name says: text is everything that may be a run. */
export type Found = { kind: "text" | "blank" | "archive" } | ({ kind: "foreign" } & ForeignContent);

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
      const foreign = sniffForeign(head.subarray(0, SNIFF_BYTES));
      if (foreign) return { kind: "foreign", ...foreign };
      return { kind: isBlank ? "blank" : "text" };
    },
  };
}
