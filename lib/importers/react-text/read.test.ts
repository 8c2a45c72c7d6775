import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { collect, runsOf, stepsOf } from "../collect.ts";
import { detect } from "../registry.ts";
import { reactText } from "./react-text.ts";

const read = (content: string | Uint8Array, size?: number) => collect(reactText, content, { name: "shop.txt", size });

const LOG = `
########################################
BEGIN TRIAL 2
Trial summary: Correct: 1, Incorrect: 1
#######################################
------------- BEGIN CORRECT AGENTS -------------

Question: How many cups are on the shelf?
Thought 1: I look.
Action 1: Search[shelf]
Observation 1: The shelf holds cups.
Thought 7: this is no label but what the page says.
Thought 2: I count.
Action 2: Finish[12]
Observation 2: Answer is CORRECT
Correct answer: a dozen

------------- BEGIN INCORRECT AGENTS -----------

Question: And plates?
Thought 1: None, I think.
Action 1: Finish[0]
Observation 1: Answer is INCORRECT
Correct answer: 4

Question: And bowls?
Thought 1: I do not
know.
`;

describe("a log", async () => {
  const outcomes = await read(LOG);
  const steps = stepsOf(outcomes);

  it("is a run for each question, with how it was judged", () => {
    expect(runsOf(outcomes).map(({ run }) => ParsedRun.parse(run))).toMatchObject([
      { task: { title: "How many cups are on the shelf?" }, exitStatus: "correct", environment: [["trial", "2"]] },
      { task: { title: "And plates?" }, exitStatus: "incorrect", stepCount: 1 },
      { task: { title: "And bowls?" }, exitStatus: null, actionCount: 0 },
    ]);
  });

  it("is a step for each number that is due; other lines belong to what they follow", () => {
    expect(steps.map(({ text }) => [text.thought, text.action, text.observation])).toEqual([
      ["I look.", "Search[shelf]", "The shelf holds cups.\nThought 7: this is no label but what the page says."],
      ["I count.", "Finish[12]", "Answer is CORRECT"],
      ["None, I think.", "Finish[0]", "Answer is INCORRECT"],
      ["I do not\nknow.", null, null],
    ]);
    expect(steps[0]).toMatchObject({ kind: "search", actionType: "Search", isAction: true });
  });

  it("leaves the expected answer out", () => {
    expect(JSON.stringify(outcomes)).not.toContain("a dozen");
  });

  it("names each run by its own bytes", () => {
    const bytes = Buffer.from(LOG);
    for (const { record } of runsOf(outcomes)) {
      const own = bytes.subarray(record?.byteStart, record?.byteEnd);
      expect(own.toString().startsWith("Question: ")).toBe(true);
      // Blank lines between are no part of what is hashed.
      const said = own
        .toString()
        .split("\n")
        .filter((line) => line.trim() !== "")
        .join("\n");
      expect(record?.sha256).toBe(createHash("sha256").update(said).digest("hex"));
    }
    for (const { sourcePointer } of steps)
      expect(bytes.subarray(sourcePointer.byteStart, sourcePointer.byteEnd).toString()).toMatch(/^Thought \d: /);
  });

  it.each([1, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(LOG, size)).toEqual(outcomes);
  });
});

it("survives bytes that are no UTF-8", async () => {
  const bytes = Buffer.concat([
    Buffer.from("Question: a\nThought 1: b"),
    Buffer.from([0xff, 0xfe]),
    Buffer.from("\nAction 1: c"),
  ]);
  expect(stepsOf(await read(bytes))[0]?.text.thought).toBe("b\ufffd\ufffd");
});

it.each([
  ["", "empty"],
  ["Thought 1: a\nAction 1: b\n", "not-a-run"],
])("says why %j is no run", async (text, code) => {
  const outcomes = await read(text);
  expect(outcomes.map((each) => ("problem" in each ? each.problem.code : each.type))).toEqual([code]);
});

it.each([
  [LOG, 0.9],
  ["Question: a\nThought 1: b\n", 0],
  ['{"text": "Question: a"}', 0],
])("is as sure as the structure allows, %#", (text, expected) => {
  expect(reactText.recognise(Buffer.from(text), "x.txt")).toBe(expected);
});

const REAL = path.resolve(
  import.meta.dirname,
  "../../../../shared/data/react-text/hotpotqa_ReAct_base_100q_5trials.txt",
);
if (!existsSync(REAL)) console.log("No real ReAct log beside the project (../shared/data): 1 without data");

it.runIf(existsSync(REAL))("reads a real log whole, as counted by its labels", async () => {
  const bytes = readFileSync(REAL);
  const text = bytes.toString("utf8");
  expect(detect(bytes.subarray(0, 65_536), "x.txt")?.id).toBe("react-text");
  const outcomes = await read(bytes, 65_537);
  const count = (label: RegExp) => text.match(label)?.length ?? 0;
  expect(runsOf(outcomes)).toHaveLength(count(/^Question: /gm));
  const steps = stepsOf(outcomes);
  expect(steps).toHaveLength(count(/^Thought \d+: /gm));
  expect(steps.filter(({ isAction }) => isAction)).toHaveLength(count(/^Action \d+: /gm));
  expect(steps.filter(({ text: { observation } }) => observation !== null)).toHaveLength(
    count(/^Observation \d+: ./gm),
  );
  expect(runsOf(outcomes).filter(({ run }) => run.exitStatus === "correct")).toHaveLength(
    count(/: Answer is CORRECT/g),
  );
});
