import { describe, expect, it } from "vitest";
import { scanStream } from "./scan-bytes.ts";
import { sniffForeign, withSniffableHead } from "./sniff.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);
const utf16 = (text: string, isLittle: boolean) =>
  Uint8Array.from(
    Array.from(text).flatMap((letter) => (isLittle ? [letter.charCodeAt(0), 0] : [0, letter.charCodeAt(0)])),
  );

async function* inChunks(whole: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < whole.length; at += size) yield whole.slice(at, at + size);
}

const CASES: readonly (readonly [string, Uint8Array, string, string])[] = [
  ["PNG", bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), "binary", "a PNG image"],
  ["gzip", bytes(0x1f, 0x8b, 8, 0, 0, 0, 0, 0), "binary", "a gzip archive"],
  ["zip", bytes(0x50, 0x4b, 3, 4, 20, 0), "binary", "a zip archive"],
  ["AVIF", bytes(0, 0, 0, 0x1c, 0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66), "binary", "an AVIF, HEIF or MP4 file"],
  ["PDF", new TextEncoder().encode("%PDF-1.7\n"), "binary", "a PDF document"],
  ["UTF-16 LE with BOM", bytes(0xff, 0xfe, ...utf16("{}", true)), "encoding", "UTF-16 LE"],
  ["UTF-16 BE with BOM", bytes(0xfe, 0xff, ...utf16("{}", false)), "encoding", "UTF-16 BE"],
  ["UTF-16 LE", utf16('{"a":1}', true), "encoding", "UTF-16 LE"],
  ["UTF-16 BE", utf16('{"a":1}', false), "encoding", "UTF-16 BE"],
  ["UTF-32 LE with BOM", bytes(0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0), "encoding", "UTF-32 LE"],
  ["UTF-32 BE", bytes(0, 0, 0, 0x7b, 0, 0, 0, 0x7d), "encoding", "UTF-32 BE"],
];

describe("sniffForeign", () => {
  it.each(CASES)("names %s at any chunk size", async (_, head, code, name) => {
    expect(sniffForeign(head)).toEqual({ code, name });
    for (const size of [1, 2, 3, 64])
      expect((await scanStream(inChunks(head, size))).error).toMatchObject({ code, detail: name });
  });

  it.each(['{"a":1}', "  []", "\ufeff{}", "", "1", '{"\0', "PK", "MZ is a word", "not json"])(
    "leaves %j to the scanner",
    (text) => {
      expect(sniffForeign(new TextEncoder().encode(text))).toBeNull();
    },
  );

  it("regroups only the head", async () => {
    const sizes: number[] = [];
    for await (const chunk of withSniffableHead(inChunks(new Uint8Array(50), 7))) sizes.push(chunk.length);
    expect(sizes).toEqual([21, 7, 7, 7, 7, 1]);
  });
});
