import { expect, it } from "vitest";
import { emptySegment } from "@/lib/domain/record/skeleton";
import { endOfPath, estimateHeight, filterOutline, readOutline } from "./outline";

const segment = (from: number, kinds: number[], errors: number[]) => ({
  ...emptySegment(from),
  count: kinds.length,
  kind: kinds,
  error: errors,
  lane: kinds.map(() => 0),
  sizes: [kinds.map(() => 10), kinds.map(() => 20), kinds.map(() => 300), kinds.map(() => -1)],
  target: kinds.map((_, index) => `t${from + index}`),
});

const steps = readOutline([segment(0, [0, 1, 2], [0, 2, 1]), segment(3, [4], [0])]);

it("numbers steps over segments and reads their marks", () => {
  expect(steps.map(({ ordinal, kind, target, size }) => [ordinal, kind, target, size])).toEqual([
    [0, "shell", "t0", 330],
    [1, "read", "t1", 330],
    [2, "edit", "t2", 330],
    [3, "test", "t3", 330],
  ]);
  expect(steps.map(({ isError, isErrorInferred }) => [isError, isErrorInferred])).toEqual([
    [false, false],
    [true, true],
    [true, false],
    [false, false],
  ]);
});

it("filters by kind and error", () => {
  expect(filterOutline(steps, { kinds: new Set(["read", "edit"]), isErrorOnly: false })).toHaveLength(2);
  expect(filterOutline(steps, { kinds: new Set(), isErrorOnly: true }).map(({ ordinal }) => ordinal)).toEqual([1, 2]);
});

it("estimates within the clamp", () => {
  expect(estimateHeight({ ...(steps[0] as (typeof steps)[number]), size: 1e9 })).toBeLessThan(900);
});

it.each([
  ["/srv/shop/checkout/session.py", "checkout/session.py"],
  ["session.py", "session.py"],
  ["/srv/shop/checkout/session.py 12:20", "checkout/session.py 12:20"],
  ["python -m pytest tests/unit/test_a.py", "python -m pytest tests/unit/test_a.py"],
])("shortens %s to %s", (target, short) => {
  expect(endOfPath(target)).toBe(short);
});
