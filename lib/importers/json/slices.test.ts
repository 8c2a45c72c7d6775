import { expect, it } from "vitest";
import { elementSlices, memberSlice } from "./slices.ts";

const bytes = (text: string) => Buffer.from(text, "utf8");
const HARD = '{"a": 9007199254740993, "__proto__": {"x": 1.10}, "2": 2, "1": 1}';

it("gives a member as it stands", () => {
  const slice = memberSlice(bytes(`{"before": [1], "it": ${HARD}, "after": null}`), "it");
  expect(Buffer.from(slice?.bytes ?? []).toString("utf8")).toBe(HARD);
  expect(memberSlice(bytes('{"a": 1}'), "it")).toBeNull();
});

it("gives the elements of a list with their places", () => {
  const text = `{"list": [${HARD}, "two" , 3]}`;
  const slices = elementSlices(bytes(text), "list");
  expect(slices.map((slice) => Buffer.from(slice.bytes).toString("utf8"))).toEqual([HARD, '"two"', "3"]);
  for (const { byteStart, byteEnd, bytes: own } of slices)
    expect(bytes(text).subarray(byteStart, byteEnd).equals(own)).toBe(true);
  expect(elementSlices(bytes("[1, 2]"), null)).toHaveLength(2);
  expect(elementSlices(bytes('{"list": 1}'), "list")).toEqual([]);
});
