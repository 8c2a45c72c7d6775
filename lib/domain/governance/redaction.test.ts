import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded-random.ts";
import { type HiddenRange, maskPiece, redactionsOf, redactPieces } from "./redaction.ts";

const hidden = (fieldKey: string, start: number, end: number, fingerprint = "a"): HiddenRange => ({
  fieldKey,
  start,
  end,
  type: "github-pat",
  kind: "secret",
  fingerprint,
});

async function redacted(text: string, cuts: readonly number[], ranges: readonly HiddenRange[]): Promise<string> {
  async function* pieces() {
    let from = 0;
    for (const cut of [...cuts, text.length]) {
      yield text.slice(from, cut);
      from = cut;
    }
  }
  let out = "";
  for await (const piece of redactPieces(pieces(), redactionsOf(ranges).get("f") ?? [])) out += piece;
  return out;
}

describe("placeholders", () => {
  it("count values by first appearance, the same value under the same number", () => {
    const ranges = [hidden("a", 0, 3, "x"), hidden("a", 5, 8, "y"), hidden("b", 0, 3, "x")];
    expect(
      [...redactionsOf(ranges)].flatMap(([key, list]) => list.map(({ placeholder }) => [key, placeholder])),
    ).toEqual([
      ["a", "<SECRET:github-pat:1>"],
      ["a", "<SECRET:github-pat:2>"],
      ["b", "<SECRET:github-pat:1>"],
    ]);
  });

  it("merge where ranges overlap", () => {
    expect(redactionsOf([hidden("f", 0, 5), hidden("f", 3, 9, "z"), hidden("f", 9, 10, "q")]).get("f")).toEqual([
      { start: 0, end: 9, placeholder: "<SECRET:github-pat:1>" },
      { start: 9, end: 10, placeholder: "<SECRET:github-pat:3>" },
    ]);
  });
});

describe("masking", () => {
  it("keeps length, offsets and line feeds, in any window", () => {
    const [redaction] = redactionsOf([hidden("f", 4, 9)]).get("f") ?? [];
    const all = redaction ? [redaction] : [];
    expect(maskPiece("key=se\ncr;", 0, all)).toBe("key=██\n██;");
    expect(maskPiece("cr;", 7, all)).toBe("██;");
    expect(maskPiece("key", 0, all)).toBe("key");
  });
});

describe("redacting", () => {
  it("keeps the line feeds of what it hides", async () => {
    expect(await redacted("+a=BEGIN\nxx\nEND;\n", [], [hidden("f", 3, 15)])).toBe("+a=<SECRET:github-pat:1>\n\n;\n");
  });

  it.each([1, 2, 3, 4, 5])("seed %i: is the same wherever the text is cut", async (seed) => {
    const random = seededRandom(seed);
    for (let turn = 0; turn < 200; turn += 1) {
      const text = Array.from({ length: 40 }, () => (random() < 0.1 ? "\n" : "abc"[Math.floor(random() * 3)])).join("");
      const starts = [3, 11, 24].map((start) => start + Math.floor(random() * 5));
      const ranges = starts.map((start, at) => hidden("f", start, start + 1 + Math.floor(random() * 6), `v${at}`));
      const cuts = Array.from({ length: 4 }, () => Math.floor(random() * 40)).sort((a, b) => a - b);
      expect(await redacted(text, cuts, ranges)).toBe(await redacted(text, [], ranges));
    }
  });
});
