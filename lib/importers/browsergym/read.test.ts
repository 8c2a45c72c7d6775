import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runOf, stepsOf } from "../collect.ts";
import { browsergym } from "./browsergym.ts";

const read = (content: string | Uint8Array, size?: number) =>
  collect(browsergym, content, { name: "shopfront.7.json", size });

const entry = (num: number, action: string | null, more: object = {}) => ({
  num,
  reasoning: action === null ? null : `Think ${num}.`,
  action,
  screenshot_path: `screenshots/shopfront.7/screenshot_step_${num}.png`,
  url: `http://shopfront.example/${num}`,
  open_pages_urls: [`http://shopfront.example/${num}`],
  focused_element: "a1",
  last_action_error: "",
  stats: { input_tokens: 100 + num, output_tokens: 10, cost: 0.5 },
  axtree: `RootWebArea 'Page ${num}'\n\t[a51] button 'Buy' nul \0 half \ud800`,
  chat_messages: [{ role: "user", content: "the whole prompt" }],
  ...more,
});

const trajectory = {
  benchmark: "shopfront",
  agent: "GenericAgent-example-model",
  model: "example-model",
  valid: true,
  experiment: "GenericAgent-example-model_on_shopfront",
  goal: "Buy a blue cup.\n",
  seed: 3,
  model_args: { model_name: "example-model", temperature: 0.1, api_key: "not for the record" },
  flags: { obs: { use_ax_tree: true } },
  summary_info: {
    n_steps: 3,
    cum_reward: 0,
    terminated: true,
    truncated: false,
    err_msg: null,
    "stats.cum_input_tokens": 303,
    "stats.cum_output_tokens": 30,
    "stats.cum_cost": 1.5,
  },
  package_version: "example==1.0",
  steps: [
    entry(0, "goto('http://shopfront.example/cups')"),
    entry(1, "click('a51')"),
    entry(2, "send_msg_to_user('It is sold out.')", { last_action_error: "ValueError: no element a51", stats: null }),
    entry(3, null, { reasoning: null }),
  ],
};

describe("a run of a web agent", async () => {
  const text = JSON.stringify(trajectory);
  const outcomes = await read(text);
  const steps = stepsOf(outcomes);
  const page = (num: number) =>
    `URL: http://shopfront.example/${num}\nScreenshot: screenshots/shopfront.7/screenshot_step_${num}.png\n\nRootWebArea 'Page ${num}'\n\t[a51] button 'Buy' nul \0 half \ud800`;

  it("begins with the page it was given, and shows at each action the page it led to", () => {
    expect(
      steps.map(({ role, kind, actionType, sourceIndex, text: said }) => [role, kind, actionType, sourceIndex, said]),
    ).toEqual([
      ["environment", "message", null, 0, { thought: null, action: null, observation: null, message: page(0) }],
      [
        "agent",
        "browser",
        "goto",
        0,
        { thought: "Think 0.", action: "goto('http://shopfront.example/cups')", observation: page(1), message: null },
      ],
      [
        "agent",
        "browser",
        "click",
        1,
        {
          thought: "Think 1.",
          action: "click('a51')",
          observation: `Error of the action: ValueError: no element a51\n\n${page(2)}`,
          message: null,
        },
      ],
      [
        "agent",
        "message",
        "send_msg_to_user",
        2,
        { thought: "Think 2.", action: "send_msg_to_user('It is sold out.')", observation: page(3), message: null },
      ],
    ]);
  });

  it("takes from the entry after an action whether it failed", () => {
    expect(steps.map(({ isError, isErrorInferred }) => [isError, isErrorInferred]).slice(1)).toEqual([
      [false, false],
      [true, false],
      [false, false],
    ]);
    expect(steps.map(({ tokensIn, tokensOut, costUsd }) => [tokensIn, tokensOut, costUsd])).toEqual([
      [null, null, null],
      [100, 10, 0.5],
      [101, 10, 0.5],
      [null, null, null],
    ]);
  });

  it("says what the source says of the run, without what may be a credential", () => {
    expect(ParsedRun.parse(runOf(outcomes))).toMatchObject({
      task: { title: "Buy a blue cup.", instruction: "Buy a blue cup.\n" },
      agent: "GenericAgent-example-model",
      model: "example-model",
      exitStatus: "terminated",
      environment: [
        ["benchmark", "shopfront"],
        ["experiment", "GenericAgent-example-model_on_shopfront"],
        ["valid", "true"],
        ["seed", "3"],
        ["n_steps", "3"],
        ["cum_reward", "0"],
        ["terminated", "true"],
        ["truncated", "false"],
        ["model_args.model_name", "example-model"],
        ["model_args.temperature", "0.1"],
      ],
      tokensIn: 303,
      tokensOut: 30,
      costUsd: 1.5,
      stepCount: 4,
      actionCount: 3,
      unknownRecords: 0,
    });
    expect(JSON.stringify(outcomes)).not.toMatch(/not for the record|the whole prompt/);
  });

  it("points at its own entries", () => {
    const source = Buffer.from(text);
    for (const {
      sourceIndex,
      sourcePointer: { byteStart, byteEnd },
    } of steps)
      expect(JSON.parse(source.subarray(byteStart, byteEnd).toString())).toEqual(trajectory.steps[sourceIndex]);
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(text, size)).toEqual(outcomes);
  });
});

const withSteps = (...steps: unknown[]) => JSON.stringify({ ...trajectory, steps });
const plain = { axtree: "page", url: null, screenshot_path: null };

describe("an entry", () => {
  it("without action is its thought, and the page after it a row of its own", async () => {
    const outcomes = await read(withSteps(entry(0, null, { ...plain, reasoning: "Wait." }), entry(1, "noop()", plain)));
    expect(
      stepsOf(outcomes).map(({ role, text: { thought, message, action } }) => [role, thought, message, action]),
    ).toEqual([
      ["environment", null, "page", null],
      ["agent", "Wait.", null, null],
      ["environment", null, "page", null],
      ["agent", "Think 1.", null, "noop()"],
    ]);
  });

  it("of an unknown kind is kept and counted", async () => {
    const outcomes = await read(withSteps(entry(0, "noop()", plain), 7, { num: 2 }, entry(3, null, plain)));
    expect(stepsOf(outcomes).map(({ role, text: { message, observation } }) => [role, message ?? observation])).toEqual(
      [
        ["environment", "page"],
        ["agent", null],
        ["environment", "7"],
        ["environment", '{"num":2}'],
        ["environment", "page"],
      ],
    );
    expect([runOf(outcomes)?.unknownRecords, codesOf(outcomes)]).toEqual([2, ["unknown-record"]]);
  });

  it("that says nothing of the action before leaves it to the text", async () => {
    const silent = { ...plain, last_action_error: null };
    const outcomes = await read(withSteps(entry(0, "noop()", silent), entry(1, null, { ...silent, reasoning: null })));
    expect(stepsOf(outcomes).at(-1)).toMatchObject({ isError: false, isErrorInferred: true });
  });
});

it.each([
  ["an empty file", "", "empty"],
  ["a run cut off", JSON.stringify(trajectory).slice(0, -9), "truncated"],
  ["no steps", withSteps(), "not-a-run"],
  ["steps that say nothing", withSteps({ action: null }, { action: "" }), "not-a-run"],
  ["no goal", '{"steps": [{"action": "noop()"}]}', "not-a-run"],
  ["a key twice", '{"goal": "a", "goal": "b"}', "duplicate-key"],
])("is no run: %s", async (_, text, code) => {
  const outcomes = await read(text);
  expect([codesOf(outcomes), runOf(outcomes)]).toEqual([[code], undefined]);
});

describe("recognising", () => {
  const text = JSON.stringify(trajectory);
  it.each([
    [text, 0.93],
    [JSON.stringify(trajectory, null, 2), 0.93],
    [text.slice(0, text.indexOf('"steps"')), 0.85],
    ['{"benchmark": "a", "agent": "b", "goal": "c", "judge": "d", "summary_info": {"n_steps": 1}}', 0],
    ['{"benchmark": "a", "agent": "b", "goal": "c", "steps": [{"action": "d"}]}', 0],
    ['{"n_steps": 3, "cum_reward": 0}', 0],
    ['{"goal": "c", "steps": [{"action": "d", "axtree": "e"}]}', 0],
    ["not JSON", 0],
  ])("%#", (head, expected) => {
    expect(browsergym.recognise(Buffer.from(head), "x.json")).toBe(expected);
  });
});
