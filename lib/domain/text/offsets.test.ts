import { describe, expect, it } from "vitest";
import { AppError } from "../errors.ts";
import { byteToUtf16Range, codePointToUtf16Range, utf16ToByteRange, utf16ToCodePointRange } from "./offsets.ts";
import { sampleTexts } from "./sample-texts.ts";

describe("range conversions", () => {
  const text = "aé漢😀z";
  it("match hand-counted values", () => {
    expect(utf16ToCodePointRange(text, { start: 3, end: 6 })).toEqual({ start: 3, end: 5 });
    expect(utf16ToByteRange(text, { start: 1, end: 5 })).toEqual({ start: 1, end: 10 });
    expect(codePointToUtf16Range(text, { start: 3, end: 4 })).toEqual({ start: 3, end: 5 });
    expect(byteToUtf16Range(text, { start: 6, end: 11 })).toEqual({ start: 3, end: 6 });
  });
  it("move ends inside a character outward and keep empty ranges empty", () => {
    expect(utf16ToCodePointRange(text, { start: 4, end: 4 })).toEqual({ start: 3, end: 3 });
    expect(utf16ToCodePointRange("😀😀", { start: 1, end: 3 })).toEqual({ start: 0, end: 2 });
    expect(byteToUtf16Range(text, { start: 2, end: 4 })).toEqual({ start: 1, end: 3 });
    expect(utf16ToByteRange("", { start: 0, end: 0 })).toEqual({ start: 0, end: 0 });
  });
  it.each([
    { start: 0, end: 7 },
    { start: 7, end: 7 },
    { start: -1, end: 1 },
    { start: 2, end: 1 },
    { start: 0.5, end: 1 },
  ])("refuse %j", (range) => {
    expect(() => utf16ToCodePointRange(text, range)).toThrow(AppError);
  });
  it("agree with Array.from and TextEncoder and come back, on any well-formed text", () => {
    for (const sample of sampleTexts(6, 200)) {
      const words = sample.toWellFormed();
      let at = 0;
      for (const character of words) {
        const range = { start: at, end: at + character.length };
        const points = utf16ToCodePointRange(words, range);
        const bytes = utf16ToByteRange(words, range);
        expect(points.start).toBe(Array.from(words.slice(0, at)).length);
        expect(bytes.start).toBe(new TextEncoder().encode(words.slice(0, at)).length);
        expect(codePointToUtf16Range(words, points)).toEqual(range);
        expect(byteToUtf16Range(words, bytes)).toEqual(range);
        at += character.length;
      }
    }
  });
});
