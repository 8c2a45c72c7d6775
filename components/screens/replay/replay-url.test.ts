import { expect, it } from "vitest";
import { readOutlineFilter, readStepHash, writeOutlineFilter, writeStepHash } from "./replay-url";

it("reads back the filter it wrote", () => {
  const filter = { kinds: new Set(["edit", "shell"] as const), isErrorOnly: true };
  expect(readOutlineFilter(new URLSearchParams(writeOutlineFilter(filter)))).toEqual(filter);
  expect(writeOutlineFilter({ kinds: new Set(), isErrorOnly: false })).toBe("");
  expect(readOutlineFilter(new URLSearchParams("?kind=nonsense,edit&error=yes"))).toEqual({
    kinds: new Set(["edit"]),
    isErrorOnly: false,
  });
});

it.each([
  ["#s1", 0],
  ["#s42", 41],
  ["#s43", null],
  ["#s0", null],
  ["#task", null],
  ["", null],
  ["#s1e1", null],
])("reads %s of a run of 42 as %s", (hash, ordinal) => {
  expect(readStepHash(hash, 42)).toBe(ordinal);
  if (ordinal !== null) expect(writeStepHash(ordinal)).toBe(hash);
});
