import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runsOf, stepsOf } from "../collect.ts";
import { tauBench } from "./tau-bench.ts";

const read = (content: string | Uint8Array, size?: number) => collect(tauBench, content, { name: "shop.json", size });

const simulation = (id: number, trial: number, reward = 1) => ({
  task_id: id,
  reward,
  info: {
    source: "user",
    task: { user_id: "u", actions: [{ name: "refund" }], instruction: `Script ${id}: be rude.` },
  },
  traj: [
    { role: "system", content: "Policy of the shop." },
    { role: "user", content: "I want my money back." },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "c", type: "function", function: { name: "find_order", arguments: '{"id": "#A"}' } }],
    },
    { role: "tool", tool_call_id: "c", name: "find_order", content: "Error: order not found" },
    { role: "assistant", content: "Which order?" },
  ],
  trial,
});

describe("results", async () => {
  const text = JSON.stringify([simulation(0, 0), simulation(0, 1, 0), simulation(1, 0)], null, 1);
  const outcomes = await read(text);

  it("are a run for each trial, the trials of a task under one key", () => {
    const runs = runsOf(outcomes);
    expect(runs.map(({ run }) => ParsedRun.parse(run).environment)).toEqual([
      [
        ["task_id", "0"],
        ["trial", "0"],
        ["reward", "1"],
        ["user_model", "user"],
      ],
      [
        ["task_id", "0"],
        ["trial", "1"],
        ["reward", "0"],
        ["user_model", "user"],
      ],
      [
        ["task_id", "1"],
        ["trial", "0"],
        ["reward", "1"],
        ["user_model", "user"],
      ],
    ]);
    const [a, b, c] = runs.map(({ run }) => run.task.key);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
    expect(runs[0]?.run.task.title).toBe("I want my money back.");
    for (const { record } of runs)
      expect(JSON.parse(text.slice(record?.byteStart, record?.byteEnd))).toHaveProperty("traj");
  });

  it("hold a row for each message, the call with its result", () => {
    const steps = stepsOf(outcomes).slice(0, 4);
    expect(steps.map(({ role, isAction, isError }) => [role, isAction, isError])).toEqual([
      ["system", false, false],
      ["user", false, false],
      ["agent", true, true],
      ["agent", false, false],
    ]);
    expect(steps[2]?.text).toMatchObject({ action: '{"id": "#A"}', observation: "Error: order not found" });
  });

  it("keep the script of the simulated person and what the judge expected out of the record", () => {
    expect(JSON.stringify(outcomes)).not.toMatch(/be rude|refund/);
  });

  it.each([1, 64, 1000])("are the same in chunks of %i bytes", async (size) => {
    expect(await read(text, size)).toEqual(outcomes);
  });
});

it("reads one simulation a line, and holds back a bad one alone", async () => {
  const lines = [simulation(0, 0), { task_id: 1 }, simulation(2, 0)].map((each) => JSON.stringify(each));
  const outcomes = await read(lines.join("\n"));
  expect([runsOf(outcomes).length, codesOf(outcomes)]).toEqual([2, ["not-a-run"]]);
});

describe("recognising", () => {
  it.each([
    [JSON.stringify([simulation(0, 0)]), 0.92],
    [JSON.stringify(simulation(0, 0)), 0.92],
    ['[{"task_id": 0, "reward": 1, "info": {}, "tr', 0.92],
    ['[{"task_id": 0}]', 0],
    ['[{"role": "user", "content": "a"}]', 0],
    ['{"messages": []}', 0],
  ])("%#", (text, expected) => {
    expect(tauBench.recognise(Buffer.from(text), "x.json")).toBe(expected);
  });
});
