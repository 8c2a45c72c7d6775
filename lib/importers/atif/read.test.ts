import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { ParsedStep } from "../../domain/record/step.ts";
import { atif } from "./atif.ts";

const FIXTURE = readFileSync(path.join(import.meta.dirname, "fixtures/two-agents.json"));

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(content: string | Uint8Array, size = 4096): Promise<ImportOutcome[]> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const outcomes: ImportOutcome[] = [];
  for await (const outcome of atif.read(inChunks(bytes, size), { name: "orbit.json" })) outcomes.push(outcome);
  return outcomes;
}

const stepsOf = (outcomes: ImportOutcome[]) =>
  outcomes.flatMap((each) => (each.type === "step" ? [ParsedStep.parse(each.step)] : []));
const runsOf = (outcomes: ImportOutcome[]) => outcomes.flatMap((each) => (each.type === "run" ? [each] : []));
const codesOf = (outcomes: ImportOutcome[]) =>
  outcomes.flatMap((each) => (each.type === "problem" || each.type === "failed-record" ? [each.problem.code] : []));

const document = (steps: object[], more: object = {}) =>
  JSON.stringify({ schema_version: "ATIF-v1.6", session_id: "s", agent: { name: "a", version: "1" }, steps, ...more });

describe("a document with a sub-agent", async () => {
  const outcomes = await read(FIXTURE);
  const steps = stepsOf(outcomes);

  it("is a row for each step and for each further call", () => {
    expect(
      steps.map(({ role, kind, isAction, turn, callOrdinal, lane }) => [role, kind, isAction, turn, callOrdinal, lane]),
    ).toEqual([
      ["system", "message", false, 0, 0, 0],
      ["user", "message", false, 1, 0, 0],
      ["agent", "search", true, 2, 0, 0],
      ["agent", "subagent", true, 2, 1, 0],
      ["agent", "message", false, 3, 0, 0],
      ["environment", "other", false, 4, 0, 0],
      ["agent", "message", false, 5, 0, 1],
    ]);
    expect(steps.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("pairs results by id and keeps arguments as they stand", () => {
    expect(steps[2]?.text).toEqual({
      thought: "The parser is the likely place.\n\nI look in two places at once.",
      action: '{ "command": "grep -n port src/net.py", "limit": 9007199254740993 }',
      observation: "12: port = int(text)",
      message: null,
    });
    expect(steps[3]?.text).toEqual({
      thought: null,
      action: '{ "task": "read the manual", "__proto__": { "x": 1 } }',
      observation: "handed over",
      message: null,
    });
    expect([steps[2]?.tokensIn, steps[2]?.costUsd, steps[3]?.tokensIn]).toEqual([100, 0.01, null]);
  });

  it("keeps what is no text, invents no time, and says what it did", () => {
    expect(steps[1]?.text.message).toContain('"media_type":"image/png"');
    expect(steps.map(({ startedAt }) => startedAt)).toEqual([
      null,
      "2026-03-01T10:00:00.000Z",
      "2026-03-01T10:00:05.000Z",
      "2026-03-01T10:00:05.000Z",
      null,
      null,
      null,
    ]);
    expect(codesOf(outcomes).sort()).toEqual(["bad-timestamp", "copied-context", "unknown-record", "unsafe-number"]);
  });

  it("hangs the sub-agent where it was called, in a lane of its own", () => {
    expect(steps[6]).toMatchObject({ lane: 1, parentOrdinal: 2, text: { message: "The manual says 1 to 65535." } });
    const [{ run, record } = { run: null, record: null }] = runsOf(outcomes);
    expect(record).toBeNull();
    expect(ParsedRun.parse(run)).toMatchObject({
      runId: "orbit-session-1",
      agent: "pilot",
      agentVersion: "2.0.1",
      model: "example-model-1",
      lanes: [
        { name: "pilot", role: "main" },
        { name: "reader", role: "other" },
      ],
      task: { title: "Find out why port 0 is accepted." },
      environment: [
        ["schema_version", "ATIF-v1.7"],
        ["tools", '[{ "name": "bash" }]'],
      ],
      tokensIn: 100,
      stepCount: 7,
      actionCount: 2,
      unknownRecords: 1,
    });
  });

  it("points at its own bytes", () => {
    for (const { sourcePointer } of steps) {
      const own: unknown = JSON.parse(
        FIXTURE.subarray(sourcePointer.byteStart, sourcePointer.byteEnd).toString("utf8"),
      );
      expect(own).toHaveProperty("step_id");
    }
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(FIXTURE, size)).toEqual(outcomes);
  });
});

it("gives a run for each document of a wrapper, named by its own bytes", async () => {
  const [a, b] = [
    document([{ source: "user", message: "a" }]),
    document([{ source: "user", message: "b" }], { session_id: "t" }),
  ];
  const text = `{"parent": ${a}, "child": ${b}}`;
  const runs = runsOf(await read(text));
  expect(runs.map(({ run }) => run.runId)).toEqual(["s", "t"]);
  expect(runs.map(({ record }) => text.slice(record?.byteStart, record?.byteEnd))).toEqual([a, b]);
});

it("pairs results without ids by order, and the rest with the last call", async () => {
  const call = (name: string) => ({ function_name: name, arguments: {} });
  const steps = stepsOf(
    await read(
      document([
        {
          source: "agent",
          tool_calls: [call("a"), call("b")],
          observation: { results: [{ content: "1" }, { content: "2" }] },
        },
        { source: "agent", tool_calls: [call("a"), call("b")], observation: { results: [{ content: "3" }] } },
        { source: "agent", message: "thinking", observation: { results: [{ content: "terminal" }] } },
      ]),
    ),
  );
  expect(steps.map(({ text }) => text.observation)).toEqual(["1", "2", null, "3", "terminal"]);
});

it("keeps text unit for unit", async () => {
  const hard = "nul \0 high \ud800 low \udc00 pair \ud83d\ude00 9007199254740993";
  const [step] = stepsOf(
    await read(
      document([
        {
          source: "agent",
          message: hard,
          tool_calls: [{ function_name: "f", arguments: { text: hard } }],
          observation: { results: [{ content: hard }] },
        },
      ]),
    ),
  );
  expect([step?.text.thought, step?.text.observation]).toEqual([hard, hard]);
  expect(JSON.parse(step?.text.action ?? "")).toEqual({ text: hard });
});

describe("what is no run", () => {
  it.each([
    ["no steps", '{"schema_version": "ATIF-v1.4", "agent": {}}', "not-a-run"],
    ["a list", "[]", "not-a-run"],
    ["cut off", document([{ source: "user", message: "a" }]).slice(0, -20), "truncated"],
    [
      "a key twice",
      '{"schema_version": "ATIF-v1.4", "steps": [{"source": "user", "source": "system"}]}',
      "duplicate-key",
    ],
    ["two documents", `${document([])}${document([])}`, "trailing-data"],
    [
      "200 levels and one",
      document([{ source: "user", message: "x", extra: JSON.parse("[".repeat(205) + "]".repeat(205)) }]),
      "depth",
    ],
  ])("%s", async (_, text, code) => {
    const outcomes = await read(text);
    expect(codesOf(outcomes)).toContain(code);
    expect(runsOf(outcomes)).toEqual([]);
  });

  it("reads a version it does not know, and says so", async () => {
    const text = document([{ source: "user", message: "a" }]).replace("ATIF-v1.6", "ATIF-v9.0");
    const outcomes = await read(text);
    expect([runsOf(outcomes).length, codesOf(outcomes)]).toEqual([1, ["unknown-version"]]);
  });

  it("holds back a document of a wrapper alone", async () => {
    const good = document([{ source: "user", message: "a" }]);
    const outcomes = await read(`{"good": ${good}, "odd": {"schema_version": "ATIF-v1.4", "agent": {}}}`);
    expect(runsOf(outcomes)).toHaveLength(1);
  });
});

describe("recognising", () => {
  const sure = (text: string) => atif.recognise(Buffer.from(text), "x.json");
  it.each([
    [document([]), 0.97],
    ['{"schema_version": "1.4", "agent": {}, "steps": []}', 0.9],
    [`{"parent": ${document([])}}`, 0.9],
    ['{"schema_version": "1.4"}', 0],
    ['{"steps": []}', 0],
    ['{"kind": "scope", "atof_version": "0.1"}', 0],
    ["[]", 0],
  ])("%s", (text, expected) => {
    expect(sure(text)).toBe(expected);
  });
});
