import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runOf, stepsOf } from "../collect.ts";
import { ag2 } from "./ag2.ts";

/** Shaped as `ConversableAgent._append_oai_message` keeps messages; the words are the shop's. */
const read = (content: string, size?: number) => collect(ag2, content, { name: "stock.json", size });

const CHAT = [
  { content: "How many cups are left?", role: "assistant", name: "user_proxy" },
  {
    content: "I count them.",
    tool_calls: [
      { id: "a", type: "function", function: { name: "count", arguments: '{"of": "cups", "n": 9007199254740993}' } },
      { id: "b", type: "function", function: { name: "count", arguments: '{"of": "lids"}' } },
    ],
    role: "user",
    name: "Counter",
  },
  {
    content: "12\n\nError: no lids",
    tool_responses: [
      { tool_call_id: "b", role: "tool", content: "Error: no lids" },
      { tool_call_id: "a", role: "tool", content: "12" },
    ],
    role: "tool",
    name: "user_proxy",
  },
  {
    content: [
      { type: "text", text: "nul \0 half \ud800: 12" },
      { type: "image_url", image_url: 1 },
    ],
    role: "user",
    name: "Counter",
  },
  { content: "Agreed.", name: "Checker", role: "user" },
  { content: "13", role: "tool", tool_call_id: "zzz", name: "user_proxy" },
  { content: null, role: "user", name: "Checker" },
];

describe("a dumped chat", async () => {
  const text = JSON.stringify(CHAT, null, 1);
  const outcomes = await read(text);
  const steps = stepsOf(outcomes);

  it("is a row for each entry and each call, in the lane of its name, whatever its role", () => {
    expect(steps.map(({ role, lane, isAction, text: { message } }) => [role, lane, isAction, message])).toEqual([
      ["user", 0, false, "How many cups are left?"],
      ["agent", 0, true, null],
      ["agent", 0, true, null],
      ["agent", 0, false, 'nul \0 half \ud800: 12\n{\n    "type": "image_url",\n    "image_url": 1\n   }'],
      ["agent", 1, false, "Agreed."],
      ["tool", 0, false, null],
      ["environment", 0, false, '{\n  "content": null,\n  "role": "user",\n  "name": "Checker"\n }'],
    ]);
    expect(ParsedRun.parse(runOf(outcomes))).toMatchObject({
      task: { title: "How many cups are left?" },
      agent: "AG2",
      lanes: [
        { name: "Counter", role: "main" },
        { name: "Checker", role: "other" },
      ],
      stepCount: 7,
      actionCount: 2,
      unknownRecords: 1,
    });
    expect(codesOf(outcomes)).toEqual(expect.arrayContaining(["orphan-result", "unknown-record"]));
  });

  it("has each result at its call, and arguments as they stand", () => {
    expect(
      steps
        .slice(1, 3)
        .map(({ text: { action, observation, thought }, isError }) => [thought, action, observation, isError]),
    ).toEqual([
      ["I count them.", '{"of": "cups", "n": 9007199254740993}', "12", false],
      [null, '{"of": "lids"}', "Error: no lids", true],
    ]);
  });

  it("points at its own entries", () => {
    for (const { sourcePointer, sourceIndex } of steps)
      expect(JSON.parse(text.slice(sourcePointer.byteStart, sourcePointer.byteEnd))).toEqual(CHAT[sourceIndex]);
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(text, size)).toEqual(outcomes);
  });
});

it("reads the result of a chat, one on a line, with what it came to", async () => {
  const outcomes = await read(
    JSON.stringify({ chat_id: 7, chat_history: CHAT.slice(0, 3), summary: "12 cups", cost: {} }),
  );
  expect(stepsOf(outcomes).map(({ sourcePointer }) => sourcePointer.path)).toEqual([
    "chat_history[0]",
    "chat_history[1]",
    "chat_history[1]",
  ]);
  expect(runOf(outcomes)).toMatchObject({ runId: "7", submission: "12 cups" });
});

it.each([
  ["cut off", JSON.stringify(CHAT).slice(0, -9), "truncated"],
  ["empty", "", "empty"],
  ["an empty list", "[]", "not-a-run"],
  ["no list", '{"chat": 1}', "not-a-run"],
  ["a key twice", '[{"role": "a", "role": "b"}]', "duplicate-key"],
])("is no run: %s", async (_, text, code) => {
  const outcomes = await read(text);
  expect([codesOf(outcomes), runOf(outcomes)]).toEqual([[code], undefined]);
});

describe("recognising", () => {
  const named = (name: string) => `{"role": "user", "name": "${name}", "content": "a"}`;
  it.each([
    [JSON.stringify(CHAT), 0.87],
    [JSON.stringify(CHAT, null, 1), 0.87],
    [JSON.stringify({ chat_history: CHAT }), 0.9],
    [`[${named("Counter")}, ${named("Checker")}, {"content": "cut", "role": "us`, 0.87],
    [`[${named("Counter")}, ${named("Counter")}]`, 0],
    [
      `[${named("Counter")}, ${named("Checker")}, {"role": "user", "content": "a"}, {"role": "user", "content": "a"}]`,
      0,
    ],
    ['[{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]', 0],
    ['[{"role": "tool", "name": "a", "content": "a"}, {"role": "tool", "name": "b", "content": "b"}]', 0],
    ['{"messages": []}', 0],
  ])("%#", (text, expected) => {
    expect(ag2.recognise(Buffer.from(text), "x.json")).toBe(expected);
  });
});
