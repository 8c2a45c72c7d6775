import { describe, expect, it } from "vitest";
import { clamp, countLines, lineTexts, splitLines } from "./lines.ts";
import { sampleTexts } from "./sample-texts.ts";

describe("splitLines", () => {
  it.each([
    ["", []],
    ["a", ["a"]],
    ["a\n", ["a"]],
    ["a\n\n", ["a", ""]],
    ["a\r\nb", ["a", "b"]],
    ["a\rb", ["a\rb"]],
    ["a\r\r\nb", ["a\r", "b"]],
    ["\n", [""]],
    ["a\u2028b\u0085c\x0bd", ["a\u2028b\u0085c\x0bd"]],
  ])("breaks %j at LF and CRLF only", (text, expected) => {
    expect(lineTexts(text)).toEqual(expected);
  });
  it("shifts offsets to the field", () => {
    expect(splitLines("a\r\nb", 10)).toEqual([
      { start: 10, end: 11, breakEnd: 13 },
      { start: 13, end: 14, breakEnd: 14 },
    ]);
  });
  it("covers any text without gap or overlap and agrees with countLines", () => {
    for (const text of sampleTexts(3, 300)) {
      const lines = splitLines(text);
      let at = 0;
      for (const line of lines) {
        expect(line.start).toBe(at);
        expect(["", "\n", "\r\n"]).toContain(text.slice(line.end, line.breakEnd));
        at = line.breakEnd;
      }
      expect(at).toBe(text.length);
      expect(countLines(text)).toBe(lines.length);
    }
  });
});

describe("clamp", () => {
  it("tells how many lines stay hidden", () => {
    expect(clamp(["a", "b", "c"], 2)).toEqual({ shown: ["a", "b"], hiddenLines: 1 });
    expect(clamp(["a"], 5)).toEqual({ shown: ["a"], hiddenLines: 0 });
    expect(clamp(["a"], -1)).toEqual({ shown: [], hiddenLines: 1 });
  });
});
