import { describe, expect, it } from "vitest";
import { renderVisible } from "./invisibles.ts";

const shown = (text: string) =>
  renderVisible(text)
    .map((line) => line.segments.map((segment) => segment.text).join(""))
    .join("\n");

describe("renderVisible", () => {
  it.each([
    ["a\u202eb", "a⟨U+202E⟩b"],
    ["a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩"],
    ["zero\u200bwidth\u200d\u2060", "zero⟨U+200B⟩width⟨U+200D⟩⟨U+2060⟩"],
    ["\ufeffbom", "⟨U+FEFF⟩bom"],
    ["a\u0000b\bc\x7f", "a⟨U+0000⟩b⟨U+0008⟩c⟨U+007F⟩"],
    ["a\u0085b\u009b31m", "a⟨U+0085⟩b⟨U+009B⟩31m"],
    ["a\u2028b\u2029c", "a⟨U+2028⟩b⟨U+2029⟩c"],
    ["tag\u{e0041}\u{e007f}", "tag⟨U+E0041⟩⟨U+E007F⟩"],
    ["over\rprint", "over⟨U+000D⟩print"],
    ["a\r\r\nb", "a⟨U+000D⟩\nb"],
    ["\x1b[31mred", "⟨ESC⟩[31mred"],
    ["soft\u00adhyphen", "soft⟨U+00AD⟩hyphen"],
    ["vs\ufe01", "vs⟨U+FE01⟩"],
    ["lone \ud83d end", "lone ⟨U+D83D⟩ end"],
  ])("%j becomes %j", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });
  it.each(["tab\there", "é 漢字 한글 Привет", "😀 ❤\ufe0f 1\ufe0f\u20e3", "\ue000\ufffe", "z\u0301\u0302", "a\u00a0b"])(
    "%j stays text",
    (text) => {
      expect(renderVisible(text)).toEqual([
        {
          start: 0,
          end: text.length,
          breakEnd: text.length,
          segments: [{ kind: "text", text, start: 0, end: text.length }],
        },
      ]);
    },
  );
  it("treats CRLF as one break", () => {
    expect(renderVisible("a\r\nb").map(({ end, breakEnd }) => [end, breakEnd])).toEqual([
      [1, 3],
      [4, 4],
    ]);
  });
  it("shows what storage replaced, and only that", () => {
    const lines = renderVisible("\u2400\u2400\ufffd", {
      rangeStart: 7,
      standIns: [
        [7, 0],
        [9, 0xd800],
      ],
    });
    expect(lines[0]?.segments.map(({ kind, text, start }) => [kind, text, start])).toEqual([
      ["stand-in", "\u2400", 7],
      ["text", "\u2400", 8],
      ["stand-in", "⟨U+D800⟩", 9],
    ]);
  });
});
