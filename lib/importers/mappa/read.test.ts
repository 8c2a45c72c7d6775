import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runOf, stepsOf } from "../collect.ts";
import { mappa } from "./mappa.ts";

const read = (content: string | Uint8Array, size?: number) =>
  collect(mappa, content, { name: "iter_0003_traj_0a1b2c3d.json", size });

const turn = (name: string, at: number, output: string | null, observation: string | null, score: number | null) => ({
  agent_name: name,
  agent_role: name,
  turn_idx: at,
  agent_input: `You are ${name}. Count the cups.`,
  agent_output: output,
  tool_observation: observation,
  files_available: "cups.csv",
  files_from_previous: null,
  coach: { prompt: "Judge this.", response: "Fine work.", score },
});

const log = {
  iteration: 3,
  trajectory_id: "0a1b2c3d-example",
  timestamp: "2020-01-02T03:04:05.6",
  agents: [
    turn("Coder", 0, "I look.\n```python\nprint(cups)\n```", "Error: no cups", 2.5),
    turn("Coder", 1, "nul \0 half \ud800 12", null, null),
    turn("Verifier", 0, "12 is right.", null, 9),
  ],
};

describe("a debug log", async () => {
  const text = JSON.stringify(log, null, 2);
  const outcomes = await read(text);
  const steps = stepsOf(outcomes);

  it("is a lane for each agent: its prompt, then its turns, those a tool answered as actions", () => {
    expect(
      steps.map(({ role, lane, sourceIndex, isAction, text: { message, action } }) => [
        role,
        lane,
        sourceIndex,
        isAction,
        message ?? action,
      ]),
    ).toEqual([
      ["user", 0, 0, false, "You are Coder. Count the cups."],
      ["agent", 0, 0, true, "I look.\n```python\nprint(cups)\n```"],
      ["agent", 0, 1, false, "nul \0 half \ud800 12"],
      ["user", 1, 2, false, "You are Verifier. Count the cups."],
      ["agent", 1, 2, false, "12 is right."],
    ]);
    expect(steps[1]).toMatchObject({
      text: { observation: "Error: no cups" },
      isError: true,
      isErrorInferred: true,
    });
  });

  it("keeps the coach's scores as a fact by the index of the source, and its words out of the record", () => {
    expect(ParsedRun.parse(runOf(outcomes))).toMatchObject({
      runId: "0a1b2c3d-example",
      task: { title: "You are Coder. Count the cups." },
      lanes: [
        { name: "Coder", role: "main" },
        { name: "Verifier", role: "verifier" },
      ],
      environment: [
        ["iteration", "3"],
        ["timestamp", "2020-01-02T03:04:05.6"],
        ["coach_scores", "[2.5,null,9]"],
      ],
      stepCount: 5,
      actionCount: 1,
      unknownRecords: 0,
    });
    expect(JSON.stringify(outcomes)).not.toMatch(/Judge this|Fine work|cups\.csv/);
    expect(steps.every(({ startedAt }) => startedAt === null)).toBe(true);
  });

  it("points at its own entries", () => {
    const source = Buffer.from(text);
    for (const {
      sourceIndex,
      sourcePointer: { byteStart, byteEnd },
    } of steps)
      expect(JSON.parse(source.subarray(byteStart, byteEnd).toString())).toEqual(log.agents[sourceIndex]);
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(text, size)).toEqual(outcomes);
  });
});

const withTurns = (...agents: unknown[]) => JSON.stringify({ ...log, agents });

it("keeps what is no turn, and counts it", async () => {
  const outcomes = await read(withTurns(turn("Coder", 0, null, null, null), { agent_role: "x" }));
  expect(stepsOf(outcomes).map(({ text: { message } }) => message)).toEqual([
    "You are Coder. Count the cups.",
    null,
    '{"agent_role":"x"}',
  ]);
  expect(runOf(outcomes)).toMatchObject({ unknownRecords: 1 });
  expect(runOf(outcomes)?.environment.map(([name]) => name)).not.toContain("coach_scores");
  expect(codesOf(outcomes)).toEqual(["unknown-record"]);
});

it.each([
  [9_999, []],
  [10_000, ["cut-by-source"]],
])("says when a text ends at the logger's limit: %i", async (length, codes) => {
  const outcomes = await read(withTurns(turn("Coder", 0, "a", "😀".repeat(length), 1)));
  expect(codesOf(outcomes)).toEqual(codes);
});

it.each([
  ["an empty file", "", "empty"],
  ["a log cut off", JSON.stringify(log).slice(0, -9), "truncated"],
  ["a log nobody spoke in yet", withTurns(), "not-a-run"],
  ["no id", '{"iteration": 1, "agents": [{}]}', "not-a-run"],
  ["a key twice", '{"agents": 1, "agents": 2}', "duplicate-key"],
])("is no run: %s", async (_, text, code) => {
  const outcomes = await read(text);
  expect([codesOf(outcomes), runOf(outcomes)]).toEqual([[code], undefined]);
});

describe("recognising", () => {
  const text = JSON.stringify(log);
  it.each([
    [text, 0.93],
    [JSON.stringify(log, null, 2), 0.93],
    [text.slice(0, text.indexOf('"agent_output"')), 0.93],
    [withTurns(), 0],
    ['{"trajectory_id": "a", "failures": []}', 0],
    ['{"iteration": 1, "trajectory_id": "a", "agents": [{"name": "b"}]}', 0],
    ["not JSON", 0],
  ])("%#", (head, expected) => {
    expect(mappa.recognise(Buffer.from(head), "x.json")).toBe(expected);
  });
});
