import { describe, expect, it } from "vitest";
import { readVerification } from "./read-verification.ts";

const read = (value: unknown, name: string) =>
  readVerification(Buffer.from(typeof value === "string" ? value : JSON.stringify(value)), name);

const tests = {
  FAIL_TO_PASS: { success: ["test_cart", "test_tax [a-b]"], failure: ["test_refund"] },
  PASS_TO_PASS: { success: ["test_home"], failure: [] },
  FAIL_TO_FAIL: { success: [], failure: [] },
  PASS_TO_FAIL: { success: [], failure: [] },
};
const report = {
  patch_is_None: false,
  patch_exists: true,
  patch_successfully_applied: true,
  resolved: false,
  tests_status: tests,
};
const read1 = {
  kind: "swe-bench-report",
  instanceId: "shopfront__cart-12",
  resolved: false,
  reward: null,
  tests: {
    failToPass: { success: ["test_cart", "test_tax [a-b]"], failure: ["test_refund"] },
    passToPass: { success: ["test_home"], failure: [] },
  },
};

describe("a report of SWE-bench", () => {
  it("is read flat, named by its folder, and keyed by its instance, whatever the file is called", () => {
    expect(read(report, "runs/shopfront__cart-12/report.json")).toEqual(read1);
    expect(read(report, "runs\\shopfront__cart-12\\x.json")).toEqual(read1);
    expect(read({ "shopfront__cart-12": report }, "other__name-1/x.json")).toEqual(read1);
    expect(read(`\uFEFF${JSON.stringify(report)}`, "shopfront__cart-12/report.json")).toEqual(read1);
  });

  it("guesses no instance from a folder that is not named for one", () => {
    for (const name of ["report.json", "logs/report.json", "shopfront__cart/report.json"])
      expect(read(report, name)?.instanceId).toBeNull();
  });

  it.each([
    ["none, since the patch did not apply", { ...report, tests_status: undefined }],
    ["none, said so", { ...report, tests_status: null }],
    ["a list that is none", { ...report, tests_status: { ...tests, PASS_TO_PASS: { success: 3 } } }],
  ])("has no tests where there are %s", (_, value) => {
    expect(read(value, "report.json")).toEqual({ ...read1, instanceId: null, tests: null });
  });
});

const trial = {
  task_name: "shopfront/refund",
  trial_name: "refund__a1",
  agent_info: { name: "example-agent" },
  verifier_result: { rewards: { reward: 0.5, style: 1 } },
  exception_info: null,
};

describe("the result of a trial", () => {
  it("is its reward, and no word on whether that is a pass", () => {
    expect(read(trial, "refund__a1/result.json")).toEqual({
      kind: "harbor-result",
      instanceId: "shopfront/refund",
      resolved: null,
      reward: 0.5,
      tests: null,
    });
  });

  it.each([
    [{ rewards: { score: 1 } }, 1],
    [{ rewards: { score: 1, style: 0 } }, null],
    [{ rewards: { reward: "1" } }, null],
    [{ rewards: null }, null],
    [null, null],
  ])("%#: is the reward that is called so, or the only one", (result, reward) => {
    expect(read({ ...trial, verifier_result: result }, "result.json")).toMatchObject({ kind: "harbor-result", reward });
  });
});

describe("a reward", () => {
  it.each([
    ["1", 1],
    ["0.25\n", 0.25],
    [" -1e-2 ", -0.01],
    [".5", 0.5],
  ])("%j is read from reward.txt", (text, reward) => {
    const alone = { kind: "reward-text", instanceId: null, resolved: null, reward, tests: null };
    expect(read(text, "trial/verifier/reward.txt")).toEqual(alone);
  });

  it.each([
    ['{"reward": 1, "style": 0}', 1],
    ['{"score": 0.5}', 0.5],
    ["0.5", 0.5],
  ])("%j is read from reward.json", (text, reward) => {
    expect(read(text, "verifier/reward.json")).toMatchObject({ kind: "reward-text", reward });
  });
});

it.each([
  ["nothing", "", "reward.txt"],
  ["two numbers", "1 2", "reward.txt"],
  ["no number", "nan", "reward.txt"],
  ["a number too large", "1e999", "reward.txt"],
  ["a number that nobody calls a reward", "1", "count.txt"],
  ["a name that only ends so", "1", "no-reward.txt"],
  ["rewards without the one", '{"a": 1, "b": 2}', "reward.json"],
  ["rewards that are no numbers", '{"reward": {"value": 1}}', "reward.json"],
  ["a report cut off", JSON.stringify(report).slice(0, -1), "report.json"],
  ["a key twice", '{"resolved": true, "patch_exists": true, "resolved": false}', "report.json"],
  ["a report of several", JSON.stringify({ a: report, b: report }), "report.json"],
  ["a list", JSON.stringify([report]), "report.json"],
  ["resolved, as a word", JSON.stringify({ ...report, resolved: "yes" }), "report.json"],
  ["resolved alone", '{"resolved": true}', "report.json"],
  ["the sum of a job", '{"n_total_trials": 1, "stats": {}}', "result.json"],
  ["a task alone", '{"task_name": "a", "verifier_result": null}', "result.json"],
  ["hostile keys", '{"__proto__": {"resolved": true}}', "report.json"],
  ["binary bytes", "\x89PNG\r\n", "report.json"],
])("knows no verification in %s", (_, text, name) => {
  expect(read(text, name)).toBeNull();
});
