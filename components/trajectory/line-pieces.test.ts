import { expect, it } from "vitest";
import { renderVisible } from "@/lib/domain/text/invisibles";
import { linePieces, NO_DECOR } from "./line-pieces";

const [line] = renderVisible("key=████; done", { rangeStart: 100 });

it("leaves a line alone that nothing is drawn over", () => {
  if (!line) throw new Error("no line");
  expect(linePieces(line, NO_DECOR)).toMatchObject([{ kind: "text", text: "key=████; done", start: 100, end: 114 }]);
});

it("cuts at hidden and cited ranges, and every unit is in exactly one piece", () => {
  if (!line) throw new Error("no line");
  const pieces = linePieces(line, {
    masks: [{ start: 104, end: 108, placeholder: "<SECRET:aws:1>" }],
    cited: [{ start: 102, end: 112 }],
    own: [],
  });
  expect(pieces.map(({ kind, text, isCited }) => [kind, text, isCited])).toEqual([
    ["text", "ke", false],
    ["text", "y=", true],
    ["mask", "SECRET:aws:1", true],
    ["text", "; do", true],
    ["text", "ne", false],
  ]);
  expect(pieces.map(({ start, end }) => end - start)).toEqual([2, 2, 4, 4, 2]);
});
