import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { codesOf, collect, runsOf, stepsOf } from "../collect.ts";
import { detect } from "../registry.ts";
import { readRatings } from "./ratings.ts";

const FILE = path.resolve(import.meta.dirname, "../../../../shared/data/prm800k/readme_example.jsonl");
const isPresent = existsSync(FILE);
if (!isPresent) console.log("No real labelled solutions beside the project (../shared/data): 1 without data");

type Completion = { text: string; rating: number | null };
type Step = { completions: Completion[]; human_completion: Completion | null; chosen_completion: number | null };
type Solution = { question: { problem: string }; label: { steps: Step[] } };

describe.runIf(isPresent)("a real labelled solution", () => {
  it("is read to its last completion", async () => {
    const bytes = readFileSync(FILE);
    const lines = bytes.toString().split("\n").filter(Boolean);
    const solutions = lines.map((line) => JSON.parse(line) as Solution);
    const steps = solutions.flatMap(({ label }) => label.steps);
    const written = steps.flatMap(({ completions, human_completion: human }) => [
      ...completions,
      ...(human ? [human] : []),
    ]);
    const chosen = steps.flatMap(({ completions, human_completion: human, chosen_completion: at }) => {
      const each = at === null ? human : completions[at];
      return each ? [each.text] : [];
    });
    const importer = detect(bytes.subarray(0, 65_536), "readme_example.jsonl");
    if (importer?.id !== "prm800k") throw new Error(`recognised as ${importer?.id}`);
    const outcomes = await collect(importer, bytes, { name: "readme_example.jsonl", size: 1009 });
    const rows = stepsOf(outcomes);
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.map(({ text }) => text.message)).toEqual(written.map(({ text }) => text));
    expect(rows.filter(({ lane }) => lane === 0).map(({ text }) => text.message)).toEqual(chosen);
    expect(runsOf(outcomes).map(({ run }) => run.task.instruction)).toEqual(
      solutions.map(({ question }) => question.problem),
    );
    expect(runsOf(outcomes).every(({ run }) => run.unknownRecords === 0)).toBe(true);
    expect(codesOf(outcomes)).toEqual([]);
    const ratings = await Promise.all(lines.map((line) => readRatings(Buffer.from(line))));
    expect(ratings.flat().map(({ rating }) => rating)).toEqual(written.map(({ rating }) => rating));
    for (const {
      sourceIndex,
      sourcePointer: { byteStart, byteEnd },
    } of rows)
      expect(JSON.parse(bytes.subarray(byteStart, byteEnd).toString())).toEqual(written[sourceIndex]);
  });
});
