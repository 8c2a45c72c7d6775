import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { ParsedStep } from "../../domain/record/step.ts";
import { DialogueSteps } from "../dialogue/dialogue-steps.ts";
import { detect } from "../registry.ts";
import { kimiCli } from "./kimi-cli.ts";
import { StepQueue } from "../dialogue/step-queue.ts";

const WIRE = readFileSync(path.join(import.meta.dirname, "fixtures/wire.jsonl"));

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(content: string | Uint8Array, size = 4096): Promise<ImportOutcome[]> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const outcomes: ImportOutcome[] = [];
  for await (const outcome of kimiCli.read(inChunks(bytes, size), { name: "wire.jsonl" })) outcomes.push(outcome);
  return outcomes;
}

const stepsOf = (outcomes: readonly ImportOutcome[]) =>
  outcomes.flatMap((each) => (each.type === "step" ? [ParsedStep.parse(each.step)] : []));
const runOf = (outcomes: readonly ImportOutcome[]) =>
  outcomes.flatMap((each) => (each.type === "run" ? [ParsedRun.parse(each.run)] : []))[0];
const codesOf = (outcomes: readonly ImportOutcome[]) =>
  outcomes.flatMap((each) => ("problem" in each ? [`${each.problem.severity} ${each.problem.code}`] : []));

describe("a wire log", async () => {
  const outcomes = await read(WIRE);
  const steps = stepsOf(outcomes);

  it("makes a message or calls of each answer, and waits for late results", () => {
    expect(steps.map(({ role, text }) => [role, text.thought, text.action, text.observation, text.message])).toEqual([
      ["user", null, null, null, 'Run the tests.\n{"type":"image_url","url":"data:,"}'],
      ["system", null, null, null, "<system-reminder>Be careful.</system-reminder>"],
      [
        "agent",
        "Two at once.\n\nI run them.",
        '{"command": "npm test", "n": 9007199254740993}',
        "1 failed\nCommand failed with exit code: 1.",
        null,
      ],
      ["agent", null, '{"path": "/shop/cart.ts", "__proto__": 1}', "const cart = [];\n<system>1 line</system>", null],
      ["agent", null, '{"description":"Look"}', 'late\n{"type":"x"}', null],
      ["user", null, null, null, "Look around."],
      ["tool", null, null, '{"a":1.10}', null],
      ["agent", null, null, null, "One fails."],
      ["system", null, null, null, "One test fails."],
      ["environment", null, null, null, '{"type":"dance","time":1760000005003}'],
      ["environment", null, null, null, '{"type":"conte'],
    ]);
    expect(steps.map(({ ordinal }) => ordinal)).toEqual(steps.map((_, at) => at));
    expect(steps.map(({ lane }) => lane)).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  it("takes errors, times and tokens as they are stated", () => {
    expect(
      steps
        .slice(2, 5)
        .map(({ turn, callOrdinal, kind, isError, isErrorInferred, exitCode, durationMs, startedAt }) => [
          turn,
          callOrdinal,
          kind,
          isError,
          isErrorInferred,
          exitCode,
          durationMs,
          startedAt,
        ]),
    ).toEqual([
      [2, 0, "test", true, false, 1, 1000, "2025-10-09T08:53:22.003Z"],
      [2, 1, "read", false, true, null, 6, "2025-10-09T08:53:22.004Z"],
      [2, 2, "subagent", false, true, null, 2000, "2025-10-09T08:53:22.005Z"],
    ]);
    expect(steps.map(({ tokensIn, tokensOut }) => [tokensIn, tokensOut])[2]).toEqual([115, 20]);
    expect(steps[6]).toMatchObject({ isError: false, isErrorInferred: false });
  });

  it("says of the run what the log says", () => {
    expect(runOf(outcomes)).toEqual({
      runId: null,
      task: expect.objectContaining({ title: "Run the tests." }),
      agent: "kimi-cli",
      agentVersion: null,
      model: "model-1",
      lanes: [
        { name: "main", role: "main" },
        { name: "agent-0", role: "other" },
      ],
      exitStatus: "completed",
      submission: null,
      environment: [
        ["protocol_version", "1.4"],
        ["profileName", "agent"],
        ["system", "You help in a shop."],
        ["cwd", "/shop"],
        ["provider", "example"],
        ["model", "example/model-1"],
        ["approvals.approved", "1"],
        ["tools", '[{"name":"Bash"}]'],
      ],
      tokensIn: 122,
      tokensOut: 23,
      costUsd: null,
      stepCount: 11,
      actionCount: 3,
      unknownRecords: 2,
      links: [],
    });
    expect(codesOf(outcomes)).toEqual([
      "note unsafe-number",
      "note broken-line",
      "note orphan-result",
      "note unknown-record",
    ]);
  });

  it("points at the line of each row", () => {
    const lines = WIRE.toString("utf8").split("\n");
    for (const { sourcePointer: at, sourceIndex } of steps) {
      expect(WIRE.subarray(at.byteStart, at.byteEnd).toString("utf8")).toBe(lines[sourceIndex]);
      expect(at.path).toBe(`[${sourceIndex}]`);
    }
    expect(steps.map(({ sourceIndex }) => sourceIndex)).toEqual([4, 5, 11, 12, 13, 18, 21, 22, 24, 25, 27]);
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(WIRE, size)).toEqual(outcomes);
  });

  it("ends a turn that was taken up again as the last one ended", async () => {
    const line = (type: string) => JSON.stringify({ type, time: 1 });
    const cancelled = ["turn.prompt", "turn.cancel"].map(line).join("\n");
    expect(runOf(await read(cancelled))?.exitStatus).toBe("cancelled");
    expect(runOf(await read(`${cancelled}\n${line("turn.prompt")}`))?.exitStatus).toBeNull();
  });
});

describe("the queue", () => {
  const rows = new DialogueSteps();
  const place = { lane: 0, sourceIndex: 0, sourcePointer: { path: "", byteStart: 0, byteEnd: 0 } };
  const call = () => {
    const [step] = rows.calls(null, [{ id: null, name: "f", text: "{}" }], place);
    if (!step) throw new Error("no step");
    return step;
  };

  it("holds steps behind an open call, up to its bound", () => {
    const queue = new StepQueue(2);
    queue.putOpen(call(), "a");
    queue.put(call());
    expect(queue.take()).toEqual([]);
    expect(queue.answer("a", "done", {})).toBe(true);
    expect(queue.take().map(({ ordinal, text }) => [ordinal, text.observation])).toEqual([
      [0, "done"],
      [1, null],
    ]);
    expect(queue.answer("a", "again", {})).toBe(false);
    queue.putOpen(call(), "b");
    queue.put(call());
    expect(queue.take()).toEqual([]);
    queue.put(call());
    expect(queue.take()).toHaveLength(3);
    expect([queue.answer("b", "late", {}), queue.ordinalOf("b"), queue.rest()]).toEqual([false, 2, []]);
  });
});

describe("bad input", () => {
  it.each([
    ["", ["reject empty"]],
    ['{"type":"metadata","type":"metadata"}', ["quarantine duplicate-key"]],
  ])("%j ends as %j", async (text, codes) => {
    const outcomes = await read(text);
    expect([codesOf(outcomes), runOf(outcomes)]).toEqual([codes, undefined]);
  });

  it("keeps text unit for unit and prototypes as they were", async () => {
    const hard = "nul \0 high \ud800 low \udc00 pair \ud83d\ude00 9007199254740993 \u2028";
    const event = (value: object) => JSON.stringify({ type: "context.append_loop_event", event: value, time: 1e300 });
    const text = [
      '{"type":"metadata","protocol_version":"1.4","__proto__":{"polluted":1}}',
      event({ type: "content.part", part: { type: "text", text: hard } }),
      event({ type: "tool.call", toolCallId: "a", name: "f", args: { x: hard } }),
      event({ type: "tool.result", toolCallId: "a", result: { output: hard } }),
    ].join("\n");
    expect(stepsOf(await read(text))).toMatchObject([
      {
        text: { thought: hard, action: JSON.stringify({ x: hard }), observation: hard },
        startedAt: null,
        durationMs: null,
      },
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("recognition", () => {
  it.each([
    ["a log", WIRE.toString("utf8"), "kimi-cli"],
    ["a log without its header", WIRE.toString("utf8").split("\n").slice(4).join("\n"), "kimi-cli"],
    ["a state", '{"createdAt":"a","title":"b","agents":{},"workDir":"c"}', undefined],
    ["another log", '{"type":"metadata","created_at":1}', undefined],
    ["another event", '{"type":"turn.started","time":1}', undefined],
    ["nothing", "", undefined],
  ])("%s", (_, text, id) => {
    expect(detect(Buffer.from(text), "wire.jsonl")?.id).toBe(id);
  });
});
