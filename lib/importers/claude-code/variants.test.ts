import { describe, expect, it } from "vitest";
import { codesOf, collect, runOf, stepsOf } from "../collect.ts";
import { claudeCode } from "./claude-code.ts";
import { claudeCodeExport } from "./claude-code-export.ts";

/** Shaped as Claude Code's documentation shows `--output-format stream-json`; the words are the shop's. */
const line = (value: object) => JSON.stringify({ session_id: "s1", parent_tool_use_id: null, ...value });
const called = (id: string, tool: string, name: string, more: object = {}) =>
  line({
    type: "assistant",
    message: { id, content: [{ type: "tool_use", id: tool, name, input: { n: tool } }] },
    ...more,
  });
const result = (tool: string, content: string, more: object = {}) =>
  line({ type: "user", message: { content: [{ type: "tool_result", tool_use_id: tool, content }] }, ...more });
const INIT = line({
  type: "system",
  subtype: "init",
  cwd: "/shop",
  tools: ["Bash"],
  mcp_servers: [],
  permissionMode: "plan",
  claude_code_version: "2.1.0",
});
const side = { parent_tool_use_id: "t1" };
const STREAM = [
  INIT,
  line({
    type: "assistant",
    message: { id: "m1", model: "example-1", content: [{ type: "text", text: "nul \0 half \ud800" }] },
  }),
  called("m1", "t1", "Task"),
  called("m1", "t2", "Task"),
  line({ type: "user", message: { content: "count the cups" }, ...side }),
  called("m2", "t3", "Bash", side),
  result("t3", "12", side),
  line({ type: "user", message: { content: "count the lids" }, parent_tool_use_id: "t2" }),
  result("t1", "there are 12"),
  line({ type: "stream_event", event: { type: "content_block_delta" } }),
  line({ type: "result", subtype: "error_max_turns", is_error: false, total_cost_usd: 0.5, num_turns: 2 }),
];

describe("what `claude -p --output-format stream-json` prints", async () => {
  const text = STREAM.join("\n");
  const outcomes = await collect(claudeCode, text, { name: "totals.jsonl" });
  const steps = stepsOf(outcomes);

  it("has a lane for each sub-agent, below the call that began it", () => {
    expect(steps.map(({ role, lane, parentOrdinal, actionType }) => [role, lane, parentOrdinal, actionType])).toEqual([
      ["agent", 0, null, null],
      ["agent", 0, null, "Task"],
      ["agent", 0, null, "Task"],
      ["user", 1, 1, null],
      ["agent", 1, 1, "Bash"],
      ["user", 2, 2, null],
    ]);
    expect(steps[1]?.text.observation).toBe("there are 12");
    expect(steps[4]?.text.observation).toBe("12");
    expect(runOf(outcomes)).toMatchObject({
      runId: "s1",
      task: { key: "totals", instruction: null },
      agentVersion: "2.1.0",
      model: "example-1",
      lanes: [{ name: "claude" }, { name: "sub-agent 1" }, { name: "sub-agent 2" }],
      exitStatus: "error_max_turns",
      costUsd: 0.5,
      environment: [
        ["cwd", "/shop"],
        ["permission_mode", "plan"],
      ],
      unknownRecords: 0,
    });
  });

  it("is recognised by its first line", () => {
    expect(claudeCode.recognise(Buffer.from(INIT), "x.jsonl")).toBe(0.9);
    expect(claudeCode.recognise(Buffer.from('{"type":"system","subtype":"init"}'), "x.jsonl")).toBe(0);
  });
});

describe("a session in one document", async () => {
  const values = STREAM.map((each): unknown => JSON.parse(each));
  const web = JSON.stringify({ title: "Cups", loglines: values }, null, 1);
  const outcomes = await collect(claudeCodeExport, web, { name: "totals.json" });

  it("is read as its log would be, and points into the document", async () => {
    const log = stepsOf(await collect(claudeCode, STREAM.join("\n")));
    expect(stepsOf(outcomes).map(({ lane, role, isError, sourceIndex }) => [lane, role, isError, sourceIndex])).toEqual(
      log.map(({ lane, role, isError, sourceIndex }) => [lane, role, isError, sourceIndex]),
    );
    for (const { sourcePointer, sourceIndex } of stepsOf(outcomes)) {
      const { byteStart, byteEnd, path } = sourcePointer;
      expect([path, JSON.parse(web.slice(byteStart, byteEnd))]).toEqual([
        `loglines[${sourceIndex}]`,
        values[sourceIndex],
      ]);
    }
    expect(runOf(outcomes)).toMatchObject({ runId: "s1", exitStatus: "error_max_turns", stepCount: 6 });
  });

  it("may be a bare list", async () => {
    const listed = await collect(claudeCodeExport, JSON.stringify(values));
    expect(stepsOf(listed).map(({ sourcePointer }) => sourcePointer.path)[0]).toBe("[1]");
    expect(runOf(listed)?.stepCount).toBe(6);
  });

  it("keeps a line of no known kind, and counts it", async () => {
    const odd = await collect(claudeCodeExport, JSON.stringify({ loglines: [values[1], 7] }));
    expect([stepsOf(odd).at(-1)?.text.message, runOf(odd)?.unknownRecords]).toEqual(["7", 1]);
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await collect(claudeCodeExport, web, { name: "totals.json", size })).toEqual(outcomes);
  });

  it.each([
    ["nothing", "", "empty"],
    ["no lines", '{"loglines": []}', "not-a-run"],
    ["cut off", web.slice(0, -9), "truncated"],
    ["a key twice", '{"loglines": [{"type": "a", "type": "b"}]}', "duplicate-key"],
  ])("is no run: %s", async (_, text, code) => {
    const none = await collect(claudeCodeExport, text);
    expect(codesOf(none)).toContain(code);
    expect(runOf(none)).toBeUndefined();
  });

  it.each([
    [web, 0.95],
    [JSON.stringify(values), 0.9],
    ['{"loglines": ["a"]}', 0],
    ['[{"type": "message", "message": {}}]', 0],
    ['{"messages": [{"type": "user", "message": {}}]}', 0],
  ])("is recognised by its structure: %#", (text, expected) => {
    expect(claudeCodeExport.recognise(Buffer.from(text), "x.json")).toBe(expected);
  });
});
