import { describe, expect, it } from "vitest";
import { isWithin, JsonPointer, pointerTokens, valueAt, writePointer } from "./json-pointer.ts";
import { basesOf, relativeTo, stepsListAt } from "./places.ts";

describe("a JSON Pointer", () => {
  /** The examples of RFC 6901, section 5, that are no URI fragments. */
  const document = {
    foo: ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
  };
  it.each([
    ["", document],
    ["/foo", document.foo],
    ["/foo/0", "bar"],
    ["/", 0],
    ["/a~1b", 1],
    ["/c%d", 2],
    ["/i\\j", 5],
    ['/k"l', 6],
    ["/ ", 7],
    ["/m~0n", 8],
    ["/foo/01", undefined],
    ["/foo/-", undefined],
    ["/foo/length", undefined],
    ["/toString", undefined],
    ["/foo/0/0", undefined],
  ])("%j leads to its value", (pointer, value) => {
    expect(JsonPointer.parse(pointer)).toBe(pointer);
    expect(valueAt(document, pointer)).toEqual(value);
    expect(writePointer(pointerTokens(pointer))).toBe(pointer);
  });

  it("knows what is inside what", () => {
    expect(isWithin("/a/b", "/a")).toBe(true);
    expect(isWithin("/ab", "/a")).toBe(false);
    expect(isWithin("/a", "")).toBe(true);
  });
});

describe("a field that was pointed at", () => {
  it.each([
    [{ runs: { at: "document" }, steps: "/a/b", calls: "/c" }, "/a/b/3/c/0/n", "/a/b/3/x", "/id"],
    [{ runs: { at: "each", list: "/all" }, steps: "/b", calls: "/c" }, "/all/1/b/3/c/0/n", "/all/1/b/3/x", "/all/1/id"],
    [{ runs: { at: "lines" }, steps: "/b", calls: "/c" }, "/0/b/3/c/0/n", "/0/b/3/x", "/0/id"],
    [{ runs: { at: "log" }, steps: "", calls: "/c" }, "/2/c/0/n", "/2/x", "/2/id"],
    [{ runs: { at: "rows", list: "/r", by: "/k" }, steps: "", calls: "/c" }, "/r/2/c/0/n", "/r/2/x", "/r/2/id"],
  ] as const)("is told from its call, step or record: %j", (mapping, inCall, inStep, inRecord) => {
    const bases = basesOf(mapping);
    expect(relativeTo(inCall, bases.call ?? [])).toBe("/n");
    expect(relativeTo(inStep, bases.step)).toBe("/x");
    expect(relativeTo(inRecord, bases.record)).toBe("/id");
    expect(relativeTo("/elsewhere", bases.step)).toBeNull();
  });

  it("says where runs are when it is the list of steps", () => {
    expect(stepsListAt("/a/b", false)).toEqual({ runs: { at: "document" }, steps: "/a/b" });
    expect(stepsListAt("", false)).toEqual({ runs: { at: "document" }, steps: "" });
    expect(stepsListAt("/a/2/b", false)).toEqual({ runs: { at: "each", list: "/a" }, steps: "/b" });
    expect(stepsListAt("/2/b", true)).toEqual({ runs: { at: "lines" }, steps: "/b" });
  });
});
