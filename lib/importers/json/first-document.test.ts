import { describe, expect, it } from "vitest";
import { inChunks } from "../collect.ts";
import { FirstDocument } from "./first-document.ts";

async function textOf(parts: AsyncIterable<Uint8Array>): Promise<string> {
  const held: Uint8Array[] = [];
  for await (const part of parts) held.push(part);
  return Buffer.concat(held).toString("utf8");
}

async function cut(text: string, size: number) {
  const first = new FirstDocument(inChunks(Buffer.from(text), size));
  const document = await textOf(first.bytes());
  return { document, rest: await textOf(first.rest()), sizeBytes: first.sizeBytes, lineFeeds: first.lineFeeds };
}

describe("the first document of a stream", () => {
  it.each([
    ["one on a line", '{"a": 1}', "{}\n[]"],
    ["braces and quotes inside strings", '{"a}]": "\\"}\\\\", "b": ["\\\\\\"]"]}', '{"c": 2}'],
    ["a backslash that ends a string", '{"a": "\\\\"}', '{"b": "\\\\"}'],
    ["several lines of one", '{\n "a": [\n1\n]\n}', "{}"],
    ["blanks behind it", "[1]  \r", "[2]"],
  ])("ends behind its own brackets: %s", async (_, document, rest) => {
    for (const size of [1, 2, 3, 5, 1000]) {
      const found = await cut(`${document}\n${rest}`, size);
      expect(found).toEqual({
        document,
        rest,
        sizeBytes: Buffer.byteLength(document) + 1,
        lineFeeds: document.split("\n").length,
      });
    }
  });

  it.each(['{"a": 1}', '{"a": "\n', "{{\n{\n", "3\n4\n", ""])(
    "is everything where it does not end: %j",
    async (text) => {
      for (const size of [1, 4]) expect(await cut(text, size)).toMatchObject({ document: text, rest: "" });
    },
  );

  it("finds what is behind it though reading stopped early", async () => {
    const first = new FirstDocument(inChunks(Buffer.from("[1]\n[2]"), 2));
    for await (const _ of first.bytes()) break;
    expect(await textOf(first.rest())).toBe("[2]");
    await first.close();
  });
});
