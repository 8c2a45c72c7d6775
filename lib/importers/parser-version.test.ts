import { expect, it } from "vitest";
import { isOlderVersion } from "./parser-version.ts";

it.each([
  ["1", "2", true],
  ["2", "1", false],
  ["9", "10", true],
  ["1", "1", false],
  ["1.2", "1.10", true],
  ["1", "1.0", false],
  ["1", "1.1", true],
  ["", "1", true],
])("%s is older than %s: %s", (version, than, isOlder) => {
  expect(isOlderVersion(version, than)).toBe(isOlder);
});
