import { describe, expect, it } from "vitest";
import { taxonomyOfLabels } from "../../domain/labels/taxonomy-of-labels.ts";
import { collectLabels, labelsOf, problemsOf } from "./collect-labels.ts";

/** Labels in files of their own, written for this project in the shape of their sources. */
const read = (value: unknown, name = "labels.json") => collectLabels(JSON.stringify(value, null, 1), { name });

describe("the ground truth of AgentRx", () => {
  const failure = (id: unknown, step: unknown, change: object = {}) => ({
    failure_id: id,
    step_number: step,
    step_reason: "Said 5.",
    failure_category: "Invention of new information",
    category_reason: "The till shows 6.",
    failed_agent: "Websurfer",
    ...change,
  });
  const truth = (id: unknown, failures: unknown[], root: unknown = 1) => ({
    trajectory_id: id,
    failures,
    root_cause: { failure_id: root, reason_for_root_cause: "Nothing was right after it." },
    failure_summary: "The price was made up.",
  });

  it("is a label for each failure and the summary, as it is written", async () => {
    const outcomes = await read([
      truth("run-a", [failure(1, 17), failure("2", "9", { category_reason: "Said 5." })], "2"),
    ]);
    expect(problemsOf(outcomes)).toEqual([]);
    expect(labelsOf(outcomes)).toMatchObject([
      {
        run: { name: "run-a" },
        dimension: "failure",
        label: "Invention of new information",
        place: { at: "step", index: 17, base: 1 },
        agent: "Websurfer",
        isDecisive: false,
        reason: "Said 5.\n\nThe till shows 6.",
      },
      { place: { index: 9, base: 1 }, isDecisive: true, reason: "Said 5.\n\nNothing was right after it." },
      { dimension: "failure_summary", text: "The price was made up.", place: { at: "run" } },
    ]);
  });

  it.each([
    [2, { task: "2" }],
    ["104", { task: "104" }],
    ["0ec437", { name: "0ec437" }],
  ])("means the run %j by its task or by its name", async (id, run) => {
    expect(labelsOf(await read([truth(id, [failure(1, 3)])]))[0]?.run).toEqual(run);
  });

  it("holds back what is broken, alone", async () => {
    const outcomes = await read([
      truth("a", [failure(1, "x"), 7, failure(2, 3, { failure_category: "" }), failure(3, 4)], 3),
      { trajectory_id: null, failures: [] },
      truth("b", [failure(1, 2)], 9),
    ]);
    expect(labelsOf(outcomes).filter(({ dimension }) => dimension === "failure")).toHaveLength(2);
    expect(problemsOf(outcomes)).toEqual([
      ["not-a-label", "[0].failures[0]"],
      ["not-a-label", "[0].failures[1]"],
      ["not-a-label", "[0].failures[2]"],
      ["not-a-label", "[1]"],
      ["no-root-cause", "[2].root_cause"],
    ]);
  });

  it("gives what stands before the place where it is cut off", async () => {
    const text = JSON.stringify([truth("a", [failure(1, 2)]), truth("b", [failure(1, 2)])]);
    const outcomes = await collectLabels(text.slice(0, -20));
    expect(labelsOf(outcomes)).toHaveLength(2);
    expect(problemsOf(outcomes).map(([code]) => code)).toEqual(["truncated"]);
  });
});

describe("rows of MAST", () => {
  const row = (change: object) => ({
    mas_name: "shop",
    trace_id: 3,
    trace: { key: "shop_3", trajectory: "..." },
    ...change,
  });
  const lines = (...modes: [string, ...unknown[]][]) =>
    modes.map(([mode, first, second, third]) => {
      return { "failure mode": mode, annotator_1: first, annotator_2: second, annotator_3: third };
    });

  it("of several people are labels of each, whoever saw nothing included", async () => {
    const annotations = lines(
      ["1.3 Step Repetition\nAgain and again.", true, false, "TRUE"],
      ["2.3 Task derailment", true, false, "FALSE"],
    );
    const labels = labelsOf(await read([row({ annotations })]));
    expect(labels.map(({ author, authorKind, label }) => [author, authorKind, label])).toEqual([
      ["MAST annotator_1", "person", "Step repetition"],
      ["MAST annotator_1", "person", "Task derailment"],
      ["MAST annotator_2", "person", "no failure mode"],
      ["MAST annotator_3", "person", "Step repetition"],
    ]);
    expect(
      labels.every(({ run, taxonomy }) => "name" in run && run.name === "shop_3" && taxonomy.version === "3.0.0"),
    ).toBe(true);
    expect(taxonomyOfLabels(labels).dimensions).toMatchObject([{ scope: "trajectory", isMultiple: true }]);
  });

  it("of an early round, which numbers other modes, are of the draft", async () => {
    const annotations = lines(["1.3 Unaware of stopping conditions", true], ["1.5 Step repetition", true]);
    expect(
      labelsOf(await read([row({ annotations, trace: "..." })])).map(({ run, taxonomy, label }) => [
        run,
        taxonomy.id,
        label,
      ]),
    ).toEqual([
      [{ name: "3" }, "mast-draft", "Unaware of stopping conditions"],
      [{ name: "3" }, "mast-draft", "Step repetition"],
    ]);
  });

  it("of a model are a model's, by the numbers", async () => {
    const labels = labelsOf(await read([row({ mast_annotation: { "1.3": 1, "3.2": 0, "2.6": 1 } })]));
    expect(labels.map(({ authorKind, label }) => [authorKind, label])).toEqual([
      ["model", "Step repetition"],
      ["model", "Reasoning-action mismatch"],
    ]);
  });

  it("without labels are a problem", async () => {
    expect(problemsOf(await read([row({})]))).toEqual([["not-a-label", "[0]"]]);
  });
});

describe("an annotation of TRAIL", () => {
  const error = (change: object = {}) => ({
    category: "Tool-related",
    location: "77fb7128d6f04862",
    evidence: "The till said 6.",
    description: "Made up what the till said.",
    impact: "HIGH",
    ...change,
  });
  const scores = {
    reliability_score: 1,
    reliability_reasoning: "Made up.",
    security_score: 5,
    plan_opt_score: 0,
    overall: 2.5,
  };
  const id = "0123456789abcdef0123456789abcdef";

  it("is a label for each error at its span, and for each score", async () => {
    const outcomes = await read({
      trace_id: "t-1",
      errors: [error(), error({ category: "Goal Deviation", impact: "low" })],
      scores: [scores],
    });
    expect(problemsOf(outcomes)).toEqual([]);
    expect(labelsOf(outcomes)).toMatchObject([
      {
        run: { runId: "t-1" },
        label: "Tool-related",
        place: { at: "entry", id: "77fb7128d6f04862" },
        severity: "high",
        reason: "Made up what the till said.\n\nThe till said 6.",
      },
      { label: "Goal Deviation", place: { id: "77fb7128d6f04862" }, severity: "low" },
      { dimension: "reliability_score", score: 1, reason: "Made up.", place: { at: "run" } },
      { dimension: "security_score", score: 5 },
      { dimension: "plan_opt_score", score: 0 },
      { dimension: "overall", text: "2.5" },
    ]);
  });

  it.each([
    [`annotations/${id}.json`, { runId: id }],
    ["mine.json", { name: "mine" }],
  ])("that names no trace is of the trace that %s names", async (name, run) => {
    expect(labelsOf(await read({ errors: [error()] }, name))[0]?.run).toEqual(run);
  });

  it("is of the whole trace, of no severity, where it says no more", async () => {
    expect(labelsOf(await read({ errors: [error({ location: "", impact: "SOME" })] }))).toMatchObject([
      { place: { at: "run" }, severity: null },
    ]);
  });

  it("holds back what is broken, alone", async () => {
    const outcomes = await read({
      errors: [error({ category: 7 }), error()],
      scores: [{ reliability_score: 1.5 }, { security_score: "5" }, null, { plan_opt_score: 2 }],
    });
    expect(labelsOf(outcomes)).toHaveLength(2);
    expect(problemsOf(outcomes).map(([, place]) => place)).toEqual([
      "errors[0]",
      "scores[0].reliability_score",
      "scores[1].security_score",
      "scores[2]",
    ]);
  });

  it.each([
    ["a comma too many", JSON.stringify({ errors: [error()] }).replace("}]", "},]")],
    ["a quote too few", JSON.stringify({ errors: [error()] }).replace('"HIGH"', '"HIGH')],
    ["an end that is missing", JSON.stringify({ errors: [error()] }, null, 2).slice(0, -4)],
  ])("with %s is a problem and no throw", async (_, text) => {
    const outcomes = await collectLabels(text);
    expect(labelsOf(outcomes)).toEqual([]);
    expect(outcomes).toMatchObject([{ type: "problem", problem: { severity: "quarantine" } }]);
  });
});
