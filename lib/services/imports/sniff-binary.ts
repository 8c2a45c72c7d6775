/** What a file turned out to be where it cannot be a run: a known binary, nothing but blank space, or null. */
export type Binary =
  | "a PNG image"
  | "a JPEG image"
  | "a PDF document"
  | "a gzip archive"
  | "a zip archive"
  | "a program"
  | "blank"
  | null;

const MAGIC: readonly (readonly [Exclude<Binary, "blank" | null>, readonly number[]])[] = [
  ["a PNG image", [0x89, 0x50, 0x4e, 0x47]],
  ["a JPEG image", [0xff, 0xd8, 0xff]],
  ["a PDF document", [0x25, 0x50, 0x44, 0x46]],
  ["a gzip archive", [0x1f, 0x8b]],
  ["a zip archive", [0x50, 0x4b, 0x03, 0x04]],
  ["a program", [0x7f, 0x45, 0x4c, 0x46]],
  ["a program", [0x4d, 0x5a, 0x90, 0x00]],
];

const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Looks at bytes as they pass: `found()` may be asked once they all have. */
export function sniffBinary(source: AsyncIterable<Uint8Array>): {
  bytes: AsyncIterable<Uint8Array>;
  found: () => Binary;
} {
  const head: number[] = [];
  let isBlank = true;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      for (let at = 0; head.length < 4 && at < chunk.length; at += 1) head.push(chunk[at] ?? 0);
      if (isBlank) isBlank = chunk.every((byte) => BLANK.has(byte));
      yield chunk;
    }
  }
  return {
    bytes: pass(),
    found: () =>
      MAGIC.find(([, magic]) => magic.every((byte, at) => head[at] === byte))?.[0] ?? (isBlank ? "blank" : null),
  };
}
