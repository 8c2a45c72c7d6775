import { describe, expect, it } from "vitest";
import { parseTestSummary } from "./test-summary.ts";

const ran = (passed: number, failed: number, skipped: number) => ({ passed, failed, skipped });

describe("parseTestSummary", () => {
  it.each([
    ["=== 2 failed, 16 passed, 18 warnings in 3.44s ===", ran(16, 2, 0)],
    ["=================== 1 failed, 81 passed, 4 skipped in 8.45s ====================", ran(81, 1, 4)],
    ["====================== 2 failed, 7 passed in 0.46 seconds ======================", ran(7, 2, 0)],
    [
      "\x1b[31m==== \x1b[31m\x1b[1m12 failed\x1b[0m, \x1b[32m172 passed\x1b[0m, \x1b[33m220 warnings\x1b[0m\x1b[31m in 1.66s\x1b[0m\x1b[31m ====\x1b[0m",
      ran(172, 12, 0),
    ],
    ["== 73 passed, 1 xfailed in 62.13s (0:01:02) ==", ran(73, 0, 1)],
    ["3 passed in 0.01s", ran(3, 0, 0)],
    ["=== no tests ran in 0.00s ===", ran(0, 0, 0)],
    ["=== 1 error in 0.20s ===", ran(0, 1, 0)],
    ["Tests:       1 failed, 2 skipped, 3 passed, 6 total\nSnapshots:   0 total\nTime:        1 s", ran(3, 1, 2)],
    [
      " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 5 passed | 1 skipped (7)\n   Start at  10:00:00",
      ran(5, 1, 1),
    ],
    ["Ran 30 tests in 0.512s\n\nOK", ran(30, 0, 0)],
    [
      "Ran 30 tests in 0.512s\r\n\r\nFAILED (failures=1, errors=2, skipped=3, expected failures=4)\r\nDestroying test database",
      ran(20, 3, 7),
    ],
    [
      "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\ntest result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured",
      ran(6, 2, 1),
    ],
    [
      "--- PASS: TestA (0.00s)\n--- FAIL: TestB (0.00s)\n    --- FAIL: TestB/sub (0.00s)\n--- SKIP: TestC (0.00s)\nFAIL\nFAIL\texample.com/x\t0.01s",
      ran(1, 1, 1),
    ],
    ["ok  \texample.com/a\t0.01s\nok  \texample.com/b\t(cached)", ran(2, 0, 0)],
  ])("reads %j", (output, expected) => {
    expect(parseTestSummary(output)).toEqual(expected);
  });
  it("takes the last of several summaries", () => {
    expect(parseTestSummary("= 1 failed in 0.1s =\nagain\n= 1 passed in 0.1s =\n")).toEqual(ran(1, 0, 0));
  });
  it.each([
    "",
    "5 passed",
    "I ran the tests: 3 failed in total",
    "3 apples in 0.1s",
    "Tests: see below",
    "all tests passed in time",
    "ok",
    "PASS",
    "OK (skipped=1)",
  ])("says null to %j", (output) => {
    expect(parseTestSummary(output)).toBeNull();
  });
});
