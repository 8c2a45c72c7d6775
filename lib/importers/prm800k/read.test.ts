import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runOf, runsOf, stepsOf } from "../collect.ts";
import { prm800k } from "./prm800k.ts";
import { readRatings } from "./ratings.ts";

const read = (content: string | Uint8Array, size?: number) => collect(prm800k, content, { name: "phase1.jsonl", size });
const completion = (text: unknown, rating: number | null, flagged: boolean | null = null) => ({
  text,
  rating,
  flagged,
});

/** Two cups at 3 each, a discount of 1: a wrong branch, a step written by hand, an answer. */
const solution = {
  labeler: "labeler-7",
  timestamp: "2020-01-02T03:04:05.6",
  generation: null,
  is_quality_control_question: false,
  is_initial_screening_question: true,
  question: { problem: "What do two cups cost?\nThey are 3 each.", ground_truth_answer: "five", extra: 1 },
  label: {
    steps: [
      { completions: [completion("A cup is 3.", 0)], human_completion: null, chosen_completion: 0 },
      {
        completions: [
          completion("So 2 of them are 5.", -1),
          completion("So 2 of them are 6.", 1),
          completion("", 0, true),
        ],
        human_completion: null,
        chosen_completion: 1,
      },
      {
        completions: [completion("nul \0 half \ud800 tax", -1)],
        human_completion: { text: "Take off 1.", rating: null, source: "human", flagged: false },
        chosen_completion: null,
      },
      { completions: [completion("It is 5.\n\n# Answer\n\n5", 1)], human_completion: null, chosen_completion: 0 },
    ],
    total_time: 9000,
    finish_reason: "solution",
  },
};

describe("a labelled solution", async () => {
  const text = JSON.stringify(solution);
  const outcomes = await read(text);
  const steps = stepsOf(outcomes);

  it("is the chosen path, with what else was written as branches from the row before", () => {
    expect(
      steps.map(({ ordinal, lane, parentOrdinal, role, text: { message } }) => [
        ordinal,
        lane,
        parentOrdinal,
        role,
        message,
      ]),
    ).toEqual([
      [0, 0, null, "agent", "A cup is 3."],
      [1, 1, 0, "agent", "So 2 of them are 5."],
      [2, 0, null, "agent", "So 2 of them are 6."],
      [3, 1, 0, "agent", ""],
      [4, 1, 2, "agent", "nul \0 half \ud800 tax"],
      [5, 0, null, "agent", "Take off 1."],
      [6, 0, null, "agent", "It is 5.\n\n# Answer\n\n5"],
    ]);
  });

  it("is a run about its problem", () => {
    expect(ParsedRun.parse(runOf(outcomes))).toMatchObject({
      runId: null,
      task: { title: "What do two cups cost?", instruction: solution.question.problem },
      lanes: [
        { name: "solution", role: "main" },
        { name: "alternatives", role: "generator" },
      ],
      submission: "5",
      environment: [
        ["is_quality_control_question", "false"],
        ["is_initial_screening_question", "true"],
      ],
      stepCount: 7,
      actionCount: 0,
      unknownRecords: 0,
    });
    expect(runsOf(outcomes)[0]?.record).toMatchObject({ line: 1, byteStart: 0, byteEnd: Buffer.byteLength(text) });
  });

  it("points at its own candidates, from the place where the run's record begins", () => {
    const source = Buffer.from(text);
    const paths = steps.map(({ sourceIndex, sourcePointer: { path, byteStart, byteEnd } }, at) => {
      expect(sourceIndex).toBe(at);
      const entry = JSON.parse(source.subarray(byteStart, byteEnd).toString()) as { text: string };
      expect(entry.text).toBe(steps[at]?.text.message);
      return path;
    });
    expect(paths[3]).toBe("label.steps[1].completions[2]");
    expect(paths[5]).toBe("label.steps[2].human_completion");
  });

  it("keeps who judged, how, and what was expected out of the record", () => {
    expect(JSON.stringify(outcomes)).not.toMatch(/five|labeler-7|9000|finish|rating|2020/);
  });

  it("finds its ratings by the index of the step", async () => {
    const ratings = await readRatings(Buffer.from(text));
    expect(
      ratings.map(({ sourceIndex, step, completion: at, rating, isFlagged }) => [
        sourceIndex,
        step,
        at,
        rating,
        isFlagged,
      ]),
    ).toEqual([
      [0, 0, 0, 0, false],
      [1, 1, 0, -1, false],
      [2, 1, 1, 1, false],
      [3, 1, 2, 0, true],
      [4, 2, 0, -1, false],
      [5, 2, null, null, false],
      [6, 3, 0, 1, false],
    ]);
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(text, size)).toEqual(outcomes);
  });

  it("is read pretty-printed and in a list, too", async () => {
    for (const other of [JSON.stringify(solution, null, 2), JSON.stringify([solution])])
      expect(stepsOf(await read(other)).map(({ text: said }) => said)).toEqual(steps.map(({ text: said }) => said));
  });
});

const withSteps = (...steps: unknown[]) => JSON.stringify({ ...solution, label: { steps } });

describe("a solution that stops", () => {
  it("has no chosen row in its last step, and no answer", async () => {
    const first = { completions: [completion("A cup is 3.", 0)], human_completion: null, chosen_completion: 0 };
    const last = { completions: [completion("# Answer\n\n9", -1)], human_completion: null, chosen_completion: null };
    const outcomes = await read(withSteps(first, last));
    expect(stepsOf(outcomes).map(({ lane, parentOrdinal }) => [lane, parentOrdinal])).toEqual([
      [0, null],
      [1, 0],
    ]);
    expect(runOf(outcomes)?.submission).toBeNull();
  });

  it.each([
    ["a step without candidates", { completions: null, human_completion: null, chosen_completion: null }, 0, 0],
    ["a choice that is none", { completions: [completion("b", 1)], chosen_completion: 4 }, 1, 0],
    ["a step written as bare text", { completions: null, human_completion: "b", chosen_completion: null }, 1, 0],
    ["a completion without text", { completions: [{ rating: 1 }], chosen_completion: 0 }, 1, 1],
    ["no step at all", 7, 1, 1],
  ])("is kept with %s", async (_, odd, rows, unknown) => {
    const chosen = { completions: [completion("a", 1)], human_completion: null, chosen_completion: 0 };
    const outcomes = await read(withSteps(chosen, odd));
    expect(stepsOf(outcomes)).toHaveLength(1 + rows);
    expect(runOf(outcomes)?.unknownRecords).toBe(unknown);
    expect(codesOf(outcomes)).toEqual(unknown === 0 ? [] : ["unknown-record"]);
    expect(await readRatings(Buffer.from(withSteps(chosen, odd)))).toHaveLength(1 + rows);
  });
});

it("gives attempts at one problem one task, and holds back a bad line alone", async () => {
  const other = { ...solution, labeler: "labeler-8", label: { steps: solution.label.steps.slice(0, 1) } };
  const lines = [JSON.stringify({ ...other, generation: 3 }), '{"labeler": "x"}', JSON.stringify(other)];
  const outcomes = await read(lines.join("\n"));
  const keys = runsOf(outcomes).map(({ run }) => run.task.key);
  expect([keys.length, new Set(keys).size, codesOf(outcomes)]).toEqual([2, 1, ["not-a-run"]]);
});

it.each([
  ["an empty file", "", "empty"],
  ["a record cut off", JSON.stringify(solution).slice(0, -9), "truncated"],
  ["no steps", withSteps(), "not-a-run"],
  ["a key twice", '{"label": 1, "label": 2}', "duplicate-key"],
  ["a list of nothing", "[]", "not-a-run"],
])("is no run: %s", async (_, text, code) => {
  const outcomes = await read(text);
  expect([codesOf(outcomes), runOf(outcomes)]).toEqual([[code], undefined]);
});

describe("recognising", () => {
  const line = JSON.stringify(solution);
  it.each([
    [line, 0.93],
    [`${line}\n${line}`, 0.93],
    [JSON.stringify(solution, null, 2), 0.93],
    [JSON.stringify([solution]), 0.93],
    [line.slice(0, line.indexOf('"label":') - 40), 0.93],
    ['{"labeler": "a", "label": "spam", "question": "b"}', 0],
    ['{"labeler": "a", "label": {"text": "spam"}, "question": {"problem": "b"}}', 0],
    ['{"labeler": "a", "messages": []}', 0],
    ['{"question": {"problem": "b"}, "label": {"steps": []}}', 0],
    ["not JSON", 0],
  ])("%#", (text, expected) => {
    expect(prm800k.recognise(Buffer.from(text), "x.json")).toBe(expected);
  });
});
