import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { collect } from "../collect.ts";
import { detect } from "../registry.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data/agentrx");
const isPresent = existsSync(DATA);
if (!isPresent) console.log("No runs of AgentRx beside the project (../shared/data): 2 without data");

type Labelled = {
  trajectory_id: string | number;
  failures: { step_number: string | number; failed_agent: string }[];
};
type Read = { run: ParsedRun; steps: ParsedStep[] };

const jsonOf = (name: string) => JSON.parse(readFileSync(path.join(DATA, name), "utf8")) as Labelled[];

async function runsIn(name: string, id: string): Promise<Read[]> {
  const bytes = readFileSync(path.join(DATA, name));
  const importer = detect(bytes.subarray(0, 65_536), path.basename(name));
  if (importer?.id !== id) throw new Error(`${name} was recognised as ${importer?.id}`);
  const reads: Read[] = [];
  let steps: ParsedStep[] = [];
  for (const outcome of await collect(importer, bytes, { name: path.basename(name), size: 65_536 })) {
    if (outcome.type === "step") steps.push(outcome.step);
    if (outcome.type === "problem") expect(outcome.problem.severity).toBe("note");
    if (outcome.type === "run") {
      reads.push({ run: outcome.run, steps });
      steps = [];
    }
  }
  return reads;
}

/** Who stands at each label: the row whose `sourceIndex` is one below the label's number, which counts from 1. */
function speakersAt({ run, steps }: Read, { failures }: Labelled): { named: string; found: string }[] {
  return failures.map(({ step_number: number, failed_agent: agent }) => {
    const step = steps.find(({ sourceIndex }) => sourceIndex === Number(number) - 1);
    const found = step === undefined ? "nobody" : step.role === "user" ? "user" : run.lanes[step.lane]?.name;
    return { named: agent.toLowerCase(), found: (found ?? "nobody").toLowerCase() };
  });
}

describe.runIf(isPresent)("labels of AgentRx", () => {
  it("find the rows of Magentic-One", async () => {
    const names = readdirSync(path.join(DATA, "magentic_one"));
    expect(names.length).toBeGreaterThanOrEqual(29);
    const speakers: { named: string; found: string }[] = [];
    for (const labelled of jsonOf("magentic_one_ground_truth.json")) {
      const name = `${labelled.trajectory_id}.json`;
      expect(names).toContain(name);
      const [read, ...more] = await runsIn(path.join("magentic_one", name), "magentic-one");
      expect(more).toEqual([]);
      if (read) speakers.push(...speakersAt(read, labelled));
    }
    expect(speakers.length).toBeGreaterThan(90);
    expect(speakers.filter(({ found }) => found === "nobody")).toEqual([]);
    // In two the source itself names another agent than the one who speaks there.
    expect(speakers.filter(({ named, found }) => named !== found)).toHaveLength(2);
  });

  it("find the rows of tau-bench, by the task's own number", async () => {
    const reads = await runsIn("tau_retail_failed.json", "tau-bench");
    const byTask = new Map(reads.map((read) => [new Map(read.run.environment).get("task_id"), read]));
    const speakers = jsonOf("tau_retail_ground_truth.json").flatMap((labelled) => {
      const read = byTask.get(String(labelled.trajectory_id));
      expect(read).toBeDefined();
      return read ? speakersAt(read, labelled) : [];
    });
    expect(speakers.length).toBeGreaterThan(15);
    expect(speakers.filter(({ found }) => found === "nobody")).toEqual([]);
    const others = speakers.filter(({ named, found }) => found !== (named === "assistant" ? "agent" : named));
    expect(others).toHaveLength(1);
  });
});
