import { describe, expect, it } from "vitest";
import { parseNode } from "../traces/json-node.ts";
import { idOf, nanosOf, periodOf, statusOf } from "./ids-and-times.ts";

describe("ids", () => {
  it.each([
    ['"5B8EFFF798038103D269B633813FC60C"', "5b8efff798038103d269b633813fc60c"],
    ['"0xEEE19B7EC3C1B174"', "eee19b7ec3c1b174"],
    ['"W47/95gDgQPSabYzgT/GDA=="', "5b8efff798038103d269b633813fc60c"],
    ['"7uGbfsPBsXQ="', "eee19b7ec3c1b174"],
    ['"run-7"', "run-7"],
    ["12", "12"],
    ['"0000000000000000"', null],
    ['""', null],
    ["null", null],
    ["{}", null],
  ])("%s", (text, id) => {
    expect(idOf(parseNode(text))).toBe(id);
  });
});

describe("times", () => {
  it.each([
    ['"1700000000123456789"', 1700000000123456789n],
    ["1700000000123456789", 1700000000123456789n],
    ["[1700000000, 5]", 1700000000000000005n],
    ["1700000000123", 1700000000123000000n],
    ["1700000000123456", 1700000000123456000n],
    ['"2023-11-14T22:13:20.123456Z"', 1700000000123456000n],
    ['"2023-11-14 22:13:20.5+00:00"', 1700000000500000000n],
    ['"2023-11-14T22:13:20"', 1700000000000000000n],
    ['"2023-11-14T23:13:20+0100"', 1700000000000000000n],
    ['"yesterday"', null],
    ['"2023-13-99T22:13:20Z"', null],
    ["[1, 2, 3]", null],
    ["true", null],
  ])("%s", (text, nanos) => {
    expect(nanosOf(parseNode(text))).toBe(nanos);
  });

  it.each([
    ['"PT1H2M3.5S"', 3_723_500_000_000n],
    ['"PT0.000001S"', 1000n],
    ["[0, 5]", 5n],
    ['"P1D"', null],
  ])("and how long: %s", (text, nanos) => {
    expect(periodOf(parseNode(text))).toBe(nanos);
  });
});

it.each([
  ['{"code":2,"message":"no"}', true, "no"],
  ['{"code":"STATUS_CODE_ERROR"}', true, null],
  ['{"status_code":"OK","description":""}', false, null],
  ['"StatusCode.ERROR"', true, null],
  ['"Unset"', null, null],
  ['{"code":0}', null, null],
  ["{}", null, null],
])("reads the status %s", (text, isError, message) => {
  expect(statusOf(parseNode(text), null)).toEqual({ isError, message });
});
