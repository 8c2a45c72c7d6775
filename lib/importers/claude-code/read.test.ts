import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runOf, stepsOf } from "../collect.ts";
import { claudeCode } from "./claude-code.ts";

const FIXTURE = readFileSync(path.join(import.meta.dirname, "fixtures/session.jsonl"));

const read = (content: string | Uint8Array, size?: number) =>
  collect(claudeCode, content, { name: "totals.jsonl", size });

const lines = (...values: object[]) =>
  values.map((value) => JSON.stringify({ sessionId: "s", isSidechain: false, ...value })).join("\n");
const said = (text: string) => ({ type: "assistant", message: { id: text, content: [{ type: "text", text }] } });

describe("a session", async () => {
  const outcomes = await read(FIXTURE);
  const steps = stepsOf(outcomes);
  const at = (text: string) => steps.findIndex(({ text: { message } }) => message === text);

  it("is a row for each text, each call and each human turn, and for nothing else", () => {
    expect(steps.map(({ role, kind, turn, callOrdinal, lane }) => [role, kind, turn, callOrdinal, lane])).toEqual([
      ["environment", "message", 0, 0, 0],
      ["user", "message", 1, 0, 0],
      ["agent", "message", 2, 0, 0],
      ["agent", "test", 2, 0, 0],
      ["agent", "read", 2, 1, 0],
      ["agent", "subagent", 3, 0, 0],
      ["user", "message", 4, 0, 1],
      ["agent", "message", 5, 0, 1],
      ["agent", "message", 6, 0, 0],
      ["user", "message", 7, 0, 0],
      ["agent", "message", 8, 0, 0],
      ["user", "message", 9, 0, 0],
      ["agent", "message", 10, 0, 0],
      ["environment", "message", 11, 0, 0],
      ["tool", "other", 12, 0, 0],
      ["environment", "other", 13, 0, 0],
    ]);
    expect(steps.map(({ ordinal }) => ordinal)).toEqual(steps.map((_, index) => index));
  });

  it("puts the lines of one message together, whatever stands between them", () => {
    expect(steps[2]?.text).toMatchObject({ thought: "First the cart.", message: "I look at the cart and its tests." });
    expect(steps[3]?.text).toEqual({
      thought: null,
      action: '{"command": "python -m pytest -q", "limit": 9007199254740993}',
      observation: "Exit code 1\n2 failed, 3 passed",
      message: null,
    });
    expect(steps[4]?.text.action).toBe('{"file_path": "shopfront/cart.py", "__proto__": {"x": 1}}');
    expect(steps[12]?.text).toMatchObject({ thought: "Each line, then.", message: null });
  });

  it("takes errors, exit codes and times as they are stated", () => {
    expect(steps[3]).toMatchObject({ isError: true, isErrorInferred: false, exitCode: 1, durationMs: 5000 });
    expect(steps[4]).toMatchObject({ isError: false, isErrorInferred: true, exitCode: null, durationMs: 1000 });
    expect(steps[4]?.startedAt).toBe("2026-03-01T10:00:03.000Z");
  });

  it("counts what a message took once, by its last line", () => {
    expect(steps.map(({ tokensIn, tokensOut }) => [tokensIn, tokensOut]).slice(2, 6)).toEqual([
      [1105, 42],
      [null, null],
      [null, null],
      [1105, 10],
    ]);
    expect(runOf(outcomes)).toMatchObject({ tokensIn: 6 * 1105, tokensOut: 42 + 5 * 10 });
  });

  it("hangs a sub-agent below the call that was open when it began", () => {
    expect(steps[6]).toMatchObject({ lane: 1, parentOrdinal: 5, role: "user" });
    expect(steps[5]?.text.observation).toBe("Prices are in cents.");
  });

  it("keeps a branch that the person left, and says where they went back to", () => {
    expect(at("Floats lose cents.")).toBe(10);
    expect(steps[at("Round each line instead.")]?.parentOrdinal).toBe(at("I round at the end."));
    expect(codesOf(outcomes)).toContain("rewound");
  });

  it("says the rest of the run", () => {
    expect(ParsedRun.parse(runOf(outcomes))).toMatchObject({
      runId: "shop-session-1",
      agent: "claude-code",
      agentVersion: "2.1.0",
      model: "example-model-1",
      task: { title: "The total of the cart is wrong.", instruction: "The total of the cart is wrong." },
      lanes: [
        { name: "claude", role: "main" },
        { name: "sub-agent 1", role: "other" },
      ],
      environment: [
        ["cwd", "/srv/shopfront"],
        ["git_branch", "fix-totals"],
        ["permission_mode", "default"],
        ["summary", "Totals of the cart"],
        ["rewinds", "1"],
      ],
      stepCount: 16,
      actionCount: 3,
      unknownRecords: 1,
    });
    expect(codesOf(outcomes).toSorted()).toEqual(["orphan-result", "rewound", "unknown-record", "unsafe-number"]);
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

it("is one agent's where all lines are its, and shares no name with its caller's session", async () => {
  const side = { isSidechain: true, agentId: "a7" };
  const outcomes = await read(
    lines({ ...side, type: "user", message: { content: "Look." } }, { ...side, ...said("Seen.") }),
  );
  expect(runOf(outcomes)).toMatchObject({ runId: "s/a7", lanes: [{ name: "agent a7", role: "main" }] });
});

it("reads what `--output-format stream-json` prints", async () => {
  const outcomes = await read(
    [
      { type: "system", subtype: "init", session_id: "s", cwd: "/srv" },
      { ...said("Done."), session_id: "s" },
      { type: "result", session_id: "s", total_cost_usd: 0.25, is_error: false, result: "All totals are right." },
    ]
      .map((line) => JSON.stringify(line))
      .join("\n"),
  );
  expect(runOf(outcomes)).toMatchObject({
    runId: "s",
    costUsd: 0.25,
    exitStatus: "success",
    submission: "All totals are right.",
    stepCount: 1,
  });
});

it("keeps text unit for unit", async () => {
  const hard = "nul \0 high \ud800 low \udc00 pair \ud83d\ude00 9007199254740993";
  const input = { command: hard };
  const outcomes = await read(
    lines(
      { type: "user", message: { content: hard } },
      { type: "assistant", message: { id: "m", content: [{ type: "tool_use", id: "t", name: "Bash", input }] } },
      { type: "user", message: { content: [{ type: "tool_result", tool_use_id: "t", content: hard }] } },
    ),
  );
  const [asked, called] = stepsOf(outcomes);
  expect([asked?.text.message, called?.text.observation]).toEqual([hard, hard]);
  expect(JSON.parse(called?.text.action ?? "")).toEqual(input);
});

it("goes on after half a line, and keeps it", async () => {
  const outcomes = await read(`${lines(said("a"))}\n{"type":"assist\n${lines(said("b"))}`);
  expect(stepsOf(outcomes).map(({ text }) => text.message)).toEqual(["a", '{"type":"assist', "b"]);
  expect(runOf(outcomes)?.unknownRecords).toBe(1);
});

it.each([
  ["nothing", "\n", "empty"],
  ["a key twice", '{"type":"user","sessionId":"s","type":"x"}', "duplicate-key"],
])("is no run: %s", async (_, text, code) => {
  const outcomes = await read(text);
  expect([codesOf(outcomes), runOf(outcomes)]).toEqual([[code], undefined]);
});

it("ends where lines claim to be each other's parents", async () => {
  const circle = lines(
    { ...said("a"), uuid: "1", parentUuid: "2" },
    { ...said("b"), uuid: "2", parentUuid: "1" },
    { type: "user", uuid: "3", parentUuid: "1", message: { content: "and?" } },
  );
  expect(stepsOf(await read(circle))).toHaveLength(3);
});

describe("recognising", () => {
  const sure = (text: string) => claudeCode.recognise(Buffer.from(text), "x.jsonl");
  it.each([
    [FIXTURE.toString(), 0.95],
    [lines({ type: "progress", uuid: "1", parentUuid: null }), 0.9],
    ['{"type":"assistant","session_id":"s","message":{}}', 0.7],
    ['{"type":"assistant","message":{}}', 0],
    ['{"timestamp":"x","type":"session_meta","payload":{}}', 0],
    ['{"messages":[{"role":"user","content":"a"}]}', 0],
    ["[]", 0],
    ["", 0],
  ])("%#", (text, expected) => {
    expect(sure(text)).toBe(expected);
  });
});
