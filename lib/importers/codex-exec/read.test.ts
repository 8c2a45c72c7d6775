import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runOf, stepsOf } from "../collect.ts";
import { codexExec } from "./codex-exec.ts";

/** Shaped as `codex-rs/exec/src/exec_events.rs` serialises events; the words are the shop's. */
const read = (content: string, size?: number) => collect(codexExec, content, { name: "totals.jsonl", size });

const item = (phase: string, value: object) => JSON.stringify({ type: `item.${phase}`, item: value });
const LINES = [
  '{"type":"thread.started","thread_id":"thread-1"}',
  '{"type":"turn.started"}',
  item("completed", { id: "item_0", type: "reasoning", text: "**Look** nul \0 half \ud800" }),
  item("started", {
    id: "item_1",
    type: "command_execution",
    command: "bash -lc 'pytest -q'",
    aggregated_output: "",
    exit_code: null,
    status: "in_progress",
  }),
  item("started", { id: "item_2", type: "todo_list", items: [{ text: "fix", completed: false }] }),
  '{"type":"item.started","item":{"id":"item_3","type":"web_search","id":"ws_1","query":"","action":{"type":"other"}}}',
  item("completed", {
    id: "item_1",
    type: "command_execution",
    command: "bash -lc 'pytest -q'",
    aggregated_output: "2 failed",
    exit_code: 1,
    status: "failed",
  }),
  '{"type":"item.completed","item":{"id":"item_3","type":"web_search","id":"ws_1","query":"how to round","action":{"type":"search"}}}',
  '{"type":"item.completed","item":{"id":"item_4","type":"file_change","changes":[{"path":"shop/cart.py","kind":"update"}],"status":"completed"}}',
  '{"type":"item.started","item":{"id":"item_5","type":"mcp_tool_call","server":"stock","tool":"count","arguments":{"n": 9007199254740993, "__proto__": 1},"result":null,"error":null,"status":"in_progress"}}',
  item("completed", {
    id: "item_5",
    type: "mcp_tool_call",
    server: "stock",
    tool: "count",
    arguments: {},
    result: { content: [{ type: "text", text: "error 12" }, { type: "image" }] },
    error: null,
    status: "completed",
  }),
  item("updated", { id: "item_2", type: "todo_list", items: [{ text: "fix", completed: true }] }),
  item("completed", { id: "item_2", type: "todo_list", items: [{ text: "fix", completed: true }] }),
  item("started", {
    id: "item_6",
    type: "collab_tool_call",
    tool: "spawn_agent",
    prompt: "Check it.",
    agents_states: {},
    status: "in_progress",
  }),
  item("completed", { id: "item_7", type: "error", message: "no such model" }),
  item("completed", { id: "item_8", type: "hologram", text: "?" }),
  item("completed", { id: "item_9", type: "agent_message", text: "Fixed." }),
  '{"type":"error","message":"Reconnecting... 1/5"}',
  '{"type":"turn.completed","usage":{"input_tokens":1000,"cached_input_tokens":800,"output_tokens":50}}',
  '{"type":"turn.started"}',
  '{"type":"turn.completed","usage":{"input_tokens":1500,"cached_input_tokens":800,"output_tokens":70}}',
  '{"type":"item.comp',
];
const TEXT = LINES.join("\n");

describe("a thread", async () => {
  const outcomes = await read(TEXT);
  const steps = stepsOf(outcomes);

  it("is a row for each item where it begins", () => {
    expect(
      steps.map(({ role, kind, isAction, sourceIndex, text: { thought, message } }) => [
        role,
        kind,
        isAction,
        sourceIndex,
        thought ?? message,
      ]),
    ).toEqual([
      ["agent", "message", false, 2, "**Look** nul \0 half \ud800"],
      ["agent", "test", true, 3, null],
      ["agent", "message", false, 4, "[ ] fix"],
      ["agent", "browser", true, 5, null],
      ["agent", "edit", true, 8, null],
      ["agent", "other", true, 9, null],
      ["agent", "message", false, 11, "[x] fix"],
      ["agent", "subagent", true, 13, null],
      ["environment", "message", false, 14, "no such model"],
      ["environment", "other", false, 15, LINES[15]],
      ["agent", "message", false, 16, "Fixed."],
      ["environment", "message", false, 17, "Reconnecting... 1/5"],
      ["environment", "other", false, 21, '{"type":"item.comp'],
    ]);
    expect(steps.map(({ ordinal }) => ordinal)).toEqual(steps.map((_, at) => at));
  });

  it("puts at each call what came of it, as stated", () => {
    const calls = steps.filter(({ isAction }) => isAction);
    expect(
      calls.map(({ text: { action, observation }, isError, isErrorInferred, exitCode }) => [
        action,
        observation,
        isError,
        isErrorInferred,
        exitCode,
      ]),
    ).toEqual([
      ["bash -lc 'pytest -q'", "2 failed", true, false, 1],
      ["how to round", null, false, true, null],
      ['[{"path":"shop/cart.py","kind":"update"}]', null, false, false, null],
      ['{"n": 9007199254740993, "__proto__": 1}', 'error 12\n{"type":"image"}', false, false, null],
      ["Check it.", null, false, true, null],
    ]);
    expect(calls.map(({ actionType }) => actionType)).toEqual([
      "shell",
      "web_search",
      "apply_patch",
      "stock.count",
      "spawn_agent",
    ]);
    expect(calls.map(({ target }) => target).slice(1, 3)).toEqual(["how to round", "shop/cart.py"]);
  });

  it("says of the run what the events say, tokens of the whole thread once", () => {
    expect(ParsedRun.parse(runOf(outcomes))).toMatchObject({
      runId: "thread-1",
      task: { key: "totals", title: "totals", instruction: null },
      exitStatus: "completed",
      tokensIn: 1500,
      tokensOut: 70,
      costUsd: null,
      stepCount: 13,
      actionCount: 5,
      unknownRecords: 2,
    });
    expect(codesOf(outcomes)).toEqual(expect.arrayContaining(["broken-line", "twice-named", "unknown-record"]));
  });

  it("points at its own lines", () => {
    const bytes = Buffer.from(TEXT);
    for (const { sourcePointer, sourceIndex } of steps)
      expect(bytes.subarray(sourcePointer.byteStart, sourcePointer.byteEnd).toString()).toBe(
        Buffer.from(LINES[sourceIndex] ?? "").toString(),
      );
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(TEXT, size)).toEqual(outcomes);
  });
});

it("reads the first versions, a search with one id, and how a turn failed", async () => {
  const outcomes = await read(
    [
      '{"type":"session.created","session_id":"s"}',
      '{"type":"item.completed","item":{"id":"item_0","item_type":"assistant_message","text":"Hello"}}',
      '{"type":"item.completed","item":{"type":"web_search","id":"ws_1","query":"cups"}}',
      '{"type":"turn.failed","error":{"message":"out of quota"}}',
    ].join("\n"),
  );
  expect(stepsOf(outcomes).map(({ text: { message, action }, isError }) => [message ?? action, isError])).toEqual([
    ["Hello", false],
    ["cups", false],
    ["out of quota", true],
  ]);
  expect([runOf(outcomes)?.runId, runOf(outcomes)?.exitStatus, codesOf(outcomes)]).toEqual(["s", "failed", []]);
});

it("holds back any other key that stands twice", async () => {
  const outcomes = await read('{"type":"thread.started","thread_id":"a","thread_id":"b"}');
  expect([codesOf(outcomes), runOf(outcomes)]).toEqual([["duplicate-key"], undefined]);
});

it("says that nothing is there", async () => {
  expect(codesOf(await read("\n"))).toContain("empty");
});

describe("recognising", () => {
  it.each([
    [TEXT, 0.95],
    [LINES.slice(2).join("\n"), 0.85],
    ['{"type":"session_meta","timestamp":"x","payload":{}}', 0],
    ['{"type":"user","text":"\\"type\\":\\"thread.started\\""}', 0],
    ["# thread.started", 0],
  ])("%#", (text, expected) => {
    expect(codexExec.recognise(Buffer.from(text), "x.jsonl")).toBe(expected);
  });
});
