import { expect, it } from "vitest";
import { maskedPieces } from "./masked-pieces.ts";

const mask = (start: number, end: number) => ({ start, end, placeholder: "<SECRET:aws:1>" });

it("names a hidden range once and keeps what stands around it", () => {
  expect(maskedPieces("key=████; x", [mask(4, 8)])).toEqual([
    [
      { kind: "text", text: "key=" },
      { kind: "mask", text: "SECRET:aws:1", units: 4 },
      { kind: "text", text: "; x" },
    ],
  ]);
});

it("goes on with a hidden range on the next line", () => {
  expect(maskedPieces("a██\n██b", [mask(1, 6)])).toEqual([
    [
      { kind: "text", text: "a" },
      { kind: "mask", text: "SECRET:aws:1", units: 5 },
    ],
    [
      { kind: "mask", text: "…", units: 5 },
      { kind: "text", text: "b" },
    ],
  ]);
});

it("shows what is invisible as a token", () => {
  expect(maskedPieces("a\u202eb", [])).toEqual([
    [
      { kind: "text", text: "a" },
      { kind: "token", text: "⟨U+202E⟩" },
      { kind: "text", text: "b" },
    ],
  ]);
});
