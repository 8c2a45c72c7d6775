import { describe, expect, it } from "vitest";
import { atif } from "../atif/atif.ts";
import { collect, codesOf, stepsOf } from "../collect.ts";
import { isoTime } from "./iso-time.ts";
import { exitCodeOrNull, stepCountOrNull } from "./number-facts.ts";

describe("numbers of a step", () => {
  it.each([
    [0, 0],
    [2_147_483_647, 2_147_483_647],
    [2_147_483_648, null],
    [1e18, null],
    [1.5, null],
    [-1, null],
    ["12", null],
  ])("count %j is %j", (value, expected) => {
    expect(stepCountOrNull(value)).toBe(expected);
  });

  it.each([
    [-1, -1],
    ["137", 137],
    ["-9", -9],
    ["9999999999", null],
    [3_221_225_477, null],
    [0.5, null],
    ["", null],
    [null, null],
  ])("exit code %j is %j", (value, expected) => {
    expect(exitCodeOrNull(value)).toBe(expected);
  });

  it("too large for a column are said and left out", async () => {
    const step = {
      step_id: 1,
      source: "agent",
      message: "m",
      metrics: { prompt_tokens: 2 ** 31, completion_tokens: 7 },
    };
    const outcomes = await collect(
      atif,
      JSON.stringify({ schema_version: "ATIF-v1.6", agent: { name: "a" }, steps: [step] }),
    );
    expect(stepsOf(outcomes)).toMatchObject([{ tokensIn: null, tokensOut: 7 }]);
    expect(codesOf(outcomes)).toContain("refused-number");
  });
});

describe("times", () => {
  it.each([
    ["2024-02-29T10:00:00Z", "2024-02-29T10:00:00.000Z"],
    ["2024-02-30T10:00:00Z", null],
    ["2024-02-29T10:00:00", null],
    ["0001-01-01T00:00:00+01:00", null],
    ["9999-12-31T23:59:59-14:00", null],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"],
    ["275761-01-01T00:00:00Z", null],
  ])("%s is %s", (text, expected) => {
    expect(isoTime(text)).toBe(expected);
  });
});
