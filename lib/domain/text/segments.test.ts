import { describe, expect, it } from "vitest";
import { renderAnsi } from "./ansi.ts";
import { renderVisible } from "./invisibles.ts";
import { sampleTexts } from "./sample-texts.ts";
import { coverageFault, locate, type Segment, sourceOffset } from "./segments.ts";
import { toStorable } from "./stand-ins.ts";

describe("every renderer", () => {
  it.each([
    ["renderVisible", renderVisible],
    ["renderAnsi", renderAnsi],
  ] as const)("%s covers its source exactly, at any place in a field", (_name, render) => {
    for (const text of sampleTexts(4, 400)) {
      expect(coverageFault(render(text), text)).toBeNull();
      const stored = toStorable(text);
      const standIns = stored.standIns.map(([at, code]): [number, number] => [at + 1000, code]);
      expect(coverageFault(render(stored.text, { rangeStart: 1000, standIns }), stored.text, 1000)).toBeNull();
    }
  });
  it("finds every source offset again", () => {
    for (const text of sampleTexts(5, 100)) {
      const lines = renderAnsi(text);
      for (let offset = 0; offset < text.length; offset += 1) {
        const place = locate(lines, offset);
        const line = lines[place?.line ?? -1];
        const segment = line?.segments[place?.segment ?? -1];
        if (segment === undefined)
          expect(line !== undefined && offset >= line.end && offset < line.breakEnd).toBe(true);
        else if (segment.kind === "text") expect(sourceOffset(segment, place?.offset ?? -1, "start")).toBe(offset);
        else expect(offset >= segment.start && offset < segment.end).toBe(true);
      }
    }
  });
});

describe("sourceOffset", () => {
  const token: Segment = { kind: "control", text: "⟨U+202E⟩", start: 5, end: 6 };
  it("snaps outward inside a token", () => {
    expect([sourceOffset(token, 3, "start"), sourceOffset(token, 3, "end")]).toEqual([5, 6]);
    expect([sourceOffset(token, 0, "end"), sourceOffset(token, 8, "start")]).toEqual([5, 6]);
  });
  it("counts unit for unit inside text", () => {
    expect(sourceOffset({ kind: "text", text: "abc", start: 5, end: 8 }, 2, "end")).toBe(7);
  });
});

describe("locate", () => {
  it("gives places to line breaks and to the end, none outside", () => {
    const lines = renderVisible("ab\ncd", { rangeStart: 10 });
    expect(locate(lines, 12)).toEqual({ line: 0, segment: 1, offset: 0 });
    expect(locate(lines, 14)).toEqual({ line: 1, segment: 0, offset: 1 });
    expect(locate(lines, 15)).toEqual({ line: 1, segment: 1, offset: 0 });
    expect([locate(lines, 9), locate(lines, 16), locate([], 0)]).toEqual([null, null, null]);
  });
});

describe("coverageFault", () => {
  it("names a gap, a wrong text and a missing end", () => {
    const [line] = renderVisible("ab");
    if (line === undefined) throw new Error("one line expected");
    expect(coverageFault([{ ...line, start: 1 }], "ab")).toContain("line 0 starts at 1");
    expect(coverageFault([line], "ax")).toContain("differs");
    expect(coverageFault([line], "abc")).toContain("lines end at 2");
  });
});
