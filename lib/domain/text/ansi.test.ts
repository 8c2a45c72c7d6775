import { describe, expect, it } from "vitest";
import { MAX_STYLED_SPANS, renderAnsi, withoutSgr } from "./ansi.ts";
import { nearestColor, paletteColor } from "./ansi-style.ts";

const shown = (text: string) => renderAnsi(text).map((line) => line.segments.map((segment) => segment.text).join(""));
const styles = (text: string) =>
  renderAnsi(text).flatMap((line) =>
    line.segments.flatMap(({ text: words, style }) => (words === "" ? [] : [[words, style]])),
  );

describe("renderAnsi styles", () => {
  it.each([
    ["\x1b[31mx", { color: "red" }],
    ["\x1b[91mx", { color: "red" }],
    ["\x1b[1;32mx", { color: "green", isBold: true }],
    ["\x1b[4mx", { isUnderlined: true }],
    ["\x1b[4:3mx", { isUnderlined: true }],
    ["\x1b[4m\x1b[4:0mx", undefined],
    ["\x1b[41mx", { isUnderlined: true }],
    ["\x1b[103mx", { isUnderlined: true }],
    ["\x1b[7mx", { isOutlined: true }],
    ["\x1b[7;27mx", undefined],
    ["\x1b[38;5;208mx", { color: "yellow" }],
    ["\x1b[38;5;5mx", { color: "magenta" }],
    ["\x1b[38;2;250;10;10mx", { color: "red" }],
    ["\x1b[38:2::0:0:250mx", { color: "blue" }],
    ["\x1b[38:5:2mx", { color: "green" }],
    ["\x1b[48;5;5;1mx", { isUnderlined: true, isBold: true }],
    ["\x1b[58;5;5mx", undefined],
    ["\x1b[31m\x1b[39mx", undefined],
    ["\x1b[31;1m\x1b[mx", undefined],
    ["\x1b[1;31m\x1b[22mx", { color: "red" }],
    ["\x1b[3;9mx", undefined],
    ["\x1b[38mx", undefined],
  ])("%j", (text, style) => {
    expect(styles(text)).toEqual([["x", style]]);
  });
  it("carries a style over a line break and ends it at a reset", () => {
    expect(styles("\x1b[31ma\nb\x1b[0mc")).toEqual([
      ["a", { color: "red" }],
      ["b", { color: "red" }],
      ["c", undefined],
    ]);
  });
});

describe("renderAnsi refuses", () => {
  it.each([
    ["\x1b[2J\x1b[Hx", "⟨ESC⟩[2J⟨ESC⟩[Hx"],
    ["\x1b]0;title\x07x", "⟨ESC⟩]0;title⟨U+0007⟩x"],
    ["\x1b]8;;javascript:x\x1b\\link", "⟨ESC⟩]8;;javascript:x⟨ESC⟩\\link"],
    ["\x1b]52;c;aGk=\x07", "⟨ESC⟩]52;c;aGk=⟨U+0007⟩"],
    ["\x1bP1$r\x1b\\", "⟨ESC⟩P1$r⟨ESC⟩\\"],
    ["\u009b31mx", "⟨U+009B⟩31mx"],
    ["\x1b[31", "⟨ESC⟩[31"],
    ["\x1b[?25l", "⟨ESC⟩[?25l"],
    ["\x1b[>4;1mx", "⟨ESC⟩[>4;1mx"],
    ["\x1b[5mx", "⟨ESC⟩[5mx"],
    ["\x1b[8mx", "⟨ESC⟩[8mx"],
    [`\x1b[${"1;".repeat(60)}mx`, `⟨ESC⟩[${"1;".repeat(60)}mx`],
  ])("%j, shown as %j", (text, expected) => {
    expect(shown(text)).toEqual([expected]);
    expect(styles(text).every(([, style]) => style === undefined)).toBe(true);
  });
});

describe("renderAnsi bounds", () => {
  it("stops styling after the limit and keeps the text", () => {
    const text = "\x1b[31mx\x1b[32my".repeat(MAX_STYLED_SPANS);
    const segments = renderAnsi(text).flatMap((line) => line.segments);
    expect(segments.filter(({ style }) => style !== undefined)).toHaveLength(MAX_STYLED_SPANS);
    expect(segments.map((segment) => segment.text).join("")).toBe("xy".repeat(MAX_STYLED_SPANS));
  });
});

describe("colours", () => {
  it("maps palette and RGB to the nearest token", () => {
    expect([paletteColor(196), paletteColor(46), paletteColor(21), paletteColor(232), paletteColor(255)]).toEqual([
      "red",
      "green",
      "blue",
      "black",
      "white",
    ]);
    expect([paletteColor(256), paletteColor(-1), paletteColor(Number.NaN)]).toEqual([null, null, null]);
    expect([nearestColor(0, 200, 200), nearestColor(999, 999, 999)]).toEqual(["cyan", "white"]);
  });
  it("takes colours out of a text and leaves other escapes", () => {
    expect(withoutSgr("\x1b[31m\x1b[1m1 failed\x1b[0m\x1b[2J")).toBe("1 failed\x1b[2J");
  });
});
