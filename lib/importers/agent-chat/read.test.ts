import { describe, expect, it } from "vitest";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { ParsedStep } from "../../domain/record/step.ts";
import type { Importer } from "../importer.ts";
import { magenticOne } from "./magentic-one.ts";
import { whoAndWhen } from "./who-and-when.ts";

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(importer: Importer, content: string, size = 4096): Promise<ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  for await (const outcome of importer.read(inChunks(Buffer.from(content), size), { name: "stock.json" }))
    outcomes.push(outcome);
  return outcomes;
}

const stepsOf = (outcomes: ImportOutcome[]) =>
  outcomes.flatMap((each) => (each.type === "step" ? [ParsedStep.parse(each.step)] : []));
const runOf = (outcomes: ImportOutcome[]) => outcomes.flatMap((each) => (each.type === "run" ? [each.run] : []))[0];
const codesOf = (outcomes: ImportOutcome[]) =>
  outcomes.flatMap((each) => (each.type === "problem" ? [each.problem.code] : []));

const LOG = [
  { content: "How many cups are in stock?", role: "human" },
  { content: "Ask the one who counts.", role: "Orchestrator (thought)" },
  { content: "Count the cups.", role: "Orchestrator (-> Counter)" },
  { content: "nul \0 half \ud800: 12", role: "Counter" },
  { content: "exit 0", role: "ComputerTerminal" },
  { content: "Done.", role: "Orchestrator (termination condition)" },
];
const labelled = {
  question: "How many cups are in stock?",
  question_ID: "stock-1",
  ground_truth: "a dozen",
  level: 2,
  history: [
    { content: "Count them.", name: "Stock_Expert", role: "assistant" },
    { content: "12", name: "Computer_terminal", role: "user" },
    { content: "It is 12.", name: "Check_Expert", role: "user" },
  ],
  mistake_agent: "Check_Expert",
  mistake_step: "2",
  mistake_reason: "did not count again",
};

describe("a log of Magentic-One", async () => {
  const text = JSON.stringify(LOG, null, 1);
  const outcomes = await read(magenticOne, text);
  const steps = stepsOf(outcomes);

  it("is a row for each entry, in the lane of who speaks", () => {
    expect(steps.map(({ role, lane, text: { thought, message } }) => [role, lane, thought, message])).toEqual([
      ["user", 0, null, "How many cups are in stock?"],
      ["agent", 0, "Ask the one who counts.", null],
      ["agent", 0, null, "Count the cups."],
      ["agent", 1, null, "nul \0 half \ud800: 12"],
      ["environment", 2, null, "exit 0"],
      ["agent", 0, null, "Done."],
    ]);
    expect(ParsedRun.parse(runOf(outcomes))).toMatchObject({
      task: { title: "How many cups are in stock?" },
      lanes: [
        { name: "Orchestrator", role: "main" },
        { name: "Counter", role: "other" },
        { name: "ComputerTerminal", role: "tool-user" },
      ],
      stepCount: 6,
      actionCount: 0,
    });
  });

  it("points at its own entries", () => {
    for (const { sourcePointer, sourceIndex } of steps)
      expect(JSON.parse(text.slice(sourcePointer.byteStart, sourcePointer.byteEnd))).toEqual(LOG[sourceIndex]);
  });

  it.each([1, 64])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(magenticOne, text, size)).toEqual(outcomes);
  });
});

describe("a run of Who&When", async () => {
  const outcomes = await read(whoAndWhen, JSON.stringify(labelled));

  it("knows its agents by name, since the role is only the view of who dumped it", () => {
    expect(stepsOf(outcomes).map(({ role, lane }) => [role, lane])).toEqual([
      ["agent", 0],
      ["environment", 1],
      ["agent", 2],
    ]);
    expect(runOf(outcomes)).toMatchObject({
      task: { key: "stock-1", title: "How many cups are in stock?" },
      environment: [["level", "2"]],
    });
  });

  it("keeps what was expected, and who is to blame, out of the record", () => {
    expect(JSON.stringify(outcomes)).not.toMatch(/a dozen|did not count|mistake/);
  });

  it("keeps what is no entry, and counts it", async () => {
    const odd = { ...labelled, history: [...labelled.history, 7] };
    const read7 = await read(whoAndWhen, JSON.stringify(odd));
    expect([stepsOf(read7).length, runOf(read7)?.unknownRecords, codesOf(read7)]).toEqual([4, 1, ["unknown-record"]]);
  });
});

it.each([
  ["a log cut off", magenticOne, JSON.stringify(LOG).slice(0, -9), "truncated"],
  ["an empty log", magenticOne, "[]", "not-a-run"],
  ["no history", whoAndWhen, '{"question": "a", "history": []}', "not-a-run"],
  ["a key twice", whoAndWhen, '{"history": [{"role": "a", "role": "b"}]}', "duplicate-key"],
])("is no run: %s", async (_, importer, text, code) => {
  const outcomes = await read(importer, text);
  const codes = outcomes.flatMap((each) => ("problem" in each ? [each.problem.code] : []));
  expect([codes, runOf(outcomes)]).toEqual([[code], undefined]);
});

describe("recognising", () => {
  it.each([
    [whoAndWhen, JSON.stringify(labelled), 0.93],
    [whoAndWhen, `{"history": ${JSON.stringify(LOG)}`, 0.6],
    [whoAndWhen, '{"history": [{"action": "run"}], "instance_id": "a"}', 0],
    [magenticOne, JSON.stringify(LOG), 0.9],
    [magenticOne, '[{"role": "user", "content": "a"}]', 0],
    [magenticOne, '[{"trajectory_id": "a", "failures": []}]', 0],
  ])("%#", (importer, text, expected) => {
    expect(importer.recognise(Buffer.from(text), "x.json")).toBe(expected);
  });
});
