import { describe, expect, it } from "vitest";
import { ExternalLabel } from "../../domain/labels/external-label.ts";
import { ImportProblem } from "../../domain/record/import-outcome.ts";
import { collectLabels } from "./collect-labels.ts";
import { sniffLabels } from "./sniff-labels.ts";

/** One small sound file of each format; every part of it is put out of shape below. */
const SOUND: Record<string, unknown> = {
  annotations: {
    run: { task: "a" },
    author: "b",
    taxonomy: { id: "c", version: "1.0.0" },
    dimension: "d",
    label: "e",
    place: { at: "run" },
    evidence: [{ at: "entry", id: "f" }],
  },
  "who-and-when": {
    history: [{ content: "a", role: "b" }],
    mistake_agent: "b",
    mistake_step: "0",
    mistake_reason: "c",
  },
  agentrx: [
    {
      trajectory_id: 1,
      failures: [{ failure_id: 1, step_number: 1, step_reason: "a", failure_category: "b", failed_agent: "c" }],
      root_cause: { failure_id: 1, reason_for_root_cause: "d" },
      failure_summary: "e",
    },
  ],
  mast: [
    {
      mas_name: "a",
      trace_id: 1,
      trace: { key: "b" },
      annotations: [{ "failure mode": "1.3 Step Repetition", annotator_1: true }],
      mast_annotation: { "1.3": 1 },
    },
  ],
  trail: {
    errors: [{ category: "a", location: "b", evidence: "c", description: "d", impact: "LOW" }],
    scores: [{ reliability_score: 1, reliability_reasoning: "e", overall: 2.5 }],
  },
  prm800k: {
    labeler: "a",
    timestamp: "b",
    question: { problem: "c" },
    label: {
      steps: [{ completions: [{ text: "d", rating: 1, flagged: true }], human_completion: null, chosen_completion: 0 }],
      finish_reason: "e",
    },
  },
  langfuse: {
    trace: {
      id: "a",
      timestamp: "b",
      projectId: "c",
      scores: [{ id: "d", name: "e", value: 1, source: "ANNOTATION", dataType: "NUMERIC", observationId: "f" }],
      corrections: [{ name: "g", source: "ANNOTATION", longStringValue: "h" }],
    },
    observations: [{ id: "f", parentObservationId: null, scores: [{ name: "i", value: 0.5, source: "ANNOTATION" }] }],
  },
  openinference: { data: [{ span_id: "a", name: "b", annotator_kind: "HUMAN", result: { label: "c", score: 1 } }] },
};

/** Values nobody expects; the last cannot even be turned into a text. */
const ODD = [
  "null",
  "7",
  "-1.5",
  "1e400",
  "true",
  '""',
  '"\\u0000"',
  `"${"x".repeat(10_001)}"`,
  "[]",
  "{}",
  "[[]]",
  '{"__proto__": {"a": 1}, "toString": 7, "valueOf": 7}',
];

/** The file with each of its values, one after the other, replaced by `odd`. */
function spoilt(value: unknown, odd: string): string[] {
  if (typeof value !== "object" || value === null) return [odd];
  const isList = Array.isArray(value);
  const members = Object.entries(value).map(([key, each]: [string, unknown]) => ({ key, each }));
  const written = (texts: readonly string[]) =>
    isList
      ? `[${texts.join(",")}]`
      : `{${texts.map((text, at) => `${JSON.stringify(members[at]?.key)}:${text}`).join(",")}}`;
  const sound = members.map(({ each }) => JSON.stringify(each));
  return [odd, ...members.flatMap(({ each }, at) => spoilt(each, odd).map((text) => written(sound.with(at, text))))];
}

/** Reads a text and holds all that comes of it to its schemas. */
async function expectSound(content: string | Uint8Array): Promise<number> {
  const outcomes = await collectLabels(content);
  for (const each of outcomes)
    if (each.type === "label") expect(ExternalLabel.parse(each.label)).toEqual(each.label);
    else expect(ImportProblem.parse(each.problem)).toEqual(each.problem);
  return outcomes.length;
}

describe.each(Object.entries(SOUND))("%s", { timeout: 60_000 }, (format, value) => {
  const text = JSON.stringify(value);

  it("is sound and known before it is spoilt", async () => {
    expect(sniffLabels(Buffer.from(text), "x.json")).toBe(format);
    expect((await collectLabels(text)).some(({ type }) => type === "label")).toBe(true);
  });

  it("never throws with an odd value anywhere", async () => {
    let read = 0;
    for (const odd of ODD) for (const each of spoilt(value, odd)) read += await expectSound(each);
    expect(read).toBeGreaterThan(ODD.length);
  });

  it("never throws cut off anywhere, and says so", async () => {
    for (let end = 0; end < text.length; end += 1) expect(await expectSound(text.slice(0, end))).toBeGreaterThan(0);
  });

  it("never throws with a byte of no UTF-8 anywhere", async () => {
    for (let at = 0; at < text.length; at += 1) {
      const bytes = Buffer.from(text);
      bytes[at] = 0xff;
      expect(await expectSound(bytes)).toBeGreaterThan(0);
    }
  });
});
