import { describe, expect, it } from "vitest";
import { sampleTexts } from "./sample-texts.ts";
import { restore, standInsWithin, toStorable } from "./stand-ins.ts";

describe("toStorable", () => {
  it("replaces U+0000 and lone surrogates one for one and lists them", () => {
    expect(toStorable("a\0b\ud83dc\udc00")).toEqual({
      text: "a\u2400b\ufffdc\ufffd",
      standIns: [
        [1, 0],
        [3, 0xd83d],
        [5, 0xdc00],
      ],
    });
  });
  it("leaves real stand-in characters and whole pairs alone", () => {
    expect(toStorable("\u2400\ufffd😀")).toEqual({ text: "\u2400\ufffd😀", standIns: [] });
  });
  it("sees a reversed pair as two lone surrogates", () => {
    expect(toStorable("\udc00\ud800").standIns).toHaveLength(2);
  });
  it("gives storable text of the same length for any string and restores it exactly", () => {
    for (const original of sampleTexts(1, 500)) {
      const { text, standIns } = toStorable(original);
      expect(text.isWellFormed() && !text.includes("\0") && text.length === original.length).toBe(true);
      expect(restore(text, standIns)).toBe(original);
    }
  });
});

describe("restore", () => {
  it("restores any slice by its place in the field", () => {
    for (const original of sampleTexts(2, 200)) {
      const { text, standIns } = toStorable(original);
      const start = Math.floor(original.length / 3);
      const end = Math.floor((original.length * 2) / 3);
      expect(restore(text.slice(start, end), standIns, start)).toBe(original.slice(start, end));
    }
  });
  it("leaves a place alone that a redaction has overwritten", () => {
    expect(restore("a█b", [[1, 0]])).toBe("a█b");
  });
  it("restricts a list to a half-open range", () => {
    expect(
      standInsWithin(
        [
          [1, 0],
          [3, 0],
          [5, 0],
        ],
        1,
        5,
      ),
    ).toEqual([
      [1, 0],
      [3, 0],
    ]);
  });
});
