import { describe, expect, it } from "vitest";
import { readLines } from "./lines.ts";

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function linesOf(text: string, size: number, maxBytes = 1000) {
  const bytes = Buffer.from(text, "utf8");
  const found = [];
  for await (const line of readLines(inChunks(bytes, size), maxBytes)) {
    if ("isTooLong" in line) found.push(["too long", line.line, line.byteStart]);
    else {
      expect(bytes.subarray(line.byteStart, line.byteEnd).equals(line.bytes)).toBe(true);
      found.push([Buffer.from(line.bytes).toString("utf8"), line.line, line.byteStart]);
    }
  }
  return found;
}

describe.each([1, 2, 3, 7, 1000])("in chunks of %i bytes", (size) => {
  it("cuts at line feeds alone and counts every line", async () => {
    expect(await linesOf("a\r\n\n b\u2028c \n\t\r\nlast\rone", size)).toEqual([
      ["a", 1, 0],
      [" b\u2028c ", 3, 4],
      ["last\rone", 5, 15],
    ]);
  });

  it("leaves a byte order mark to no line", async () => {
    expect(await linesOf("\ufeff{}\n{}", size)).toEqual([
      ["{}", 1, 3],
      ["{}", 2, 6],
    ]);
  });

  it("stops at a line over the cap, wherever the chunks end, and counts neither mark nor return", async () => {
    expect(await linesOf("\ufeff0123456789\r\n01234567890\nx", size, 10)).toEqual([
      ["0123456789", 1, 3],
      ["too long", 2, 15],
    ]);
    expect(await linesOf(`${"x".repeat(400)}\nshort`, size, 10)).toEqual([["too long", 1, 0]]);
  });
});

it("finds nothing in blank space", async () => {
  expect(await linesOf("\n \n\t\r\n", 3)).toEqual([]);
});
