import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runsOf, stepsOf } from "../collect.ts";
import { tau2 } from "./tau2.ts";

/** Shaped as `Results.save` of tau2-bench writes it (`src/tau2/data_model/simulation.py`); the words are the shop's. */
const read = (content: string | Uint8Array, size?: number) => collect(tau2, content, { name: "shop.json", size });

const HARD = '{"order": 9007199254740993, "__proto__": {"x": 1}, "note": "nul \\u0000 half \\ud800"}';
const call = (id: string, name: string, requestor = "assistant") => ({ id, name, arguments: "HARD", requestor });
const MESSAGES = [
  { role: "assistant", content: "Hello.", tool_calls: null, turn_idx: 0, timestamp: "2026-03-01T10:00:00", cost: 0.0 },
  { role: "user", content: "My kettle has not come.", turn_idx: 1, timestamp: "2026-03-01T10:00:05Z", cost: 0.001 },
  {
    role: "assistant",
    content: "I look it up.",
    tool_calls: [call("a", "find_order"), call("b", "find_parcel")],
    turn_idx: 2,
    cost: 0.002,
    usage: { prompt_tokens: 100, completion_tokens: 20 },
  },
  {
    role: "tool",
    tool_messages: [
      { id: "b", role: "tool", content: "no parcel", requestor: "assistant", error: true },
      { id: "a", role: "tool", content: "order error list: none", requestor: "assistant", error: false },
    ],
  },
  { role: "assistant", content: "Please restart the app.", usage: { prompt_tokens: 150, completion_tokens: 5 } },
  { role: "user", content: null, tool_calls: [call("a", "restart_app", "user")] },
  { id: "a", role: "tool", content: "restarted", requestor: "user", error: false },
  { id: "zzz", role: "tool", content: "nobody asked", requestor: "assistant", error: false },
  { role: "narrator", content: "?" },
];
const simulation = (task: string, trial: number) => ({
  id: `run-${task}-${trial}`,
  task_id: task,
  timestamp: "2026-03-01T10:00:00",
  start_time: "2026-03-01T10:00:00",
  end_time: "2026-03-01T10:01:00",
  duration: 60.5,
  termination_reason: "user_stop",
  agent_cost: 0.25,
  user_cost: 0.5,
  reward_info: { reward: 0.0, nl_assertions: [{ nl_assertion: "the agent refunds" }] },
  messages: MESSAGES,
  trial,
  seed: 7,
});
const RESULTS = {
  timestamp: "2026-03-01T10:00:00",
  info: {
    git_commit: "abc",
    num_trials: 2,
    user_info: { implementation: "user_simulator", llm: "example-user", llm_args: { api_key: "sk-example" } },
    agent_info: { implementation: "llm_agent", llm: "example-1", llm_args: { api_key: "sk-example" } },
    environment_info: { domain_name: "shop", policy: "Policy." },
  },
  tasks: [{ id: "0", user_scenario: { instructions: "Be rude." } }],
  simulations: [simulation("0", 0), simulation("0", 1), simulation("1", 0)],
};
const written = (value: unknown) => JSON.stringify(value, null, 1).replaceAll('"HARD"', HARD);

describe("results", async () => {
  const text = written(RESULTS);
  const outcomes = await read(text);
  const steps = stepsOf(outcomes).slice(0, 8);

  it("are a run for each simulation, the trials of a task under one key", () => {
    const runs = runsOf(outcomes);
    expect(runs.map(({ run }) => [run.runId, run.task.key])).toEqual([
      ["run-0-0", "tau2-shop-0"],
      ["run-0-1", "tau2-shop-0"],
      ["run-1-0", "tau2-shop-1"],
    ]);
    expect(ParsedRun.parse(runs[1]?.run)).toEqual({
      runId: "run-0-1",
      task: { key: "tau2-shop-0", title: "My kettle has not come.", instruction: "My kettle has not come." },
      agent: "llm_agent",
      agentVersion: null,
      model: "example-1",
      lanes: [
        { name: "agent", role: "main" },
        { name: "user", role: "user" },
      ],
      exitStatus: "user_stop",
      submission: null,
      environment: [
        ["task_id", "0"],
        ["trial", "1"],
        ["seed", "7"],
        ["reward", "0"],
        ["domain", "shop"],
        ["start_time", "2026-03-01T10:00:00"],
        ["duration_seconds", "60.5"],
        ["user_model", "example-user"],
        ["user_cost", "0.5"],
        ["benchmark_commit", "abc"],
      ],
      tokensIn: 250,
      tokensOut: 25,
      costUsd: 0.25,
      stepCount: 8,
      actionCount: 3,
      unknownRecords: 1,
    });
  });

  it("hold a row for each message and call, the simulated person's in a lane of their own", () => {
    expect(
      steps.map(({ role, lane, isAction, actionType, sourceIndex }) => [role, lane, isAction, actionType, sourceIndex]),
    ).toEqual([
      ["agent", 0, false, null, 0],
      ["user", 1, false, null, 1],
      ["agent", 0, true, "find_order", 2],
      ["agent", 0, true, "find_parcel", 2],
      ["agent", 0, false, null, 4],
      ["user", 1, true, "restart_app", 5],
      ["tool", 0, false, null, 7],
      ["environment", 0, false, null, 8],
    ]);
  });

  it("put results at their calls by id and by who asked, and take errors as stated", () => {
    expect(
      steps
        .slice(2, 7)
        .map(({ text: { observation }, isError, isErrorInferred }) => [observation, isError, isErrorInferred]),
    ).toEqual([
      ["order error list: none", false, false],
      ["no parcel", true, false],
      [null, false, true],
      ["restarted", false, false],
      ["nobody asked", false, false],
    ]);
    expect(codesOf(outcomes).filter((code) => code !== "nul-escape" && code !== "unsafe-number")).toContain(
      "orphan-result",
    );
  });

  it("keep arguments as they stand, times with a zone, and what each message took", () => {
    expect(steps[3]?.text.action).toBe(HARD);
    expect(steps.map(({ startedAt }) => startedAt).slice(0, 2)).toEqual([null, "2026-03-01T10:00:05.000Z"]);
    expect(steps.map(({ tokensIn, costUsd }) => [tokensIn, costUsd]).slice(1, 5)).toEqual([
      [null, 0.001],
      [100, 0.002],
      [null, null],
      [150, null],
    ]);
    expect(steps[2]?.text.thought).toBe("I look it up.");
  });

  it("point at their own messages, relative to the record", () => {
    const [run] = runsOf(outcomes);
    const record = Buffer.from(text).subarray(run?.record?.byteStart, run?.record?.byteEnd);
    for (const { sourcePointer, sourceIndex } of steps)
      expect(record.subarray(sourcePointer.byteStart, sourcePointer.byteEnd).toString()).toContain(
        `"role": "${MESSAGES[sourceIndex]?.role}"`,
      );
  });

  it("keep scripts, checks and keys out of the record", () => {
    expect(JSON.stringify(outcomes)).not.toMatch(/Be rude|refunds|sk-example/);
  });

  it.each([1, 7, 64, 1000])("are the same in chunks of %i bytes", async (size) => {
    expect(await read(text, size)).toEqual(outcomes);
  });
});

it("reads one simulation in a file of its own", async () => {
  const outcomes = await read(written(simulation("4", 0)));
  expect(runsOf(outcomes).map(({ run, record }) => [run.task.key, run.model, record])).toEqual([
    ["tau2-4", null, null],
  ]);
});

it("pairs results without an id by order, within the newest turn", async () => {
  const messages = [
    { role: "assistant", tool_calls: [{ ...call("", "one") }, { ...call("", "two") }] },
    { id: "", role: "tool", content: "first", requestor: "assistant" },
    { id: "", role: "tool", content: "second", requestor: "assistant" },
    { id: "", role: "tool", content: "third", requestor: "assistant" },
  ];
  const steps = stepsOf(await read(written({ ...simulation("4", 0), messages })));
  expect(steps.map(({ text }) => text.observation)).toEqual(["first", "second", "third"]);
});

it("holds back a simulation without messages alone", async () => {
  const voice = { ...simulation("2", 0), messages: null, ticks: [{ tick_id: 0 }] };
  const outcomes = await read(written({ ...RESULTS, simulations: [simulation("0", 0), voice, simulation("1", 0)] }));
  expect(runsOf(outcomes)).toHaveLength(2);
  expect(outcomes.filter(({ type }) => type === "failed-record")).toHaveLength(1);
});

it.each([
  ["no simulations", written({ ...RESULTS, simulations: [] }), "not-a-run"],
  ["cut off", written(RESULTS).slice(0, -30), "truncated"],
  ["a key twice", '{"info": {"agent_info": 1, "user_info": 2, "agent_info": 3}}', "duplicate-key"],
  ["one simulation without messages", written({ ...simulation("0", 0), messages: [] }), "not-a-run"],
  ["empty", "", "empty"],
])("is no run: %s", async (_, text, code) => {
  expect(codesOf(await read(text))).toContain(code);
});

describe("recognising", () => {
  it.each([
    [written(RESULTS), 0.93],
    [JSON.stringify(RESULTS), 0.93],
    [written(RESULTS).slice(0, 700), 0.93],
    [written(simulation("0", 0)), 0.93],
    ['{"simulations": [], "tasks": []}', 0.93],
    ['{"tasks": [], "info": {}}', 0],
    ['[{"task_id": 0, "reward": 1, "traj": []}]', 0],
    ['{"id": 1, "task_id": "a", "messages": []}', 0],
    ['{"messages": [{"role": "user", "content": "a"}]}', 0],
  ])("%#", (text, expected) => {
    expect(tau2.recognise(Buffer.from(text), "x.json")).toBe(expected);
  });
});
