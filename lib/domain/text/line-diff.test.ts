import { describe, expect, it } from "vitest";
import { diffLines, MAX_DIFF_LINES } from "./line-diff.ts";
import { lineTexts } from "./lines.ts";
import { sampleTexts } from "./sample-texts.ts";

const show = (before: string, after: string) =>
  diffLines(before.split(""), after.split(""))
    .map(({ sign, text }) => sign + text)
    .join("");

describe("diffLines", () => {
  it.each([
    ["", "", ""],
    ["abc", "abc", " a b c"],
    ["abc", "axc", " a-b+x c"],
    ["abc", "abbc", " a b+b c"],
    ["aa", "a", " a-a"],
    ["", "ab", "+a+b"],
    ["ab", "", "-a-b"],
  ])("%j to %j", (before, after, expected) => {
    expect(show(before, after)).toBe(expected);
  });
  it("keeps the longest common subsequence", () => {
    // Myers 1986, figure 1: four letters are common.
    const kept = diffLines([..."abcabba"], [..."cbabac"]).filter(({ sign }) => sign === " ");
    expect(kept).toHaveLength(4);
  });
  it("always gives both sides back", () => {
    const texts = sampleTexts(7, 100, 60).map(lineTexts);
    for (const [index, before] of texts.entries()) {
      const after = texts[(index + 1) % texts.length] ?? [];
      const lines = diffLines(before, after);
      expect(lines.filter(({ sign }) => sign !== "+").map(({ text }) => text)).toEqual(before);
      expect(lines.filter(({ sign }) => sign !== "-").map(({ text }) => text)).toEqual(after);
    }
  });
  it("falls back to all removed, all added above the bound, and keeps head and tail", () => {
    const before = ["head", ...Array.from({ length: MAX_DIFF_LINES }, (_, i) => `old ${i}`), "same", "tail"];
    const after = ["head", "x", "same", "y", "tail"];
    const signs = diffLines(before, after)
      .map(({ sign }) => sign)
      .join("");
    expect(signs).toBe(` ${"-".repeat(MAX_DIFF_LINES + 1)}+++ `);
  });
});
