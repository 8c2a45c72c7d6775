import { describe, expect, it } from "vitest";
import { ImportProblem } from "../../domain/record/import-outcome.ts";
import { collectLabels, labelsOf, problemsOf } from "./collect-labels.ts";
import { LABEL_FORMATS, LABEL_READERS } from "./label-formats.ts";
import { MAX_LABEL_BYTES } from "./label-records.ts";
import { readLabels } from "./read-labels.ts";
import { sniffLabels } from "./sniff-labels.ts";

const LINE = {
  run: { runId: "shop-1" },
  author: "reviewer-1",
  taxonomy: { id: "shop", version: "1.0.0" },
  dimension: "mood",
  label: "good",
  place: { at: "step", index: 3 },
};
const line = (change: object = {}) => JSON.stringify({ ...LINE, ...change });

describe("an annotations file", async () => {
  const text = [
    line(),
    '{"run": {"runId": "shop-1"}, "taxo',
    line({ label: undefined }),
    "",
    line({ label: "bad" }),
  ].join("\n");
  const outcomes = await collectLabels(text, { name: "labels.jsonl" });

  it("is a label a line, with its line; a broken one holds back itself alone", () => {
    expect(outcomes.map((each) => (each.type === "label" ? [each.label.label, each.sourceLine] : each.type))).toEqual([
      ["good", 1],
      "problem",
      "problem",
      ["bad", 5],
    ]);
    expect(problemsOf(outcomes)).toEqual([
      ["truncated", 2],
      ["not-a-label", 3],
    ]);
    for (const each of outcomes)
      if (each.type === "problem") expect(ImportProblem.parse(each.problem).severity).toBe("quarantine");
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await collectLabels(text, { name: "labels.jsonl", size })).toEqual(outcomes);
  });

  it.each([
    [{ place: { at: "step", index: -1 } }, "place.index"],
    [{ taxonomy: { id: "Shop", version: "1.0.0" } }, "taxonomy.id"],
    [{ author: 7 }, "author"],
    [{ score: 1 }, "exactly one of"],
    [{ colour: "secret-colour" }, "a member that no label has"],
    [{ ["__proto__x"]: { label: "secret-colour" } }, "a member that no label has"],
    [{ severity: "secret-colour" }, "severity"],
  ])("%#: says what is wrong in a line and never what stands there", async (change, said) => {
    const [outcome] = await collectLabels(line(change));
    expect(outcome?.type === "problem" && outcome.problem.message).toContain(`At line 1: this is no label:`);
    expect(outcome?.type === "problem" && outcome.problem.message).toContain(said);
    expect(JSON.stringify(outcome)).not.toContain("secret-colour");
  });

  it("is not fooled by keys that every object has", async () => {
    const hostile = `${line().slice(0, -1)}, "__proto__": {"score": 3}, "constructor": 1}`;
    expect(problemsOf(await collectLabels(hostile))).toEqual([["not-a-label", 1]]);
    const inside = line().replace('"at":"step"', '"at":"step","__proto__":{"base":1}');
    expect(labelsOf(await collectLabels(inside)).every(({ place }) => place.at !== "step" || place.base === 0)).toBe(
      true,
    );
    expect(Object.prototype).not.toHaveProperty("score");
  });

  it("holds back a line with a key twice", async () => {
    expect(problemsOf(await collectLabels(line().replace('"label"', '"label":"bad","label"')))).toEqual([
      ["duplicate-key", 1],
    ]);
  });

  it("stands in for what no database takes, and begins with a mark or not", async () => {
    const [label] = labelsOf(await collectLabels(`\ufeff${line({ label: "a\0b", reason: "half \ud800" })}`));
    expect([label?.label, label?.reason]).toEqual(["a\u2400b", "half \ufffd"]);
  });

  it("may be one document over several lines, or a list of labels is none", async () => {
    expect(labelsOf(await collectLabels(JSON.stringify(LINE, null, 2)))).toHaveLength(1);
    expect(problemsOf(await collectLabels(`[${line()}]`))).toEqual([["not-labels", 1]]);
  });
});

describe("a file that is no labels", () => {
  it.each([
    ["nothing", "", "empty"],
    ["blanks", " \n \n", "empty"],
    ["text", "# shop\nnothing to see", "syntax"],
    ["JSON of another kind", '{"a": 1}', "not-labels"],
    ["lines of another kind", '{"a": 1}\n{"a": 2}', "not-labels"],
    ["a number", "7", "not-labels"],
    ["cut off", '{"errors": [{"cat', "truncated"],
    ["deep", `${"[".repeat(300)}${"]".repeat(300)}`, "depth"],
  ])("%s", async (_, text, code) => {
    expect(problemsOf(await collectLabels(text)).map(([each]) => each)).toEqual([code]);
  });

  it.each([
    ["a zip archive", [0x50, 0x4b, 0x03, 0x04, 0, 0], "binary"],
    ["UTF-16", [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00], "encoding"],
  ])("%s", async (_, bytes, code) => {
    expect(problemsOf(await collectLabels(Uint8Array.from(bytes))).map(([each]) => each)).toEqual([code]);
  });

  it("is too large over 64 MB, and is not read to its end", async () => {
    let sent = 0;
    async function* endless() {
      const chunk = new Uint8Array(8 * 1024 * 1024).fill(0x20);
      for (;;) {
        sent += chunk.length;
        yield chunk;
      }
    }
    const outcomes = [];
    for await (const outcome of readLabels(endless(), "big.jsonl")) outcomes.push(outcome);
    expect(problemsOf(outcomes)).toEqual([["too-large", 1]]);
    expect(outcomes[0]).toMatchObject({ problem: { severity: "reject" } });
    expect(sent).toBeLessThanOrEqual(MAX_LABEL_BYTES + 8 * 1024 * 1024);
  });
});

describe("recognising", () => {
  const truth = { trajectory_id: 2, failures: [] };
  const row = { span_id: "s", name: "correctness", annotator_kind: "HUMAN", label: "a" };
  it.each([
    [line(), "annotations"],
    [`${line()}\n${line()}`, "annotations"],
    [JSON.stringify(LINE, null, 2), "annotations"],
    ['{"history": [{"content": "a", "role": "b"}], "mistake_agent": "b", "mistake_step": "0"}', "who-and-when"],
    [JSON.stringify([truth]), "agentrx"],
    [JSON.stringify(truth), "agentrx"],
    ['{"trajectory": [{"content": ["a"], "role": "b", "name": "c"}], "note": {"options": {}}}', "mast"],
    ['[{"mas_name": "shop", "trace_id": 0, "trace": {"key": "a"}, "annotations": []}]', "mast"],
    ['{"errors": [{"category": "a", "location": "s"}], "scores": []}', "trail"],
    ['{"errors": [], "scores": [{"reliability_score": 1}]}', "trail"],
    ['{"errors": [{"category": "a", "location": "s"},, ]}', "trail"],
    ['{"labeler": "a", "question": {"problem": "b"}, "label": {"steps": []}}', "prm800k"],
    ['{"trace": {"id": "a", "timestamp": "b", "projectId": "c"}, "observations": []}', "langfuse"],
    [JSON.stringify(row), "openinference"],
    [JSON.stringify([row]), "openinference"],
    [JSON.stringify({ data: [row], next_cursor: null }), "openinference"],
    ['{"errors": ["a"]}', null],
    ['{"span_id": "s", "name": "a"}', null],
    ['{"messages": []}', null],
    ["", null],
    ["no JSON", null],
  ])("%#", (text, format) => {
    expect(sniffLabels(Buffer.from(text), "x.json")).toBe(format);
  });

  it("has a reader for each format", () => {
    expect(Object.keys(LABEL_READERS)).toEqual([...LABEL_FORMATS]);
    expect(LABEL_FORMATS.filter((format) => !LABEL_READERS[format].proven)).toEqual(["mast", "trail", "openinference"]);
  });
});
