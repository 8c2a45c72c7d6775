import { expect, it } from "vitest";
import { safeNext } from "./sign-in";

it.each([
  ["/runs/abc#s4", "/runs/abc#s4"],
  ["https://evil.example", "/runs"],
  ["//evil.example", "/runs"],
  ["/\\evil.example", "/runs"],
  [undefined, "/runs"],
])("goes from %s to %s", (next, place) => {
  expect(safeNext(next)).toBe(place);
});
