import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { externalTaxonomy } from "../../domain/labels/external/external-taxonomies.ts";
import { type ExternalLabel, labelIdOf } from "../../domain/labels/external-label.ts";
import { inconsistenciesOf } from "../../domain/labels/inconsistencies.ts";
import { findDimension } from "../../domain/labels/taxonomy.ts";
import { taxonomyOfLabels } from "../../domain/labels/taxonomy-of-labels.ts";
import { tasksOfRun } from "../../domain/labels/tasks-of-run.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { collect } from "../collect.ts";
import { detect } from "../registry.ts";
import { collectLabels, labelsOf, problemsOf } from "./collect-labels.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");
const isPresent = existsSync(DATA);
if (!isPresent) console.log("No real labels beside the project (../shared/data): 9 without data");

type Read = { run: ParsedRun; steps: ParsedStep[]; sha256: string; name: string };

const bytesOf = (name: string) => readFileSync(path.join(DATA, name));
const jsonOf = (name: string): unknown => JSON.parse(bytesOf(name).toString());

/** The runs of a file, as the importers of runs read and name them. */
async function runsIn(name: string): Promise<Read[]> {
  const bytes = bytesOf(name);
  const importer = detect(bytes.subarray(0, 65_536), name);
  if (importer === null) throw new Error(`${name} was not recognised`);
  const runs: Read[] = [];
  let steps: ParsedStep[] = [];
  for (const outcome of await collect(importer, bytes, { name, size: 65_536 })) {
    if (outcome.type === "step") steps.push(outcome.step);
    if (outcome.type !== "run") continue;
    const sha256 = outcome.record?.sha256 ?? createHash("sha256").update(bytes).digest("hex");
    runs.push({ run: outcome.run, steps, sha256, name: path.basename(name).replace(/\.json$/, "") });
    steps = [];
  }
  return runs;
}

const factsOf = ({ run, steps }: Read) => ({
  laneNames: run.lanes.map(({ name }) => name),
  steps: steps.map(({ sourceIndex, lane, role }) => {
    return { sourceIndex, laneName: role === "user" ? "user" : (run.lanes[lane]?.name ?? "") };
  }),
});

async function labelsIn(name: string, size = 65_536): Promise<ExternalLabel[]> {
  const outcomes = await collectLabels(bytesOf(name), { name, size });
  expect(problemsOf(outcomes)).toEqual([]);
  return labelsOf(outcomes);
}

/** Every label is one that the document of its taxonomy holds. */
function expectKnown(labels: readonly ExternalLabel[]): void {
  for (const { taxonomy, dimension, label } of labels) {
    const found = findDimension(externalTaxonomy(taxonomy) ?? taxonomyOfLabels(labels), dimension);
    expect(found, dimension).toBeDefined();
    if (label === undefined) continue;
    const ids = found && "labels" in found ? found.labels.map(({ id }) => id) : [];
    expect(ids).toContain(labelIdOf(label));
  }
}

describe.runIf(isPresent)("labels of Who&When", () => {
  const sets = ["Algorithm-Generated", "Hand-Crafted"].map((set) => `who-and-when/${set}`);
  const names = sets.flatMap((set) =>
    (isPresent ? readdirSync(path.join(DATA, set)) : []).map((file) => `${set}/${file}`),
  );
  type Run = {
    history: { role: string; name?: string }[];
    mistake_agent: string;
    mistake_step: string;
    mistake_reason: string;
  };

  it("are one a file, at the entry the file names, of the run the file is", async () => {
    expect(names).toHaveLength(92);
    let others = 0;
    let found = 0;
    for (const name of names) {
      const source = jsonOf(name) as Run;
      const [label, ...more] = await labelsIn(name);
      const [read] = await runsIn(name);
      if (!label || !read) throw new Error(`${name} gave no label or no run`);
      expect(more).toEqual([]);
      expect(label.run).toEqual({ sha256: read.sha256 });
      expect(label.place).toEqual({ at: "step", index: Number(source.mistake_step), base: 0 });
      expect([label.agent, label.isDecisive]).toEqual([source.mistake_agent, true]);
      expect(label.reason?.startsWith(source.mistake_reason)).toBe(true);
      expectKnown([label]);
      const entry = source.history[Number(source.mistake_step)];
      const speaker = (entry?.name ?? entry?.role ?? "").replace(/ \(.*\)$/, "");
      if (speaker !== source.mistake_agent) others += 1;
      found += inconsistenciesOf(label, factsOf(read)).length;
    }
    expect(others).toBe(3);
    expect(found).toBe(others);
  }, 60_000);

  it("say their type where the file does", async () => {
    const typed = names.filter((name) => typeof (jsonOf(name) as { mistake_type?: unknown }).mistake_type === "string");
    expect(typed.length).toBeGreaterThan(2);
    for (const name of typed)
      expect((await labelsIn(name))[0]?.reason).toContain((jsonOf(name) as { mistake_type: string }).mistake_type);
  });
});

describe.runIf(isPresent)("labels of AgentRx", () => {
  type Truth = {
    trajectory_id: string | number;
    failures: { failure_id: number; failure_category: string }[];
    root_cause: { failure_id: number };
  };
  const SETS = ["agentrx/magentic_one_ground_truth.json", "agentrx/tau_retail_ground_truth.json"];
  const runs: Read[] = [];
  beforeAll(async () => {
    for (const file of readdirSync(path.join(DATA, "agentrx/magentic_one")))
      runs.push(...(await runsIn(`agentrx/magentic_one/${file}`)));
    runs.push(...(await runsIn("agentrx/tau_retail_failed.json")));
  }, 60_000);

  it.each(SETS)("%s: every failure, its category, and the root causes", async (name) => {
    const truths = jsonOf(name) as Truth[];
    const labels = await labelsIn(name);
    const failures = labels.filter(({ dimension }) => dimension === "failure");
    const categories = truths.flatMap(({ failures: all }) => all.map(({ failure_category: category }) => category));
    expect(failures.map(({ label }) => label)).toEqual(categories);
    const roots = truths.flatMap(({ failures: all, root_cause: root }) =>
      all.filter(({ failure_id: id }) => String(id) === String(root.failure_id)),
    );
    expect(failures.filter(({ isDecisive }) => isDecisive)).toHaveLength(roots.length);
    expect(labels.filter(({ dimension }) => dimension === "failure_summary")).toHaveLength(truths.length);
    expectKnown(labels);
  });

  it("count as the sets do", async () => {
    const [magentic = [], tau = []] = await Promise.all(SETS.map((name) => labelsIn(name)));
    const failuresOf = (labels: ExternalLabel[]) => labels.filter(({ dimension }) => dimension === "failure");
    expect([failuresOf(magentic).length, failuresOf(tau).length]).toEqual([93, 21]);
    expect([magentic, tau].map((labels) => labels.filter(({ isDecisive }) => isDecisive).length)).toEqual([19, 14]);
  });

  it("find one run each, and stand at its entries; in three the source names another agent", async () => {
    const faults: string[] = [];
    for (const name of SETS)
      for (const label of await labelsIn(name)) {
        const { run } = label;
        const meant = runs.filter((read) =>
          "task" in run ? tasksOfRun(read.run).includes(run.task) : "name" in run && read.name === run.name,
        );
        expect(meant).toHaveLength(1);
        for (const read of meant) faults.push(...inconsistenciesOf(label, factsOf(read)));
      }
    expect(faults).toHaveLength(3);
    expect(faults.every((fault) => fault.includes(" is by "))).toBe(true);
  });
});

describe.runIf(isPresent)("labels of PRM800K", () => {
  type Rated = { rating: number | null; flagged: boolean | null };
  type Solution = {
    labeler: string;
    label: { steps: { completions: Rated[]; human_completion: Rated | null }[]; finish_reason: string };
  };

  it("are the ratings of each candidate, at its row, by its labeler", async () => {
    const name = "prm800k/readme_example.jsonl";
    const solutions = bytesOf(name)
      .toString()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Solution);
    const candidates = solutions.flatMap(({ label }) =>
      label.steps.flatMap(({ completions, human_completion: human }) => [...completions, ...(human ? [human] : [])]),
    );
    const labels = await labelsIn(name, 1009);
    const runs = await runsIn(name);
    const ratings = labels.filter(({ dimension }) => dimension === "rating");
    const names = new Map<number | null, string>([
      [-1, "negative"],
      [0, "neutral"],
      [1, "positive"],
    ]);
    expect(ratings.map(({ label }) => label)).toEqual(
      candidates.flatMap(({ rating }) => (rating === null ? [] : [names.get(rating)])),
    );
    expect(ratings.length).toBeGreaterThan(5);
    expect(labels.filter(({ dimension }) => dimension === "flag")).toHaveLength(
      candidates.filter(({ flagged }) => flagged).length,
    );
    expect(labels.filter(({ dimension }) => dimension === "finish_reason").map(({ label }) => label)).toEqual(
      solutions.map(({ label }) => label.finish_reason),
    );
    const shas = new Set(runs.map(({ sha256 }) => sha256));
    expect(labels.every(({ run }) => "sha256" in run && shas.has(run.sha256))).toBe(true);
    expect(new Set(labels.map(({ author }) => author))).toEqual(new Set(solutions.map(({ labeler }) => labeler)));
    const [read] = runs;
    expect(read && ratings.flatMap((label) => inconsistenciesOf(label, factsOf(read)))).toEqual([]);
    expectKnown(labels);
  });
});

describe.runIf(isPresent)("labels of Langfuse", () => {
  type Score = { source: string; longStringValue: string | null };
  type Export = { trace: { id: string; scores: Score[]; corrections?: Score[] } };
  const names = isPresent ? readdirSync(path.join(DATA, "langfuse")).filter((file) => file.endsWith(".json")) : [];

  it("are what people gave, and not what evaluators did", async () => {
    let corrections = 0;
    let evaluated = 0;
    for (const file of names) {
      const { trace } = jsonOf(`langfuse/${file}`) as Export;
      const outcomes = await collectLabels(bytesOf(`langfuse/${file}`), { name: file });
      const labels = labelsOf(outcomes);
      const people = [...trace.scores, ...(trace.corrections ?? [])].filter(({ source }) => source === "ANNOTATION");
      const others = trace.scores.length + (trace.corrections?.length ?? 0) - people.length;
      expect(labels.map(({ text }) => text)).toEqual(people.map(({ longStringValue: text }) => text));
      expect(labels.every(({ run }) => "runId" in run && run.runId === trace.id)).toBe(true);
      const notes = others > 0 ? ["not-annotated"] : people.length > 0 ? [] : ["no-labels"];
      expect(problemsOf(outcomes).map(([code]) => code)).toEqual(notes);
      const [read] = await runsIn(`langfuse/${file}`);
      expect(read?.run.runId).toBe(trace.id);
      expectKnown(labels);
      corrections += labels.length;
      evaluated += others;
    }
    expect([names.length, corrections, evaluated]).toEqual([10, 2, 11]);
  }, 60_000);
});

it.runIf(isPresent)("runs without labels give none, and say so", async () => {
  for (const name of ["tau-bench/gpt-4o-airline.json", "agentrx/tau_retail_failed.json"])
    expect(problemsOf(await collectLabels(bytesOf(name), { name }))).toEqual([["not-labels", 1]]);
});
