import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runOf, stepsOf } from "../collect.ts";
import { atof } from "./atof.ts";

/** Shaped as `atof-event-format.md` of NeMo Agent Toolkit has it; the words are the shop's. */
const read = (content: string, size?: number) => collect(atof, content, { name: "stock.jsonl", size });

let second = 0;
const event = (value: object) =>
  JSON.stringify({
    atof_version: "0.1",
    attributes: [],
    timestamp: new Date(Date.UTC(2026, 2, 1, 10, 0, second++)).toISOString(),
    ...value,
  }).replaceAll('"HARD"', HARD);
const HARD = '{"n": 9007199254740993, "__proto__": "nul \\u0000 half \\ud800"}';
const scope = (uuid: string, parent_uuid: string | null, category: string, name: string) => ({
  start: (data: unknown, more: object = {}) =>
    event({ kind: "scope", scope_category: "start", uuid, parent_uuid, category, name, data, ...more }),
  end: (data: unknown, more: object = {}) =>
    event({ kind: "scope", scope_category: "end", uuid, parent_uuid, category, name, data, ...more }),
});
const llm = (uuid: string, parent: string) => scope(uuid, parent, "llm", "example-1");
const model = { category_profile: { model_name: "example-1" } };

const shop = scope("root", null, "agent", "shop_agent");
const count = scope("t1", "root", "tool", "count");
const lone = scope("t2", "f1", "tool", "clock");
const ask = scope("t3", "root", "tool", "ask_expert");
const expert = scope("sub", "t3", "agent", "expert");
const found = scope("r1", "root", "retriever", "catalogue");
const group = scope("f1", "root", "function", "group");
const told = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "How many cups?" },
];
const LINES = [
  shop.start({ input: "How many cups?" }, { metadata: { session_id: "s1", api_key: "sk-example" } }),
  found.start({ query: "cups" }),
  found.end({ documents: ["Error: none"] }),
  llm("l1", "root").start({ messages: told }, model),
  llm("l1", "root").end(
    {
      content: "I count.",
      tool_calls: [
        { id: "c1", name: "count", arguments: "HARD" },
        { id: "c2", type: "function", function: { name: "ask_expert", arguments: '{"q": 1}' } },
      ],
      usage: { prompt_tokens: 100, completion_tokens: 7 },
    },
    model,
  ),
  ask.start({ q: 1 }, { category_profile: { tool_call_id: "c2" } }),
  count.start({ n: 1 }, { category_profile: { tool_call_id: "c1" } }),
  count.end({ result: 12 }),
  expert.start({ question: "Really?" }),
  llm("l2", "sub").start({ messages: [{ role: "user", content: "Really?" }] }, model),
  llm("l2", "sub").end({ choices: [{ message: { content: "Yes." } }] }, model),
  expert.end({ answer: "Yes." }),
  ask.end({ output: { sure: true } }),
  group.start({ x: 1 }),
  event({ kind: "mark", uuid: "m1", parent_uuid: "f1", name: "checkpoint", data: null }),
  event({ kind: "mark", uuid: "m2", parent_uuid: "root", name: "person", data: { role: "user", content: "Hurry." } }),
  lone.start({ zone: "UTC" }, { timestamp: 1767225600123456 }),
  lone.end("noon", { timestamp: 1767225600623456 }),
  group.end({ x: 2 }),
  llm("l3", "root").start(
    { messages: [...told, { role: "assistant", content: "x" }, { role: "user", content: "How many cups?" }] },
    model,
  ),
  llm("l3", "root").end(
    {
      content: [
        { type: "thinking", thinking: "hm" },
        { type: "text", text: "12" },
      ],
    },
    model,
  ),
  event({
    kind: "scope",
    scope_category: "end",
    uuid: "gone",
    category: "tool",
    name: "lost",
    data: { result: "late" },
  }),
  event({
    kind: "scope",
    scope_category: "start",
    uuid: "cut",
    parent_uuid: "root",
    category: "custom",
    name: "cut",
    data: { a: "b" },
  }),
  event({ kind: "dance", uuid: "x", name: "x" }),
  shop.end({ response: "There are 12." }),
];
const TEXT = LINES.join("\n");

describe("an event log", async () => {
  const outcomes = await read(TEXT);
  const steps = stepsOf(outcomes);

  it("is a row for what is said, called, marked, and for scopes that hold no other", () => {
    expect(
      steps.map(({ role, lane, sourceIndex, text: { thought, message } }) => [
        role,
        lane,
        sourceIndex,
        thought,
        message,
      ]),
    ).toEqual([
      ["user", 0, 0, null, "How many cups?"],
      ["environment", 0, 2, null, "cups"],
      ["system", 0, 3, null, "Be brief."],
      ["agent", 0, 4, "I count.", null],
      ["agent", 0, 4, null, null],
      ["user", 1, 8, null, "Really?"],
      ["agent", 1, 10, null, "Yes."],
      ["environment", 0, 14, null, "checkpoint"],
      ["user", 0, 15, null, "Hurry."],
      ["agent", 0, 16, null, null],
      ["user", 0, 19, null, "How many cups?"],
      ["agent", 0, 20, "hm", "12"],
      ["tool", 0, 21, null, null],
      ["environment", 0, 23, null, LINES[23]],
      ["agent", 0, 24, null, "There are 12."],
      ["environment", 0, 22, null, "b"],
    ]);
  });

  it("puts what a tool gave at the call that asked, with its time", () => {
    const calls = steps.filter(({ text }) => text.action !== null || text.observation !== null);
    expect(
      calls.map(({ actionType, text: { action, observation }, durationMs }) => [
        actionType,
        action,
        observation,
        durationMs,
      ]),
    ).toEqual([
      [null, null, '{"documents":["Error: none"]}', 1000],
      ["count", HARD, "12", 1000],
      ["ask_expert", '{"q": 1}', '{"sure":true}', 7000],
      ["clock", '{"zone":"UTC"}', "noon", 500],
      [null, null, "late", null],
    ]);
    expect(steps[9]?.startedAt).toBe("2026-01-01T00:00:00.123Z");
  });

  it("hangs a sub-agent below the call that began it", () => {
    expect(steps.map(({ parentOrdinal }) => parentOrdinal).slice(4, 8)).toEqual([null, 4, 4, null]);
  });

  it("says of the run what the log says", () => {
    expect(ParsedRun.parse(runOf(outcomes))).toMatchObject({
      runId: "root",
      task: { title: "How many cups?" },
      agent: "shop_agent",
      model: "example-1",
      lanes: [
        { name: "shop_agent", role: "main" },
        { name: "expert", role: "other" },
      ],
      submission: "There are 12.",
      environment: [
        ["atof_version", "0.1"],
        ["session", "s1"],
      ],
      tokensIn: 100,
      tokensOut: 7,
      stepCount: 16,
      actionCount: 3,
      unknownRecords: 1,
    });
    expect(codesOf(outcomes)).toEqual(
      expect.arrayContaining(["unpaired-end", "unpaired-start", "orphan-result", "unknown-record"]),
    );
    expect(JSON.stringify(outcomes)).not.toContain("sk-example");
  });

  it("points at its own lines", () => {
    const bytes = Buffer.from(TEXT);
    for (const { sourcePointer, sourceIndex } of steps)
      expect(bytes.subarray(sourcePointer.byteStart, sourcePointer.byteEnd).toString()).toBe(LINES[sourceIndex]);
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(TEXT, size)).toEqual(outcomes);
  });
});

it("reads a log whose scopes nobody classified", async () => {
  const [flow, inner] = [scope("r", null, "unknown", "flow"), scope("i", "r", "unknown", "callback")];
  const text = [flow.start({ raw: "Count." }), inner.start({ raw: "a" }), inner.end(null), flow.end({ raw: "12" })];
  const steps = stepsOf(await read(text.join("\n")));
  expect(steps.map(({ role, target, text: { message, observation } }) => [role, target, message, observation])).toEqual(
    [
      ["user", "Count.", "Count.", null],
      ["environment", "callback", "a", null],
      ["agent", "12", "12", null],
    ],
  );
});

it("goes on after half a line, and keeps it", async () => {
  const outcomes = await read(`${LINES[0]}\n{"kind":"sco\n${LINES.at(-1)}`);
  expect(stepsOf(outcomes).map(({ text }) => text.message)).toEqual([
    "How many cups?",
    '{"kind":"sco',
    "There are 12.",
  ]);
  expect(runOf(outcomes)?.unknownRecords).toBe(1);
});

it.each([
  ["nothing", "\n", "empty"],
  ["a key twice", '{"kind":"mark","uuid":"a","uuid":"b"}', "duplicate-key"],
])("is no run: %s", async (_, text, code) => {
  const outcomes = await read(text);
  expect([codesOf(outcomes), runOf(outcomes)]).toEqual([[code], undefined]);
});

describe("recognising", () => {
  it.each([
    [TEXT, 0.97],
    [LINES[14] ?? "", 0.97],
    ['{"kind":"scope","uuid":"a","timestamp":1,"name":"b"}', 0],
    ['[{"kind":"scope","atof_version":"0.1","uuid":"a","timestamp":1,"name":"b"}]', 0],
    ['{"type":"user","sessionId":"s"}', 0],
    ["", 0],
  ])("%#", (text, expected) => {
    expect(atof.recognise(Buffer.from(text), "x.jsonl")).toBe(expected);
  });
});
