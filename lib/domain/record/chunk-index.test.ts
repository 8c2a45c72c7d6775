import { describe, expect, it } from "vitest";
import { buildChunkIndex, bytesForUnits } from "./chunk-index.ts";

const text = "ascii line\nünï\u{1F600}".repeat(20_000);
const bytes = Buffer.from(text, "utf8");
const index = buildChunkIndex(text);

describe("chunk index", () => {
  it("enters the bytes exactly where it says", () => {
    for (const [byte, unit, line] of index) {
      expect(bytes.subarray(0, byte).toString("utf8")).toHaveLength(unit);
      expect(text.slice(0, unit).split("\n").length - 1).toBe(line);
    }
  });

  it.each([
    [0, 5],
    [65_000, 66_000],
    [199_990, 260_010],
    [text.length - 3, text.length],
  ])("cuts units %i..%i out of the bytes", (start, end) => {
    const range = bytesForUnits(index, start, end);
    const part = bytes.subarray(range.byteStart, range.byteEnd ?? bytes.length).toString("utf8");
    expect(part.slice(start - range.firstUnit, end - range.firstUnit)).toBe(text.slice(start, end));
  });
});
