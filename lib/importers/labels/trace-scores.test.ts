import { describe, expect, it } from "vitest";
import { taxonomyOfLabels } from "../../domain/labels/taxonomy-of-labels.ts";
import { collectLabels, labelsOf, problemsOf } from "./collect-labels.ts";

/** What people said in tools that show traces, under names they chose themselves. */
const read = (value: unknown) => collectLabels(JSON.stringify(value, null, 1));

describe("scores of Langfuse", () => {
  const score = (change: object) => ({
    id: null,
    name: "mood",
    source: "ANNOTATION",
    authorUserId: "user-1",
    ...change,
  });
  const exported = (scores: unknown[], change: object = {}) => ({
    trace: { id: "trace-1", timestamp: "2020-01-02T03:04:05Z", projectId: "p", scores, ...change },
    observations: [{ id: "o-1", parentObservationId: null, type: "SPAN" }],
  });

  it("that people gave are labels, of the trace or of an observation", async () => {
    const outcomes = await read(
      exported(
        [
          score({
            dataType: "CATEGORICAL",
            stringValue: "good",
            value: 1,
            comment: "Well asked.",
            createdAt: "2020-01-02T03:04:05Z",
          }),
          score({ name: "Points", dataType: "NUMERIC", value: 7, observationId: "o-1" }),
          score({ name: "share", dataType: "NUMERIC", value: 1 }),
          score({ name: "share", dataType: "NUMERIC", value: 0.25, authorUserId: null }),
          score({ name: "is it safe?", dataType: "BOOLEAN", value: 0, stringValue: "False" }),
          score({ name: "words", dataType: "TEXT", stringValue: "Well." }),
          score({ name: "checked", source: "EVAL", value: 1 }),
          score({ name: "sent", source: "API", value: 1 }),
        ],
        { corrections: [score({ name: "output", dataType: "CORRECTION", value: 0, longStringValue: "It is 6." })] },
      ),
    );
    const found = labelsOf(outcomes).map(({ dimension, label, score: points, text, place }) => [
      dimension,
      label ?? points ?? text,
      place.at,
    ]);
    expect(found).toEqual([
      ["mood", "good", "run"],
      ["points", 7, "entry"],
      ["share_decimal", "1", "run"],
      ["share_decimal", "0.25", "run"],
      ["is_it_safe", "False", "run"],
      ["words", "Well.", "run"],
      ["correction_output", "It is 6.", "run"],
    ]);
    expect(labelsOf(outcomes)[0]).toMatchObject({
      run: { runId: "trace-1" },
      author: "user-1",
      reason: "Well asked.",
      createdAt: "2020-01-02T03:04:05.000Z",
    });
    expect(problemsOf(outcomes)).toEqual([["not-annotated", "scores"]]);
    expect(taxonomyOfLabels(labelsOf(outcomes)).dimensions).toHaveLength(6);
  });

  it("stand at an observation once, also where the trace lists them too", async () => {
    const inner = score({ id: "s-1", name: "Points", value: 7 });
    const value = exported([
      { ...inner, observationId: "o-1" },
      { ...inner, id: "s-2" },
    ]);
    const both = {
      ...value,
      observations: [{ ...value.observations[0], scores: [inner, score({ id: "s-3", value: 2 })] }],
    };
    expect(labelsOf(await read(both)).map(({ score: points, place }) => [points, place])).toEqual([
      [7, { at: "entry", id: "o-1" }],
      [7, { at: "run" }],
      [2, { at: "entry", id: "o-1" }],
    ]);
  });

  it("that are broken are problems, and the others go on", async () => {
    const outcomes = await read(exported([7, score({ name: "" }), score({ value: null }), score({ value: 3 })]));
    expect(labelsOf(outcomes)).toHaveLength(1);
    expect(problemsOf(outcomes).map(([, place]) => place)).toEqual([
      "trace.scores[0]",
      "trace.scores[1]",
      "trace.scores[2]",
    ]);
  });

  it("stand in a trace of the API, too, and in lines", async () => {
    const { trace, observations } = exported([score({ value: 3 })]);
    const text = [
      { ...trace, observations },
      { ...trace, id: null, observations },
    ]
      .map((each) => JSON.stringify(each))
      .join("\n");
    const runs = labelsOf(await collectLabels(text)).map(({ run }) => Object.keys(run));
    expect(runs).toEqual([["runId"], ["sha256"]]);
  });
});

describe("annotations of Phoenix", () => {
  const result = { label: "correct", score: 1, explanation: "As asked." };
  const row = (change: object) => ({
    span_id: "67f6740bbe1ddc3f",
    name: "correctness",
    annotator_kind: "HUMAN",
    ...change,
  });

  it("on a page of the API are a label, and a score of its own", async () => {
    const outcomes = await read({
      data: [
        row({ result, user_id: "user-1", created_at: "2020-01-02T03:04:05+00:00" }),
        row({ result: { score: 0.5 }, annotator_kind: "LLM" }),
        row({ result: { explanation: "No opinion." }, annotator_kind: "CODE", identifier: "rule-1" }),
      ],
      next_cursor: null,
    });
    expect(problemsOf(outcomes)).toEqual([]);
    expect(labelsOf(outcomes)).toMatchObject([
      {
        run: { entry: "67f6740bbe1ddc3f" },
        dimension: "correctness",
        label: "correct",
        author: "user-1",
        reason: "As asked.",
        createdAt: "2020-01-02T03:04:05.000Z",
      },
      { dimension: "correctness_score", score: 1 },
      { dimension: "correctness_decimal", text: "0.5", authorKind: "model", author: "Phoenix model" },
      {
        dimension: "correctness_words",
        text: "No opinion.",
        authorKind: "rule",
        author: "rule-1",
        place: { at: "entry", id: "67f6740bbe1ddc3f" },
      },
    ]);
  });

  it("as rows of a data frame are the same, their trace by its id", async () => {
    const rows = [
      {
        "context.span_id": "s",
        "context.trace_id": "t",
        annotation_name: "tone",
        annotator_kind: "HUMAN",
        "result.label": "kind",
        "result.score": null,
      },
      { trace_id: "t", annotation_name: "tone", annotator_kind: "HUMAN", label: null, score: 3, explanation: null },
    ];
    const text = rows.map((each) => JSON.stringify(each)).join("\n");
    const outcomes = await collectLabels(text, { name: "annotations.jsonl" });
    expect(
      outcomes.map((each) => each.type === "label" && [each.label.run, each.label.place, each.sourceLine]),
    ).toEqual([
      [{ runId: "t" }, { at: "entry", id: "s" }, 1],
      [{ runId: "t" }, { at: "run" }, 2],
    ]);
  });

  it("keep a name's numbers as text over the whole file when one is no whole number", async () => {
    const rows = [row({ score: 1 }), row({ score: 0.5 }), row({ name: "points", score: 2 })];
    expect(labelsOf(await read(rows)).map(({ dimension, text, score }) => [dimension, text ?? score])).toEqual([
      ["correctness_decimal", "1"],
      ["correctness_decimal", "0.5"],
      ["points", 2],
    ]);
  });

  it("that say nothing, or of nothing, are problems", async () => {
    const outcomes = await read([
      row({}),
      row({ label: "a", span_id: null }),
      row({ label: "a", name: null }),
      row({ label: "a", annotator_kind: "SOMEBODY" }),
      row({ label: "a" }),
    ]);
    expect(problemsOf(outcomes).map(([, place]) => place)).toEqual(["[0]", "[1]", "[2]", "[3]"]);
    expect(labelsOf(outcomes)).toHaveLength(1);
  });
});
