import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runOf, stepsOf } from "../collect.ts";
import { autogen } from "./autogen.ts";

/** Shaped as `autogen_agentchat/messages.py` dumps messages; the words are the shop's. */
const read = (content: string, size?: number) => collect(autogen, content, { name: "team.json", size });

const HARD = '{"of": "cups", "n": 9007199254740993, "__proto__": "nul \\u0000 half \\ud800"}';
const said = (source: string, type: string, content: unknown, more: object = {}) => ({
  source,
  models_usage: null,
  metadata: {},
  content,
  type,
  ...more,
});
const MESSAGES = [
  said("user", "TextMessage", "How many cups are left?"),
  said("counter", "ThoughtEvent", "I must count."),
  said(
    "counter",
    "ToolCallRequestEvent",
    [
      { id: "a", name: "count", arguments: HARD },
      { id: "b", name: "count", arguments: "{}" },
    ],
    {
      models_usage: { prompt_tokens: 100, completion_tokens: 20 },
      created_at: "2026-03-01T10:00:00Z",
    },
  ),
  said("counter", "ModelClientStreamingChunkEvent", "12"),
  said("counter", "ToolCallExecutionEvent", [
    { call_id: "b", name: "count", content: "Error-free", is_error: true },
    { call_id: "a", name: "count", content: "12 errors", is_error: false },
    { call_id: "zzz", name: "count", content: "lost" },
  ]),
  said("counter", "ToolCallSummaryMessage", "12", { models_usage: { prompt_tokens: 7, completion_tokens: 3 } }),
  said("coder", "CodeExecutionEvent", undefined, { result: "ran" }),
  said("counter", "HandoffMessage", "Over to you.", { target: "checker", context: [] }),
  said("checker", "MultiModalMessage", ["see", { data: "iVBOR" }]),
  said("checker", "UserInputRequestedEvent", "", { request_id: "r" }),
  said("checker", "StructuredMessage[Count]", { cups: 12 }),
  said("checker", "AlarmEvent", "!"),
];

describe("messages of a team", async () => {
  const text = JSON.stringify({ messages: MESSAGES, stop_reason: "Maximum number of messages reached" }, null, 1);
  const outcomes = await read(text);
  const steps = stepsOf(outcomes);

  it("are a row for each message and each call, a lane for each agent", () => {
    expect(
      steps.map(({ role, lane, sourceIndex, text: { thought, message } }) => [
        role,
        lane,
        sourceIndex,
        thought,
        message,
      ]),
    ).toEqual([
      ["user", 0, 0, null, "How many cups are left?"],
      ["agent", 0, 1, "I must count.", null],
      ["agent", 0, 2, null, null],
      ["agent", 0, 2, null, null],
      ["tool", 0, 4, null, null],
      ["agent", 0, 5, null, "12"],
      ["environment", 1, 6, null, "ran"],
      ["agent", 0, 7, null, "Over to you."],
      ["agent", 2, 8, null, 'see\n{\n     "data": "iVBOR"\n    }'],
      ["agent", 2, 10, null, '{\n    "cups": 12\n   }'],
      ["environment", 2, 11, null, expect.stringContaining("AlarmEvent")],
    ]);
    expect(ParsedRun.parse(runOf(outcomes))).toMatchObject({
      task: { title: "How many cups are left?" },
      lanes: [
        { name: "counter", role: "main" },
        { name: "coder", role: "other" },
        { name: "checker", role: "other" },
      ],
      exitStatus: "Maximum number of messages reached",
      tokensIn: 107,
      tokensOut: 23,
      stepCount: 11,
      actionCount: 2,
      unknownRecords: 1,
    });
    expect(codesOf(outcomes)).toEqual(["orphan-result", "unknown-record"]);
  });

  it("have each result at its call, failed where it says so", () => {
    expect(
      steps
        .slice(2, 5)
        .map(({ text: { action, observation }, isError, isErrorInferred }) => [
          action,
          observation,
          isError,
          isErrorInferred,
        ]),
    ).toEqual([
      [HARD, "12 errors", false, false],
      ["{}", "Error-free", true, false],
      [null, "lost", false, true],
    ]);
    expect(steps[2]).toMatchObject({ tokensIn: 100, tokensOut: 20, startedAt: "2026-03-01T10:00:00.000Z" });
    expect(steps[3]).toMatchObject({ tokensIn: null, tokensOut: null });
  });

  it("point at their own messages", () => {
    for (const { sourcePointer, sourceIndex } of steps)
      expect(JSON.parse(text.slice(sourcePointer.byteStart, sourcePointer.byteEnd))).toEqual(
        JSON.parse(JSON.stringify(MESSAGES[sourceIndex])),
      );
  });

  it.each([1, 7, 64, 1000])("are the same in chunks of %i bytes", async (size) => {
    expect(await read(text, size)).toEqual(outcomes);
  });
});

it("reads a bare list of messages", async () => {
  const outcomes = await read(JSON.stringify(MESSAGES));
  expect(runOf(outcomes)).toMatchObject({ stepCount: 11, exitStatus: null });
  expect(stepsOf(outcomes)[0]?.sourcePointer.path).toBe("[0]");
});

it.each([
  ["cut off", JSON.stringify(MESSAGES).slice(0, -9), "truncated"],
  ["empty", "", "empty"],
  ["no messages", '{"messages": [], "stop_reason": null}', "not-a-run"],
  ["a key twice", '[{"source": "a", "source": "b"}]', "duplicate-key"],
])("is no run: %s", async (_, text, code) => {
  const outcomes = await read(text);
  expect([codesOf(outcomes), runOf(outcomes)]).toEqual([[code], undefined]);
});

describe("recognising", () => {
  it.each([
    [JSON.stringify(MESSAGES), 0.93],
    [JSON.stringify({ messages: MESSAGES }, null, 1), 0.93],
    [JSON.stringify(MESSAGES).slice(0, 300), 0.93],
    ['[{"source": "agent", "action": "run", "type": "x"}]', 0],
    ['[{"source": "agent", "content": "\\"type\\": \\"TextMessage\\"", "type": "x"}]', 0],
    ['[{"role": "user", "content": "a"}]', 0],
  ])("%#", (text, expected) => {
    expect(autogen.recognise(Buffer.from(text), "x.json")).toBe(expected);
  });
});
