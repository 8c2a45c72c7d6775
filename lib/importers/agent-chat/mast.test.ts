import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runOf, stepsOf } from "../collect.ts";
import { mast } from "./mast.ts";

/** Shaped as the annotated traces of the MASFT repository; the words are the shop's. */
const read = (content: string, size?: number) => collect(mast, content, { name: "trace.json", size });

const TRACE = {
  instance_id: 4,
  problem_statement: ["A crate holds 12 cups.", "How many are in 3 crates?"],
  other_data: { correct: false, answer: "the expected 36", given: "34" },
  trajectory: [
    { content: ["Let us solve it.", "Step by step."], role: "user", name: "mathproxyagent" },
    { content: ["12 * 3", "= 34", "half \ud800"], role: "assistant", name: "Solver" },
    { content: "Is it?", role: "user", name: "Checker" },
  ],
  note: { text: ["wrong sum"], options: { "Step repetition": "no", "No verification": "yes", "": 1 } },
};

describe("a trace that is a chat", async () => {
  const text = JSON.stringify(TRACE, null, 2);
  const outcomes = await read(text);
  const steps = stepsOf(outcomes);

  it("is a row for each entry, its lines joined", () => {
    expect(steps.map(({ role, lane, text: { message } }) => [role, lane, message])).toEqual([
      ["user", 0, "Let us solve it.\nStep by step."],
      ["agent", 0, "12 * 3\n= 34\nhalf \ud800"],
      ["agent", 1, "Is it?"],
    ]);
  });

  it("keeps what the annotator chose as facts, and notes and the expected answer out", () => {
    expect(ParsedRun.parse(runOf(outcomes))).toMatchObject({
      task: { key: "4", title: "A crate holds 12 cups." },
      submission: "34",
      environment: [
        ["correct", "false"],
        ["mast Step repetition", "no"],
        ["mast No verification", "yes"],
        ["mast ", "1"],
      ],
    });
    expect(JSON.stringify(outcomes)).not.toMatch(/wrong sum|expected 36/);
  });

  it("points at its own entries", () => {
    for (const { sourcePointer, sourceIndex } of steps)
      expect(JSON.parse(text.slice(sourcePointer.byteStart, sourcePointer.byteEnd))).toEqual(
        TRACE.trajectory[sourceIndex],
      );
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(text, size)).toEqual(outcomes);
  });
});

it("reads a trace that is a log, a row for each record with its further lines", async () => {
  const trajectory = [
    "Agent_shop-1 - INFO - Started",
    "Agent_shop-1 - INFO - Planner: look",
    "at the cart",
    "Agent_shop-1 - ERROR - failed",
  ];
  const text = JSON.stringify({ ...TRACE, trajectory });
  const outcomes = await read(text);
  const steps = stepsOf(outcomes);
  expect(steps.map(({ role, sourceIndex, text: { message } }) => [role, sourceIndex, message])).toEqual([
    ["environment", 0, "Agent_shop-1 - INFO - Started"],
    ["environment", 1, "Agent_shop-1 - INFO - Planner: look\nat the cart"],
    ["environment", 3, "Agent_shop-1 - ERROR - failed"],
  ]);
  const { byteStart = 0, byteEnd = 0 } = steps[1]?.sourcePointer ?? {};
  expect(JSON.parse(`[${text.slice(byteStart, byteEnd)}]`)).toEqual(trajectory.slice(1, 3));
  expect(runOf(outcomes)).toMatchObject({ stepCount: 3, lanes: [{ name: "log", role: "main" }] });
});

it.each([
  ["cut off", JSON.stringify(TRACE).slice(0, -9), "truncated"],
  ["empty", "", "empty"],
  ["no trajectory", '{"note": {"options": {}}}', "not-a-run"],
  ["a key twice", '{"trajectory": [{"role": "a", "role": "b"}]}', "duplicate-key"],
])("is no run: %s", async (_, text, code) => {
  const outcomes = await read(text);
  expect([codesOf(outcomes), runOf(outcomes)]).toEqual([[code], undefined]);
});

describe("recognising", () => {
  it.each([
    [JSON.stringify(TRACE), 0.94],
    [JSON.stringify(TRACE, null, 1), 0.94],
    [JSON.stringify(TRACE).slice(0, 250), 0.9],
    ['{"trajectory": [{"role": "user", "content": "a"}]}', 0],
    ['{"trajectory": [{"action": "a"}], "note": {"options": {}}}', 0.94],
    ['{"instance_id": "a", "problem_statement": "b", "other_data": {}, "trajectory": [{"action": "ls"}]}', 0],
    ['{"note": {"options": {}}}', 0],
  ])("%#", (text, expected) => {
    expect(mast.recognise(Buffer.from(text), "x.json")).toBe(expected);
  });
});
