import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runOf, stepsOf } from "../collect.ts";
import { codex } from "./codex.ts";

const FIXTURE = readFileSync(path.join(import.meta.dirname, "fixtures/rollout.jsonl"));

const read = (content: string | Uint8Array, size?: number) =>
  collect(codex, content, { name: "rollout-1.jsonl", size });

const items = (...payloads: object[]) =>
  payloads.map((payload) => JSON.stringify({ timestamp: "x", type: "response_item", payload })).join("\n");

describe("a rollout", async () => {
  const outcomes = await read(FIXTURE);
  const steps = stepsOf(outcomes);

  it("is a row for each message, thought with words and call, and nothing comes twice", () => {
    expect(steps.map(({ role, kind, isAction }) => [role, kind, isAction])).toEqual([
      ["system", "message", false],
      ["system", "message", false],
      ["user", "message", false],
      ["agent", "message", false],
      ["agent", "test", true],
      ["agent", "edit", true],
      ["agent", "shell", true],
      ["agent", "browser", true],
      ["agent", "message", false],
      ["tool", "other", false],
      ["environment", "other", false],
    ]);
    expect(steps.map(({ ordinal }) => ordinal)).toEqual(steps.map((_, at) => at));
    expect(steps[3]?.text).toMatchObject({ thought: "The cart first.", message: null });
  });

  it("pairs results by id, and takes how a call went from its event and its result", () => {
    expect(steps[4]).toMatchObject({
      text: { action: '{"cmd":"python -m pytest -q","limit":9007199254740993}', observation: "2 failed, 3 passed" },
      exitCode: 1,
      durationMs: 2500,
      isError: true,
      isErrorInferred: false,
    });
    expect(steps[5]).toMatchObject({
      text: {
        action: "*** Begin Patch\n*** Update File: shopfront/cart.py\n*** End Patch",
        observation: "no such file",
      },
      exitCode: 0,
      durationMs: 250,
      isError: true,
      isErrorInferred: false,
    });
    expect(steps[6]?.text).toMatchObject({
      action: '{"type": "exec", "command": ["ls", "__proto__"]}',
      observation: 'cart.py\n{"type": "input_image", "image_url": "a.png"}',
    });
  });

  it("says the rest of the run", () => {
    expect(ParsedRun.parse(runOf(outcomes))).toMatchObject({
      runId: "codex-shop-1",
      agent: "codex",
      agentVersion: "0.150.0",
      model: "example-model-2",
      task: { title: "Make the totals right." },
      exitStatus: "completed",
      environment: [
        ["approval_policy", "on-request"],
        ["base_commit", "c0ffee"],
        ["compactions", "1"],
        ["cwd", "/srv/shopfront"],
        ["effort", "high"],
        ["git_branch", "fix-totals"],
        ["guardian_assessments", "1"],
        ["repository", "https://git.example/shopfront"],
        ["sandbox", "workspace-write"],
      ],
      tokensIn: 2000,
      tokensOut: 120,
      stepCount: 11,
      actionCount: 4,
      unknownRecords: 1,
    });
    expect(codesOf(outcomes).toSorted()).toEqual(["orphan-result", "sealed-thought", "unknown-record"]);
  });

  it("points at its own line", () => {
    for (const { sourcePointer, sourceIndex } of steps) {
      const own = FIXTURE.subarray(sourcePointer.byteStart, sourcePointer.byteEnd).toString();
      expect(own).toBe(FIXTURE.toString().split("\n")[sourceIndex]);
    }
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(FIXTURE, size)).toEqual(outcomes);
  });
});

it("reads the bare items of the first versions", async () => {
  const lines = [
    { id: "old-1", timestamp: "2025-06-01T10:00:00Z", instructions: null, git: { branch: "main" } },
    { record_type: "state" },
    { type: "message", role: "user", content: [{ type: "input_text", text: "List the shelves." }] },
    { type: "function_call", name: "shell", call_id: "c", arguments: "{}" },
    { type: "function_call_output", call_id: "c", output: '{"output":"a","metadata":{"exit_code":2}}' },
    { role: "assistant", content: "Done." },
  ];
  const outcomes = await read(lines.map((line) => JSON.stringify(line)).join("\n"));
  expect(runOf(outcomes)).toMatchObject({ runId: "old-1", stepCount: 3, actionCount: 1, unknownRecords: 0 });
  expect(stepsOf(outcomes)[1]).toMatchObject({ exitCode: 2, isError: true, text: { observation: "a" } });
});

it("says that a turn was cut short, and why", async () => {
  const abort = { timestamp: "x", type: "event_msg", payload: { type: "turn_aborted", reason: "interrupted" } };
  expect(runOf(await read(JSON.stringify(abort)))?.exitStatus).toBe("aborted: interrupted");
});

it("reads the exit code that a command's head states, and no other", async () => {
  const call = (id: string) => ({ type: "function_call", name: "f", call_id: id, arguments: "{}" });
  const gave = (id: string, output: string) => ({ type: "function_call_output", call_id: id, output });
  const outcomes = await read(
    items(
      call("a"),
      gave("a", "Process exited with code 3\nOutput:\nno"),
      call("b"),
      gave("b", `${"x\n".repeat(300)}Exit code: 9`),
    ),
  );
  expect(stepsOf(outcomes).map(({ exitCode }) => exitCode)).toEqual([3, null]);
});

it("keeps text unit for unit", async () => {
  const hard = "nul \0 high \ud800 low \udc00 pair \ud83d\ude00 9007199254740993";
  const [message, call] = stepsOf(
    await read(
      items(
        { type: "message", role: "user", content: [{ type: "input_text", text: hard }] },
        { type: "custom_tool_call", name: "f", call_id: "c", input: hard },
        { type: "custom_tool_call_output", call_id: "c", output: hard },
      ),
    ),
  );
  expect([message?.text.message, call?.text.action, call?.text.observation]).toEqual([hard, hard, hard]);
});

it("goes on after half a line, and keeps it", async () => {
  const said = items({ type: "message", role: "assistant", content: "a" });
  const outcomes = await read(`${said}\n{"timestamp":"x","ty\n${said}`);
  expect([stepsOf(outcomes).length, runOf(outcomes)?.unknownRecords]).toEqual([3, 1]);
});

it.each([
  ["nothing", "\n", "empty"],
  ["a key twice", '{"type":"response_item","payload":{"type":"message","type":"x"}}', "duplicate-key"],
])("is no run: %s", async (_, text, code) => {
  const outcomes = await read(text);
  expect([codesOf(outcomes), runOf(outcomes)]).toEqual([[code], undefined]);
});

describe("recognising", () => {
  it.each([
    [FIXTURE.toString(), 0.95],
    ['{"id":"a","instructions":null}\n{"record_type":"state"}', 0.9],
    ['{"timestamp":"x","type":"weather","payload":{}}', 0],
    ['{"type":"user","sessionId":"s","message":{}}', 0],
    ['{"messages":[{"role":"user","content":"a"}]}', 0],
    ["[]", 0],
  ])("%#", (text, expected) => {
    expect(codex.recognise(Buffer.from(text), "x.jsonl")).toBe(expected);
  });
});
