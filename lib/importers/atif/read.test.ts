import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { ParsedStep } from "../../domain/record/step.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import type { DocumentValue } from "../json/document-plan.ts";
import { atif } from "./atif.ts";
import { LaneWalk } from "./lane-walk.ts";

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
      ["agent", "message", false, 3, 0, 1],
      ["agent", "message", false, 4, 0, 0],
      ["environment", "other", false, 5, 0, 0],
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
    expect(steps[1]?.text.message).toContain('"media_type": "image/png"');
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

  it("puts the sub-agent right behind the call that refers to it, in a lane of its own", () => {
    expect(steps[4]).toMatchObject({ lane: 1, parentOrdinal: 3, text: { message: "The manual says 1 to 65535." } });
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

describe("sub-agents", () => {
  const calls = (...ids: string[]) => ({
    source: "agent",
    message: `calls ${ids.join(" ")}`,
    observation: { results: ids.map((id) => ({ subagent_trajectory_ref: [{ trajectory_id: id }] })) },
  });
  const says = (message: string) => ({ source: "agent", message });
  const agent = (id: string, steps: object[], more: object = {}) => ({
    trajectory_id: id,
    agent: { name: id },
    steps,
    ...more,
  });
  const orderOf = (outcomes: ImportOutcome[]) =>
    stepsOf(outcomes).map(({ text, lane, parentOrdinal }) => [text.message, lane, parentOrdinal]);

  it("stand behind their callers, depth first, agents of one call in the order of the call", async () => {
    const outcomes = await read(
      document([calls("a", "b"), says("end")], {
        subagent_trajectories: [
          agent("b", [says("b1")]),
          agent("a", [calls("c"), says("a2")], { subagent_trajectories: [agent("c", [says("c1")])] }),
        ],
      }),
    );
    expect(orderOf(outcomes)).toEqual([
      ["calls a b", 0, null],
      ["calls c", 1, 0],
      ["c1", 3, 1],
      ["a2", 1, 0],
      ["b1", 2, 0],
      ["end", 0, null],
    ]);
    expect(runsOf(outcomes)[0]?.run.lanes.map(({ name }) => name)).toEqual(["a", "a", "b", "c"]);
  });

  it("are found where the document embeds them before its steps", async () => {
    const outcomes = await read(
      `{"schema_version":"ATIF-v1.7","subagent_trajectories":${JSON.stringify([agent("a", [says("a1")])])},` +
        `"steps":${JSON.stringify([calls("a"), says("end")])}}`,
    );
    expect(orderOf(outcomes).map(([message]) => message)).toEqual(["calls a", "a1", "end"]);
  });

  it("that nothing refers to come last, with a note; a reference to no agent of the file is a fact of the run", async () => {
    const outcomes = await read(
      document([calls("elsewhere"), says("end")], { subagent_trajectories: [agent("alone", [says("x")])] }),
    );
    expect(orderOf(outcomes).map(([message]) => message)).toEqual(["calls elsewhere", "end", "x"]);
    expect(codesOf(outcomes)).toEqual(["unplaced-agent"]);
    expect(runsOf(outcomes)[0]?.run.environment).toContainEqual([
      "subagent_trajectory_ref",
      '{"trajectory_id":"elsewhere"}',
    ]);
  });

  it("that refer to each other end", async () => {
    const outcomes = await read(
      document([calls("a")], { subagent_trajectories: [agent("a", [calls("b")]), agent("b", [calls("a")])] }),
    );
    expect(orderOf(outcomes).map(([message]) => message)).toEqual(["calls a", "calls b", "calls a"]);
  });

  it("too far behind their callers to be waited for come last, with a note, and nothing is lost", async () => {
    const book = new NoteBook();
    const walk = new LaneWalk(book, 150);
    const value = (of: object, index: number): DocumentValue => {
      const bytes = Buffer.from(JSON.stringify(of));
      return {
        type: "value",
        path: `steps[${index}]`,
        key: "steps",
        index,
        byteStart: 0,
        byteEnd: bytes.length,
        bytes,
      };
    };
    const said: (string | null)[] = [];
    const take = async (steps: AsyncIterable<ParsedStep>) => {
      for await (const { text } of steps) said.push(text.message);
    };
    await take(walk.step(value(calls("a"), 0)));
    for (const at of [1, 2, 3, 4]) await take(walk.step(value(says(`later ${at}`), at)));
    await take(walk.subagent(value(agent("a", [says("a1")]), 0)));
    await take(walk.finish());
    expect(said).toEqual(["calls a", "later 1", "later 2", "later 3", "later 4", "a1"]);
    expect(book.problems().map(({ code }) => code)).toEqual(["far-agents"]);
  });

  it("have the part their source names, else the one their name says", async () => {
    const outcomes = await read(
      document([says("x")], {
        subagent_trajectories: [
          agent("patch-reviewer", []),
          agent("b", [], { extra: { role: "verifier" } }),
          agent("helper", []),
        ],
      }),
    );
    expect(runsOf(outcomes)[0]?.run.lanes.map(({ role }) => role)).toEqual(["main", "critic", "verifier", "other"]);
  });
});

it("gives calls that share an id their results in order", async () => {
  const call = { tool_call_id: "same", function_name: "f", arguments: {} };
  const result = (content: string) => ({ source_call_id: "same", content });
  const steps = stepsOf(
    await read(
      document([{ source: "agent", tool_calls: [call, call], observation: { results: [result("1"), result("2")] } }]),
    ),
  );
  expect(steps.map(({ text }) => text.observation)).toEqual(["1", "2"]);
});

it("takes no number and no time that cannot be, and says so", async () => {
  const metrics = { prompt_tokens: -1, completion_tokens: 2.5, cost_usd: 0.5 };
  const outcomes = await read(
    document([
      { source: "agent", message: "a", metrics, timestamp: "2026-02-30T10:00:00Z" },
      { source: "agent", message: "b", timestamp: "2026-02-28T10:00:00" },
    ]),
  );
  const [first, second] = stepsOf(outcomes);
  expect(first).toMatchObject({ tokensIn: null, tokensOut: null, costUsd: 0.5, startedAt: null });
  expect(second?.startedAt).toBeNull();
  expect(codesOf(outcomes).sort()).toEqual(["bad-timestamp", "refused-number"]);
});

it.each([
  ["bash_tool", { command: "python -m pytest -q" }, "test"],
  ["write", { keystrokes: "git status\n" }, "shell"],
  ["mystery", { command: "" }, "other"],
])("sees in the arguments of %s what it runs", async (name, args, kind) => {
  const call = { tool_call_id: "c", function_name: name, arguments: args };
  expect(stepsOf(await read(document([{ source: "agent", tool_calls: [call] }])))[0]?.kind).toBe(kind);
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
