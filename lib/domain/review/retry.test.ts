import { expect, it } from "vitest";
import { readAnswer, retryDelayMs } from "./retry.ts";

it.each([
  [0, "unreachable", false, "again"],
  [503, "unavailable", false, "again"],
  [429, "rate_limited", false, "again"],
  [500, "internal", false, "again"],
  [401, "unauthenticated", false, "signed-out"],
  [409, "conflict", true, "stale"],
  [409, "conflict", false, "refused"],
  [400, "invalid_input", false, "refused"],
  [422, "idempotency_mismatch", false, "refused"],
  [403, "forbidden", false, "refused"],
] as const)("reads %i %s (stale %s) as %s", (status, code, hasStale, answer) => {
  expect(readAnswer(status, code, hasStale)).toBe(answer);
});

it("waits longer each time, up to half a minute", () => {
  expect([1, 2, 3, 10, 50].map((attempt) => retryDelayMs(attempt, 1))).toEqual([1000, 2000, 4000, 30_000, 30_000]);
  expect(retryDelayMs(5, 0)).toBe(0);
});
