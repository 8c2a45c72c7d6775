import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runOf, runsOf, stepsOf } from "../collect.ts";
import { langsmith } from "./langsmith.ts";

/**
 * Written after LangSmith's documentation, "Run (span) data format", and `RunBase` in `python/langsmith/schemas.py`;
 * messages after `Serializable.to_json` of `langchain_core`.
 */
const read = (content: string | Uint8Array, size?: number) => collect(langsmith, content, { name: "runs.jsonl", size });

type Fields = Record<string, unknown>;
const STAMP = "20260302T0900";
/** `order`: ids from the root down, each with its second. */
const run = (id: string, type: string, order: [number, string][], more: Fields): Fields => {
  const place = order.map(([second, each]) => `${STAMP}${String(second).padStart(2, "0")}000000Z${each}`);
  return {
    id,
    name: id,
    start_time: `2026-03-02T09:00:${String(order.at(-1)?.[0]).padStart(2, "0")}`,
    run_type: type,
    trace_id: order[0]?.[1],
    parent_run_id: order.at(-2)?.[1] ?? null,
    dotted_order: place.join("."),
    ...more,
  };
};
const message = (type: string, kwargs: Fields) => ({
  lc: 1,
  type: "constructor",
  id: ["langchain", "schema", "messages", type],
  kwargs,
});

const ASKED = message("HumanMessage", { content: "Where is order 17?" });
const CALLS = message("AIMessage", {
  content: [
    { type: "text", text: "I look." },
    { type: "tool_use", id: "c1", name: "find_order", input: { id: 17 } },
  ],
  tool_calls: [
    { id: "c1", name: "find_order", args: { id: 17 }, type: "tool_call" },
    { id: "c2", name: "weigh", args: { id: 17 }, type: "tool_call" },
  ],
});
const answered = (text: string) => ({
  generations: [[{ text, type: "ChatGeneration", message: message("AIMessage", { content: text }) }]],
});

const ROOT = run("a", "chain", [[0, "a"]], {
  name: "Clerk",
  end_time: "2026-03-02T09:00:30",
  inputs: { input: "Where is order 17?" },
  outputs: { output: "On shelf 4." },
  status: "success",
  session_name: "shopfront",
  tags: ["demo"],
  extra: { metadata: { store: "north", api_key: "example" }, runtime: { sdk: "example" } },
  feedback_stats: { helpful: { n: 2, avg: 0.5 } },
  prompt_tokens: 999,
});
const FIRST = run(
  "b",
  "llm",
  [
    [0, "a"],
    [1, "b"],
  ],
  {
    end_time: "2026-03-02T09:00:03.500",
    inputs: { messages: [[message("SystemMessage", { content: "You run the shopfront." }), ASKED]] },
    outputs: { generations: [[{ text: "I look.", message: CALLS }]] },
    prompt_tokens: 40,
    completion_tokens: 8,
    total_cost: "0.001",
    extra: JSON.stringify({ metadata: { ls_model_name: "example-model-1" } }),
  },
);
const TOOL = run(
  "c",
  "tool",
  [
    [0, "a"],
    [4, "c"],
  ],
  {
    name: "find_order",
    end_time: "2026-03-02T09:00:05Z",
    inputs: { input: "{'id': 17}" },
    outputs: { output: message("ToolMessage", { content: "shelf 4", tool_call_id: "c1", status: "success" }) },
  },
);
const NEXT = run(
  "d",
  "llm",
  [
    [0, "a"],
    [6, "d"],
  ],
  {
    inputs: {
      messages: [
        [
          ASKED,
          CALLS,
          message("ToolMessage", { content: "shelf 4", tool_call_id: "c1" }),
          message("ToolMessage", { content: "2 kg", tool_call_id: "c2" }),
        ],
      ],
    },
    outputs: JSON.stringify(answered("On shelf 4.")),
  },
);
const LOOKUP = run(
  "e",
  "retriever",
  [
    [0, "a"],
    [5, "e"],
  ],
  { inputs: { query: "17" }, outputs: { documents: [] } },
);
const PARSER = run(
  "f",
  "parser",
  [
    [0, "a"],
    [7, "f"],
  ],
  { inputs: { input: "x" }, outputs: { output: "x" } },
);
const LOST = run(
  "g",
  "tool",
  [
    [0, "a"],
    [8, "g"],
  ],
  { name: "ship", inputs: {}, outputs: null, error: "no courier", status: "error" },
);
const ODD = run(
  "h",
  "dream",
  [
    [0, "a"],
    [9, "h"],
  ],
  {},
);
const OTHER = run("z", "llm", [[50, "z"]], {
  inputs: { prompts: ["Say hi."] },
  outputs: { generations: [[{ text: "Hi." }]] },
  status: "pending",
});
const ALL = [ODD, NEXT, OTHER, PARSER, LOOKUP, ROOT, TOOL, FIRST, LOST];

describe("runs one a line", async () => {
  const text = `${ALL.map((each) => JSON.stringify(each)).join("\n")}\n`;
  const outcomes = await read(text);
  const steps = stepsOf(outcomes);

  it("are a run for each trace, its spans in the order of `dotted_order`", () => {
    expect(runsOf(outcomes).map(({ run: { runId, stepCount } }) => [runId, stepCount])).toEqual([
      ["a", 8],
      ["z", 2],
    ]);
    expect(steps.map(({ role, kind, isAction, text: said }) => [role, kind, isAction, ...Object.values(said)])).toEqual(
      [
        ["system", "message", false, null, null, null, "You run the shopfront."],
        ["user", "message", false, null, null, null, "Where is order 17?"],
        ["agent", "other", true, "I look.", '{"id":17}', "2 kg", null],
        ["agent", "other", true, null, "{'id': 17}", "shelf 4", null],
        ["environment", "search", false, null, null, '{"documents":[]}', '{"query":"17"}'],
        ["agent", "message", false, null, null, null, "On shelf 4."],
        ["agent", "other", true, null, null, "no courier", null],
        ["environment", "other", false, null, null, null, JSON.stringify(ODD)],
        ["user", "message", false, null, null, null, "Say hi."],
        ["agent", "message", false, null, null, null, "Hi."],
      ],
    );
  });

  it("take times, tokens, costs and failures as stated", () => {
    expect(steps[2]).toMatchObject({
      tokensIn: 40,
      tokensOut: 8,
      costUsd: 0.001,
      startedAt: "2026-03-02T09:00:01.000Z",
    });
    expect(steps[3]).toMatchObject({ durationMs: 1000, tokensIn: null, isError: false });
    expect(steps[6]).toMatchObject({ isError: true, isErrorInferred: false, durationMs: null });
  });

  it("give the facts of the outermost run", () => {
    const [first, second] = runsOf(outcomes);
    expect(ParsedRun.parse(first?.run)).toMatchObject({
      task: { title: "Where is order 17?" },
      agent: "Clerk",
      model: "example-model-1",
      exitStatus: null,
      submission: "On shelf 4.",
      environment: [
        ["name", "Clerk"],
        ["session_name", "shopfront"],
        ["tags", "demo"],
        ["metadata store", "north"],
        ["feedback helpful", "0.5"],
      ],
      tokensIn: 40,
      actionCount: 3,
      unknownRecords: 1,
    });
    expect(second?.run).toMatchObject({ exitStatus: "pending", task: { title: "Say hi." } });
  });

  it("point at their lines, from the record on where there are several traces", () => {
    const [first, second] = runsOf(outcomes).map(({ record }) => record);
    expect(first?.sha256).not.toBe(second?.sha256);
    for (const [at, { sourceIndex, sourcePointer }] of steps.entries()) {
      const base = (at < 8 ? first : second)?.byteStart ?? 0;
      const own = text.slice(base + sourcePointer.byteStart, base + sourcePointer.byteEnd);
      expect(JSON.parse(own)).toEqual(ALL[sourceIndex]);
    }
  });

  it.each([1, 7, 64, 1000])("are the same in chunks of %i bytes", async (size) => {
    expect(await read(text, size)).toEqual(outcomes);
  });

  it("hold back a bad line alone, and a value that is no run", async () => {
    const bad = await read(`${JSON.stringify(ROOT)}\n{"id":\n{"id":"x"}\n${JSON.stringify(FIRST)}\n`);
    expect(
      bad.flatMap((each) => (each.type === "failed-record" ? [[each.problem.code, each.problem.line]] : [])),
    ).toEqual([
      ["broken-line", 2],
      ["not-a-run", 3],
    ]);
    expect(runOf(bad)?.stepCount).toBe(4);
  });
});

describe("runs in a document", () => {
  it.each([
    ["a list", JSON.stringify([FIRST, ROOT, TOOL], null, 2)],
    ["an answer of the API", JSON.stringify({ runs: [FIRST, ROOT, TOOL], cursors: {} })],
  ])("are read from %s, which is the record where it is one trace", async (_, text) => {
    const outcomes = await read(text);
    expect(runsOf(outcomes).map(({ record }) => record)).toEqual([null]);
    const steps = stepsOf(outcomes);
    expect(steps.map(({ actionType, text: { message: said } }) => actionType ?? said)).toEqual([
      "You run the shopfront.",
      "Where is order 17?",
      "weigh",
      "find_order",
    ]);
    for (const { sourcePointer } of steps)
      expect(JSON.parse(text.slice(sourcePointer.byteStart, sourcePointer.byteEnd))).toHaveProperty("run_type");
    expect(await read(text, 1)).toEqual(outcomes);
  });
});

it.each([
  ["nothing", "", "empty"],
  ["an empty list", "[]", "not-a-run"],
  ["a list of other things", "[1]", "not-a-run"],
  ["a list cut off", JSON.stringify([ROOT, FIRST]).slice(0, -9), "truncated"],
  ["a key twice", '{"id":"a","id":"b","run_type":"llm"}', "duplicate-key"],
])("says why it is no run: %s", async (_, text, code) => {
  const outcomes = await read(text);
  expect(codesOf(outcomes)).toContain(code);
  expect([runsOf(outcomes), stepsOf(outcomes)]).toEqual([[], []]);
});

it("does not guess the zone of a time", async () => {
  const [step] = stepsOf(await read(JSON.stringify({ ...FIRST, dotted_order: undefined, inputs: null })));
  expect(step).toMatchObject({ startedAt: null, durationMs: null });
});

it.each(["__proto__", "constructor.prototype", "hasOwnProperty.call"])("keeps %s as data", async (name) => {
  const hostile = `{${JSON.stringify(name)}:{"polluted":1}}`;
  const before = [Object.prototype, Function.prototype].map((each) => Reflect.ownKeys(each).map(String));
  const text = JSON.stringify({
    ...TOOL,
    id: name,
    name,
    trace_id: name,
    inputs: "IN",
    extra: "EXTRA",
    feedback_stats: "STATS",
  })
    .replace('"IN"', hostile)
    .replace('"EXTRA"', `{"metadata":{${JSON.stringify(name)}:"kept"}}`)
    .replace('"STATS"', `{${JSON.stringify(name)}:{"avg":1}}`);
  const outcomes = await read(`${text}\n`);
  expect(stepsOf(outcomes)[0]).toMatchObject({ actionType: name, text: { action: hostile } });
  // The root of this trace is not here, so the first run speaks for it.
  expect(runOf(outcomes)?.environment).toEqual([
    ["name", name],
    [`metadata ${name}`, "kept"],
    [`feedback ${name}`, "1"],
  ]);
  expect([Object.prototype, Function.prototype].map((each) => Reflect.ownKeys(each).map(String))).toEqual(before);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

describe("recognising", () => {
  it.each([
    ["a line", `${JSON.stringify(ROOT)}\n${JSON.stringify(FIRST)}`, 0.93],
    ["a list", JSON.stringify([ROOT], null, 2), 0.93],
    ["an answer of the API", JSON.stringify({ runs: [ROOT] }), 0.93],
    ["long inputs first", `{"id":"a","run_type":"llm","start_time":"x","inputs":{"text":"${"a".repeat(200)}`, 0.8],
    ["a run of something else", '{"runs":[{"id":1,"status":"ok"}]}', 0],
    ["messages", '{"messages":[{"role":"user","content":"a"}]}', 0],
    ["nothing", "", 0],
  ])("%s", (_, text, expected) => {
    expect(langsmith.recognise(Buffer.from(text), "x.json")).toBe(expected);
  });
});
