import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Importer } from "../importer.ts";
import { whoAndWhen } from "../agent-chat/who-and-when.ts";
import { mast } from "../agent-chat/mast.ts";
import { collect, runsOf } from "../collect.ts";
import { prm800k } from "../prm800k/prm800k.ts";
import { collectLabels, labelsOf, problemsOf } from "./collect-labels.ts";

/** Labels that stand in the run's own file. What names the run must be what its importer names it by. */
async function shasOf(importer: Importer, text: string): Promise<string[]> {
  const whole = createHash("sha256").update(text).digest("hex");
  return runsOf(await collect(importer, text)).map(({ record }) => record?.sha256 ?? whole);
}

async function expectSameRuns(importer: Importer, text: string): Promise<void> {
  const named = labelsOf(await collectLabels(text)).map(({ run }) => ("sha256" in run ? run.sha256 : null));
  expect([...new Set(named)]).toEqual(await shasOf(importer, text));
}

const layouts = (value: object): [string, string][] => [
  ["pretty-printed", JSON.stringify(value, null, 2)],
  ["pretty-printed with a last line feed", `${JSON.stringify(value, null, 2)}\n`],
  ["behind a byte order mark", `\ufeff${JSON.stringify(value, null, 2)}`],
  ["on one line", JSON.stringify(value)],
  ["on one line with a line feed", `${JSON.stringify(value)}\r\n`],
];

describe("a run of Who&When", () => {
  const RUN = {
    question: "What do two cups cost?",
    history: [
      { content: "What do two cups cost?", role: "human" },
      { content: "Ask the till.", role: "Orchestrator (-> Till)" },
      { content: "5", role: "Till" },
    ],
    mistake_agent: "Till",
    mistake_step: "2",
    mistake_reason: "It is 6.",
  };

  it("holds who made the decisive mistake, where and why", async () => {
    const [outcome] = await collectLabels(JSON.stringify(RUN, null, 2));
    expect(outcome).toMatchObject({
      type: "label",
      sourceLine: null,
      label: {
        taxonomy: { id: "who-and-when", version: "1.0.0" },
        dimension: "failure",
        label: "decisive error",
        place: { at: "step", index: 2, base: 0 },
        agent: "Till",
        isDecisive: true,
        reason: "It is 6.",
        authorKind: "person",
      },
    });
  });

  it.each(layouts(RUN))("%s is the run its importer reads", async (_, text) => {
    await expectSameRuns(whoAndWhen, text);
  });

  it.each([{ mistake_step: "two" }, { mistake_step: -1 }, { mistake_step: 1.5 }, { mistake_agent: null }])(
    "is a problem with %j",
    async (change) => {
      expect(problemsOf(await collectLabels(JSON.stringify({ ...RUN, ...change })))).toEqual([["not-a-label", 1]]);
    },
  );

  it("is a problem when it is cut off", async () => {
    const text = JSON.stringify(RUN, null, 2).slice(0, -9);
    expect(problemsOf(await collectLabels(text))).toEqual([["truncated", text.split("\n").length]]);
  });

  it("adds the type to the reason where there is one", async () => {
    const typed = { ...RUN, mistake_type: "tool failure" };
    expect(labelsOf(await collectLabels(JSON.stringify(typed)))[0]?.reason).toBe(
      "It is 6.\n\nmistake_type: tool failure",
    );
  });
});

describe("solutions of PRM800K", () => {
  const completion = (rating: number | null, flagged: boolean | null = null) => ({
    text: "A cup is 3.",
    rating,
    flagged,
  });
  const SOLUTION = {
    labeler: "labeler-7",
    timestamp: "2020-01-02T03:04:05.6Z",
    question: { problem: "What do two cups cost?" },
    label: {
      steps: [
        { completions: [completion(-1), completion(1)], human_completion: null, chosen_completion: 1 },
        {
          completions: [completion(0), completion(null, true)],
          human_completion: { text: "6", rating: 1 },
          chosen_completion: null,
        },
      ],
      finish_reason: "solution",
    },
  };
  const text = [SOLUTION, { ...SOLUTION, labeler: "labeler-8" }].map((each) => JSON.stringify(each)).join("\n");

  it("hold a rating of each candidate, a flag, and how it ended", async () => {
    const outcomes = await collectLabels(text, { name: "phase.jsonl" });
    const [first] = labelsOf(outcomes);
    expect(first).toMatchObject({ author: "labeler-7", createdAt: "2020-01-02T03:04:05.600Z" });
    expect(
      labelsOf(outcomes)
        .slice(0, 6)
        .map(({ dimension, label, place }) => [dimension, label, place.at === "step" ? place.index : place.at]),
    ).toEqual([
      ["rating", "negative", 0],
      ["rating", "positive", 1],
      ["rating", "neutral", 2],
      ["flag", "flagged", 3],
      ["rating", "positive", 4],
      ["finish_reason", "solution", "run"],
    ]);
    expect(outcomes.map((each) => each.type === "label" && each.sourceLine)).toEqual([
      ...Array(6).fill(1),
      ...Array(6).fill(2),
    ]);
  });

  it.each([
    ["lines", text],
    ["a list", `[${text.replace("\n", ",\n")}]`],
    ["a list behind a mark", `\ufeff[${text.replace("\n", ",\n")}]`],
    ...layouts(SOLUTION),
  ])("as %s are the runs their importer reads", async (_, each) => {
    await expectSameRuns(prm800k, each);
  });

  it("without labels are none, and the next goes on", async () => {
    const broken = JSON.stringify({ ...SOLUTION, labeler: 7 });
    const outcomes = await collectLabels([broken, JSON.stringify(SOLUTION)].join("\n"));
    expect([labelsOf(outcomes).length, problemsOf(outcomes)]).toEqual([6, [["not-a-label", 1]]]);
  });
});

describe("a trace of MAST", () => {
  const trace = (options: object, text: string[] = []) => ({
    instance_id: 4,
    problem_statement: ["How many cups?"],
    other_data: {},
    trajectory: [{ content: ["Let us count."], role: "user", name: "mathproxyagent" }],
    note: { text, options },
  });
  const modesOf = async (value: object) =>
    labelsOf(await collectLabels(JSON.stringify(value))).map(({ taxonomy, dimension, label, text }) => [
      taxonomy.id,
      dimension,
      label ?? text,
    ]);

  it("holds the modes its annotator saw, and the note", async () => {
    expect(
      await modesOf(
        trace({ "1.3 Step Repetition": "yes", "Task derailment": "no", "Incorrect verification": "Yes" }, [
          "Wrong",
          "sum.",
        ]),
      ),
    ).toEqual([
      ["mast", "failure_mode", "Step repetition"],
      ["mast", "failure_mode", "Incorrect verification"],
      ["mast", "note", "Wrong\nsum."],
    ]);
  });

  it("says so when none was seen", async () => {
    expect(await modesOf(trace({ "Step repetition": "no", "Task derailment": "no" }))).toEqual([
      ["mast", "failure_mode", "no failure mode"],
    ]);
    expect(problemsOf(await collectLabels(JSON.stringify(trace({}))))).toEqual([["no-labels", 1]]);
  });

  it("keeps the modes of a draft apart, also those with a name that stayed", async () => {
    expect(
      await modesOf(trace({ "Step repetition": "yes", "Tendency to overachieve": "yes", "Blurring roles": "no" })),
    ).toEqual([
      ["mast-draft", "failure_mode", "Step repetition"],
      ["mast-draft", "failure_mode", "Tendency to overachieve"],
    ]);
  });

  it("is not fooled by modes called as every object's members", async () => {
    const text = JSON.stringify(trace({})).replace('"options":{}', '"options":{"__proto__":"yes","constructor":"yes"}');
    expect(labelsOf(await collectLabels(text)).map(({ label }) => label)).toEqual(["__proto__", "constructor"]);
  });

  it.each(layouts(trace({ "Step repetition": "yes" })))("%s is the run its importer reads", async (_, text) => {
    await expectSameRuns(mast, text);
  });
});
