import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { ParsedStep } from "../../domain/record/step.ts";
import { detect } from "../registry.ts";
import { copilotCli } from "./copilot-cli.ts";

const EVENTS = readFileSync(path.join(import.meta.dirname, "fixtures/events.jsonl"));

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(content: string | Uint8Array, size = 4096): Promise<ImportOutcome[]> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const outcomes: ImportOutcome[] = [];
  for await (const outcome of copilotCli.read(inChunks(bytes, size), { name: "events.jsonl" })) outcomes.push(outcome);
  return outcomes;
}

const stepsOf = (outcomes: readonly ImportOutcome[]) =>
  outcomes.flatMap((each) => (each.type === "step" ? [ParsedStep.parse(each.step)] : []));
const runOf = (outcomes: readonly ImportOutcome[]) =>
  outcomes.flatMap((each) => (each.type === "run" ? [ParsedRun.parse(each.run)] : []))[0];
const codesOf = (outcomes: readonly ImportOutcome[]) =>
  outcomes.flatMap((each) => ("problem" in each ? [`${each.problem.severity} ${each.problem.code}`] : []));

describe("an event log", async () => {
  const outcomes = await read(EVENTS);
  const steps = stepsOf(outcomes);

  it("puts results at their calls, and shows what no message asked for", () => {
    expect(steps.map(({ role, text }) => [role, text.thought, text.action, text.observation, text.message])).toEqual([
      ["environment", null, null, null, "The model is busy."],
      ["user", null, null, null, "Run the tests.\n\n/shop/cart.ts"],
      ["agent", "Three at once.\n\nI run them.", '{"command": "npm test", "n": 9007199254740993}', "1 failed", null],
      ["agent", null, '{"path": "/shop/cart.ts"}', null, null],
      ["agent", null, '{"description":"Look","__proto__":1}', "Looked.", null],
      ["agent", null, null, null, "More of it."],
      ["agent", null, '{"pattern":"cart"}', "Error: this is the file's own word", null],
      ["agent", null, '{"command":"ls"}', "cart.ts", null],
      ["agent", null, '{"command":"pwd"}', null, null],
      ["tool", null, null, "cancelled", null],
      ["environment", null, null, null, "user initiated"],
      ["environment", null, null, null, expect.stringContaining("session.dance")],
      ["environment", null, null, null, '{"type":"user.mess'],
      ["agent", "What now?", null, null, null],
    ]);
    expect(steps.map(({ ordinal }) => ordinal)).toEqual(steps.map((_, at) => at));
  });

  it("gives a sub-agent a lane, at the call that started it", () => {
    expect(
      steps.filter(({ lane }) => lane === 1).map(({ ordinal, parentOrdinal }) => [ordinal, parentOrdinal]),
    ).toEqual([[6, 4]]);
    expect(steps[4]?.kind).toBe("subagent");
    expect(runOf(outcomes)?.lanes).toEqual([
      { name: "main", role: "main" },
      { name: "Explorer", role: "other" },
    ]);
  });

  it("takes errors, times and tokens as they are stated", () => {
    expect(steps.map(({ isError, isErrorInferred, durationMs }) => [isError, isErrorInferred, durationMs])).toEqual([
      [true, false, null],
      [false, true, null],
      [true, false, 1500],
      [false, true, null],
      [false, false, null],
      [false, true, null],
      [false, false, 4],
      [false, false, 500],
      [false, true, null],
      [true, false, null],
      [false, true, null],
      [false, true, null],
      [false, true, null],
      [false, true, null],
    ]);
    expect(steps.map(({ tokensOut }) => tokensOut)).toEqual([
      null,
      null,
      30,
      null,
      null,
      null,
      5,
      ...Array.from({ length: 7 }, () => null),
    ]);
    expect(steps[9]?.startedAt).toBeNull();
    expect(steps[2]?.startedAt).toBe("2026-01-01T10:00:02.000Z");
  });

  it("says of the run what the log says", () => {
    expect(runOf(outcomes)).toMatchObject({
      runId: "shop-1",
      task: { instruction: "Run the tests." },
      agent: "example-agent",
      agentVersion: "1.2.3",
      model: "example-model-1",
      exitStatus: "routine",
      environment: [
        ["producer", "example-agent"],
        ["cwd", "/shop"],
        ["branch", "main"],
        ["headCommit", "00ff"],
        ["shutdownType", "routine"],
        ["model", "example-model-2"],
      ],
      tokensIn: 1000,
      tokensOut: 45,
      stepCount: 14,
      actionCount: 6,
      unknownRecords: 2,
    });
    expect(codesOf(outcomes)).toEqual([
      "note unsafe-number",
      "note broken-line",
      "note orphan-result",
      "note unknown-record",
    ]);
  });

  it("adds up tokens where no shutdown does, and names how it ended", async () => {
    const open = EVENTS.toString("utf8").split("\n").slice(0, 22).join("\n");
    expect(runOf(await read(open))).toMatchObject({ tokensIn: null, tokensOut: 35, exitStatus: "abort" });
  });

  it("points at the line of each row", () => {
    const lines = EVENTS.toString("utf8").split("\n");
    for (const { sourcePointer: at, sourceIndex } of steps)
      expect(EVENTS.subarray(at.byteStart, at.byteEnd).toString("utf8")).toBe(lines[sourceIndex]);
    expect(steps.map(({ sourceIndex }) => sourceIndex)).toEqual([2, 3, 7, 7, 7, 8, 11, 16, 18, 20, 21, 22, 25, 23]);
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(EVENTS, size)).toEqual(outcomes);
  });
});

describe("bad input", () => {
  it.each([
    ["", ["reject empty"]],
    ['{"type":"session.start","data":{"a":1,"a":2}}', ["quarantine duplicate-key"]],
  ])("%j ends as %j", async (text, codes) => {
    const outcomes = await read(text);
    expect([codesOf(outcomes), runOf(outcomes)]).toEqual([codes, undefined]);
  });

  it("keeps events that are not as they should be", async () => {
    const lines = [
      "3",
      '{"type":"user.message","data":{}}',
      '{"type":"tool.execution_start","data":{}}',
      '{"type":"x"}',
    ];
    const outcomes = await read(lines.join("\n"));
    expect(stepsOf(outcomes).map(({ text }) => text.message)).toEqual(lines);
    expect(runOf(outcomes)).toMatchObject({ unknownRecords: 4, runId: null, agent: "copilot-cli" });
  });

  it("keeps text unit for unit and prototypes as they were", async () => {
    const hard = "nul \0 high \ud800 low \udc00 pair \ud83d\ude00 9007199254740993 \u2028";
    const event = (type: string, data: object) =>
      JSON.stringify({ type, data, id: "a", timestamp: "", parentId: null });
    const text = [
      '{"type":"session.start","data":{"__proto__":{"polluted":1}},"id":"a","timestamp":"","parentId":null}',
      event("assistant.message", { content: hard, toolRequests: [{ toolCallId: "c", name: "f", arguments: hard }] }),
      event("tool.execution_complete", { toolCallId: "c", success: true, result: { content: hard } }),
    ].join("\n");
    expect(stepsOf(await read(text))).toMatchObject([
      { text: { thought: hard, action: hard, observation: hard }, startedAt: null, durationMs: null },
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("recognition", () => {
  const lines = EVENTS.toString("utf8").split("\n");
  it.each([
    ["a log", EVENTS.toString("utf8"), "copilot-cli"],
    ["a log without its start", lines.slice(3).join("\n"), "copilot-cli"],
    ["a log cut off", EVENTS.subarray(0, 400).toString("utf8"), "copilot-cli"],
    ["another envelope", '{"type":"user.message","payload":{},"timestamp":"a"}', undefined],
    ["other events", '{"type":"user","data":{},"id":"a","timestamp":"b","parentId":null}', undefined],
    ["nothing", "", undefined],
  ])("%s", (_, text, id) => {
    expect(detect(Buffer.from(text), "events.jsonl")?.id).toBe(id);
  });
});
