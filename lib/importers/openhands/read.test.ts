import { describe, expect, it } from "vitest";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, stepsOf } from "../collect.ts";
import { openhands } from "./openhands.ts";

const read = (content: string | Uint8Array, size?: number) =>
  collect(openhands, content, { name: "output.jsonl", size });

const runsOf = (outcomes: ImportOutcome[]) => outcomes.flatMap((each) => (each.type === "run" ? [each.run] : []));

const HARD = "nul \0 half \ud800 9007199254740993";
const call = (id: string) => ({ tool_call_metadata: { model_response: { id, model: "example-model-1" } } });
const HISTORY = [
  { id: 0, source: "agent", action: "system", args: { content: "You are careful." } },
  { id: 1, source: "user", action: "message", args: { content: "Make the totals right." } },
  { id: 2, source: "user", action: "recall", args: { query: "Make" } },
  { id: 3, source: "environment", observation: "recall", cause: 2, content: "Added workspace context" },
  {
    id: 4,
    source: "agent",
    action: "run",
    timestamp: "2026-03-01T10:00:00Z",
    args: { command: `echo ${HARD}`, thought: "Look first." },
    ...call("r1"),
  },
  { id: 5, source: "agent", action: "edit", args: { path: "cart.py", n: 1, thought: "" }, ...call("r1") },
  { id: 6, source: "agent", observation: "edit", cause: 5, content: "edited" },
  {
    id: 7,
    source: "agent",
    observation: "run",
    timestamp: "2026-03-01T10:00:02.500Z",
    cause: 4,
    content: HARD,
    extras: { metadata: { exit_code: 2 } },
  },
  { id: 8, source: "agent", action: "think", args: { thought: "Why 2?" }, ...call("r2") },
  { id: 9, source: "agent", observation: "error", cause: 8, content: "no such tool" },
  { id: 10, source: "agent", observation: "error", cause: 99, content: "late" },
  { id: 11, source: "agent", action: "finish", args: { outputs: {} }, ...call("r3") },
  7,
];
const OUTPUT = {
  instance_id: "shopfront-7",
  test_result: { git_patch: "diff --git a/cart.py b/cart.py\n" },
  instruction: "<uploaded_files>\nMake the totals right.",
  metadata: {
    agent_class: "CareAgent",
    git_commit: "c0ffee",
    max_iterations: 30,
    llm_config: { model: "example-model-1", temperature: 0, api_key: "not-for-the-record" },
  },
  history: HISTORY,
  metrics: {
    accumulated_cost: 0.5,
    accumulated_token_usage: { prompt_tokens: 300, completion_tokens: 30 },
    token_usages: [{ response_id: "r1", prompt_tokens: 100, completion_tokens: 10 }],
  },
  instance: { repo: "shop/front", base_commit: "abc", problem_statement: "Totals are wrong\nby a cent." },
};

describe("a line of an evaluation", async () => {
  const text = JSON.stringify(OUTPUT);
  const outcomes = await read(text);
  const steps = stepsOf(outcomes);

  it("is a row for each action, message and staging event, with the observation that names its cause", () => {
    expect(
      steps.map(({ role, kind, isAction, turn, callOrdinal }) => [role, kind, isAction, turn, callOrdinal]),
    ).toEqual([
      ["environment", "message", false, 0, 0],
      ["user", "message", false, 1, 0],
      ["environment", "message", false, 2, 0],
      ["environment", "message", false, 3, 0],
      ["agent", "shell", true, 4, 0],
      ["agent", "edit", true, 4, 1],
      ["agent", "other", true, 5, 0],
      ["tool", "other", false, 6, 0],
      ["agent", "submit", true, 7, 0],
      ["environment", "other", false, 8, 0],
    ]);
    expect(steps[4]).toMatchObject({
      text: { thought: "Look first.", action: `echo ${HARD}`, observation: HARD },
      exitCode: 2,
      isError: true,
      isErrorInferred: false,
      durationMs: 2500,
      tokensIn: 100,
      tokensOut: 10,
    });
    expect(steps[5]).toMatchObject({
      text: { action: '{"path":"cart.py","n":1,"thought":""}', observation: "edited" },
    });
    expect(steps[5]?.tokensIn).toBeNull();
    expect(steps[6]).toMatchObject({ isError: true, isErrorInferred: false, text: { observation: "no such tool" } });
  });

  it("says the rest of the run, and nothing of its keys", () => {
    expect(ParsedRun.parse(runsOf(outcomes)[0])).toMatchObject({
      task: { key: "shopfront-7", title: "Totals are wrong" },
      agent: "CareAgent",
      agentVersion: "c0ffee",
      model: "example-model-1",
      exitStatus: "finished",
      submission: "diff --git a/cart.py b/cart.py\n",
      environment: [
        ["repository", "shop/front"],
        ["base_commit", "abc"],
        ["max_iterations", "30"],
        ["temperature", "0"],
      ],
      costUsd: 0.5,
      tokensIn: 300,
      unknownRecords: 1,
      actionCount: 4,
    });
    expect(codesOf(outcomes).toSorted()).toEqual(["lone-surrogate", "nul-escape", "orphan-result", "unknown-record"]);
    expect(JSON.stringify(outcomes)).not.toContain("not-for-the-record");
  });

  it("points at its own events", () => {
    for (const { sourcePointer, sourceIndex } of steps)
      expect(JSON.parse(text.slice(sourcePointer.byteStart, sourcePointer.byteEnd))).toEqual(HISTORY[sourceIndex]);
  });

  it.each([1, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(text, size)).toEqual(outcomes);
  });
});

it("reads a bare list of events, and the oldest one of pairs", async () => {
  const events = HISTORY.slice(0, 8);
  expect(stepsOf(await read(JSON.stringify(events)))).toHaveLength(6);
  const pairs = [
    [
      { action: "run", command: "ls", thought: "Look." },
      { observation: "run", content: "cart.py", exit_code: 0 },
    ],
    [
      { action: "run_ipython", code: "1 / 0" },
      { observation: "run_ipython", content: "ZeroDivisionError" },
    ],
  ];
  const outcomes = await read(JSON.stringify({ instance_id: "a", history: pairs }));
  expect(stepsOf(outcomes).map(({ text, exitCode }) => [text.action, text.observation, exitCode])).toEqual([
    ["ls", "cart.py", 0],
    ["1 / 0", "ZeroDivisionError", null],
  ]);
});

it("names a resolver's run by its issue, and says how it judged itself", async () => {
  const issue = { owner: "shop", repo: "front", number: 5, title: "Add a licence" };
  const outcomes = await read(
    JSON.stringify({
      issue,
      issue_type: "issue",
      git_patch: "diff",
      success: false,
      history: [{ action: "message", content: "Fix it." }],
    }),
  );
  expect(runsOf(outcomes)[0]).toMatchObject({
    task: { key: "shop/front#5", title: "Add a licence" },
    exitStatus: "no success",
    submission: "diff",
  });
  expect(stepsOf(outcomes)[0]).toMatchObject({ role: "user", text: { message: "Fix it." } });
});

it("holds back a bad line alone", async () => {
  const good = JSON.stringify({ instance_id: "a", history: HISTORY.slice(0, 2) });
  const outcomes = await read([good, '{"instance_id": "b"}', good.slice(0, -4), good].join("\n"));
  expect([runsOf(outcomes).length, codesOf(outcomes)]).toEqual([2, ["not-a-run", "truncated"]]);
});

describe("recognising", () => {
  it.each([
    [JSON.stringify(OUTPUT), 0.93],
    [JSON.stringify(OUTPUT).split(',"history"')[0] ?? "", 0.9],
    [JSON.stringify(HISTORY), 0.93],
    ['{"issue":{},"issue_type":"issue","git_patch":"', 0.9],
    ['{"history":[{"role":"user","content":"a"}]}', 0],
    ['[{"role":"user","content":"a"}]', 0],
    ['{"trajectory":[{"action":"ls","observation":"a"}]}', 0],
  ])("%#", (text, expected) => {
    expect(openhands.recognise(Buffer.from(text), "x.json")).toBe(expected);
  });
});
