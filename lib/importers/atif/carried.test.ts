import { describe, expect, it } from "vitest";
import { codesOf, collect, runOf, runsOf, stepsOf } from "../collect.ts";
import { detect } from "../registry.ts";
import { atif } from "./atif.ts";

type Row = Record<string, unknown>;

const row = (ordinal: number, change: Row = {}): Row => ({
  ordinal,
  turn: ordinal,
  kind: "read",
  role: "agent",
  target: "cart.ts",
  sourceIndex: 40 + ordinal,
  text: {},
  ...change,
});
const carrying = (...rows: Row[]) => ({ extra: { runtape: { rows } } });

const RUN = {
  runId: "old-1",
  task: { key: "cart-1", title: "Fix the cart", instruction: null },
  agent: "pilot",
  agentVersion: null,
  model: null,
  lanes: [
    { name: "pilot", role: "main" },
    { name: "reader", role: "critic" },
  ],
  exitStatus: "submitted",
  submission: { text: "a\u2400b", standIns: [[1, 0]] },
  environment: [["image", "node:20"]],
  tokensIn: 7,
  tokensOut: null,
  costUsd: null,
  unknownRecords: 2,
};
const carriedRun = (change: object = {}) => ({ runtape: { schema: "runtape-carried/1", run: { ...RUN, ...change } } });

const document = (steps: object[], extra: object | null = carriedRun(), more: object = {}) =>
  JSON.stringify({
    schema_version: "ATIF-v1.7",
    session_id: "s",
    agent: { name: "a", version: "1" },
    ...(extra && { extra }),
    steps: steps.map((step, at) => ({ step_id: at + 1, source: "agent", message: "", ...step })),
    ...more,
  });
const call = (args: unknown, id = "c1") => ({ tool_call_id: id, function_name: "bash", arguments: args });

describe("what a step carries", () => {
  it("is used where it fits: facts from it, words from their places", async () => {
    const steps = [
      {
        message: "I look.",
        tool_calls: [call({ command: "ls \u2400" })],
        observation: { results: [{ source_call_id: "c1", content: "" }] },
        ...carrying(
          row(0, {
            isAction: true,
            actionType: "open",
            exitCode: 3,
            durationMs: 1.5,
            text: { thought: "message", action: { in: "command", standIns: [[3, 0]] }, observation: "result" },
          }),
        ),
      },
      { message: "critique", ...carrying(row(1, { lane: 1, parentOrdinal: 0, text: { message: "message" } })) },
    ];
    const outcomes = await collect(atif, document(steps));
    expect(codesOf(outcomes)).toEqual([]);
    expect(stepsOf(outcomes)).toMatchObject([
      {
        kind: "read",
        actionType: "open",
        exitCode: 3,
        durationMs: 1.5,
        isErrorInferred: false,
        sourceIndex: 40,
        text: { thought: "I look.", action: "ls \0", observation: "", message: null },
      },
      { lane: 1, parentOrdinal: 0, text: { message: "critique" } },
    ]);
    expect(runOf(outcomes)).toEqual({ ...RUN, submission: "a\0b", stepCount: 2, actionCount: 1 });
  });

  const says = { message: "words" };
  const spoken = { text: { message: "message" } };
  it.each([
    ["of a kind that is not known", says, row(0, { ...spoken, kind: "dance" })],
    ["of another ordinal", says, row(1, spoken)],
    ["of a role with another source", says, row(0, { ...spoken, role: "user" })],
    ["in a lane that is not there", says, row(0, { ...spoken, lane: 2 })],
    ["behind a step that is not before it", says, row(0, { ...spoken, parentOrdinal: 0 })],
    ["with a time that is none", says, row(0, { ...spoken, startedAt: "yesterday" })],
    ["with a count no column holds", says, row(0, { ...spoken, turn: 2 ** 31 })],
    ["with a target longer than a line", says, row(0, { ...spoken, target: "x".repeat(201) })],
    ["with stand-ins for letters", says, row(0, { text: { message: { in: "message", standIns: [[0, 65]] } } })],
    [
      "with stand-ins out of order",
      says,
      row(0, {
        text: {
          message: {
            in: "message",
            standIns: [
              [1, 0],
              [0, 0],
            ],
          },
        },
      }),
    ],
    ["that would lose words", says, row(0)],
    ["that would lose a result", { ...says, observation: { results: [{ content: "x" }] } }, row(0, spoken)],
    ["that would lose a thought", { ...says, reasoning_content: "x" }, row(0, spoken)],
    ["that would lose parts", { message: [{ type: "text", text: "x" }] }, row(0)],
    ["with words in a place that is empty", says, row(0, { text: { message: "message", thought: "reasoning" } })],
    [
      "with other arguments than those that stand there",
      { tool_calls: [call({ a: 2 })] },
      row(0, { text: { action: { text: '{\n"a": 1}' } } }),
    ],
    ["with a command that is not one", { tool_calls: [call({ command: 1 })] }, row(0, { text: { action: "command" } })],
  ])("is ignored with a note when it is %s", async (_, step, carried) => {
    const outcomes = await collect(atif, document([{ ...step, ...carrying(carried) }]));
    expect(codesOf(outcomes)).toEqual(["carried-ignored"]);
    const plain = await collect(atif, document([step]));
    const facts = stepsOf(plain).map(({ sourcePointer: _where, ...said }) => said);
    expect(stepsOf(outcomes).map(({ sourcePointer: _where, ...said }) => said)).toEqual(facts);
  });

  it("is ignored when it is of more rows than the step has, or of fewer", async () => {
    const two = { tool_calls: [call({}), call({}, "c2")], ...carrying(row(0, { text: { action: "arguments" } })) };
    const none = { message: "a", ...carrying(row(2, spoken), row(3)) };
    const outcomes = await collect(atif, document([two, none]));
    expect(codesOf(outcomes)).toEqual(["carried-ignored"]);
    expect(stepsOf(outcomes).map(({ ordinal, sourceIndex }) => [ordinal, sourceIndex])).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
    ]);
  });
});

describe("what a document carries of its run", () => {
  const step = { message: "a" };
  it.each([
    ["is not whole", document([step], carriedRun({ lanes: [] }))],
    ["is of another schema", document([step], { runtape: { schema: "runtape-carried/2", run: RUN } })],
    ["is no object", document([step], { runtape: "x" })],
    ["stands behind the steps", document([step], null, { extra: carriedRun() })],
  ])("is ignored with a note when it %s", async (_, text) => {
    const outcomes = await collect(atif, text);
    expect(codesOf(outcomes)).toEqual(["carried-ignored"]);
    expect(runOf(outcomes)).toMatchObject({ runId: "s", agent: "a", lanes: [{ name: "a" }], unknownRecords: 0 });
  });

  it("counts steps and actions again, and adds the records it does not know", async () => {
    const outcomes = await collect(atif, document([step, { source: "nobody" }]));
    expect(runOf(outcomes)).toMatchObject({ stepCount: 2, actionCount: 0, unknownRecords: 3 });
  });

  it("gives an agent that was added later a lane behind the known ones, and none twice", async () => {
    const agent = (id: string, lane: number) => ({
      trajectory_id: id,
      agent: { name: id },
      extra: { runtape: { schema: "runtape-carried/1", lane } },
      steps: [{ source: "agent", message: id }],
    });
    const refs = ["x", "y", "z"].map((id) => ({ subagent_trajectory_ref: [{ trajectory_id: id }] }));
    const outcomes = await collect(
      atif,
      document([{ message: "calls", observation: { results: refs } }], carriedRun(), {
        subagent_trajectories: [agent("x", 1), agent("y", 1), agent("z", 9)],
      }),
    );
    expect(stepsOf(outcomes).map(({ lane }) => lane)).toEqual([0, 1, 2, 3]);
    expect(runOf(outcomes)?.lanes.map(({ name }) => name)).toEqual(["pilot", "reader", "y", "z"]);
  });
});

describe("JSONL of documents", () => {
  const plain = (id: string) => document([{ message: id }], null, { session_id: id });
  const lines = `${plain("one")}\n\n${plain("two")}\r\n{"schema_version": "ATIF-v1.7"}\n${plain("three")}\n`;

  it("is told by its first line", () => {
    expect(detect(Buffer.from(lines), "runs.jsonl")?.id).toBe("atif");
    expect(atif.recognise(Buffer.from('{"a": 1}\n{"schema_version": "ATIF-v1.7", "steps": []}'), "x")).toBe(0);
  });

  it.each([1, 7, 100, 10_000])(
    "gives a run for each line, and holds back a bad one alone, in chunks of %i",
    async (size) => {
      const outcomes = await collect(atif, lines, { size });
      const runs = runsOf(outcomes);
      expect(runs.map(({ run }) => run.runId)).toEqual(["one", "two", "three"]);
      expect(runs.map(({ record }) => record?.line)).toEqual([1, 3, 5]);
      expect(
        runs.map(({ record }) => Buffer.from(lines).subarray(record?.byteStart, record?.byteEnd).toString()),
      ).toEqual(["one", "two", "three"].map(plain));
      expect(stepsOf(outcomes).map(({ text }) => text.message)).toEqual(["one", "two", "three"]);
      expect(outcomes.filter(({ type }) => type === "failed-record")).toMatchObject([
        { problem: { code: "not-a-run", severity: "quarantine", line: 4 } },
      ]);
    },
  );

  it("holds back its first line alone, too", async () => {
    const twice = '{"schema_version": "ATIF-v1.7", "steps": [], "steps": []}';
    const outcomes = await collect(atif, `${twice}\n${plain("two")}`);
    expect(outcomes[0]).toMatchObject({ type: "failed-record", problem: { code: "duplicate-key", line: 1 } });
    expect(runsOf(outcomes).map(({ run }) => run.runId)).toEqual(["two"]);
  });

  it("is one document where nothing follows, over as many lines as it likes", async () => {
    const pretty = `${JSON.stringify(JSON.parse(plain("one")), null, 2)}\n\n`;
    expect(runsOf(await collect(atif, pretty, { size: 5 }))).toMatchObject([{ record: null, run: { runId: "one" } }]);
  });
});
