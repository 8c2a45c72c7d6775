import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");
const FILES = ["tau-bench/gpt-4o-airline.json", "agentrx/tau_retail_failed.json"];
const isPresent = existsSync(DATA);
if (!isPresent) console.log("No real tau-bench results beside the project (../shared/data): 1 without data");

type Message = { role: string; content: string | null; tool_calls?: { function: { arguments: string } }[] | null };
type Simulation = { traj: Message[] };

describe.runIf(isPresent)("real tau-bench results", () => {
  it.each(FILES)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const simulations = JSON.parse(bytes.toString("utf8")) as Simulation[];
    const all = simulations.flatMap(({ traj }) => traj);
    const calls = all.flatMap(({ tool_calls: made }) => made ?? []);
    const results = all.filter(({ role }) => role === "tool").length;
    const importer = detect(bytes.subarray(0, 65_536), name);
    expect(importer?.id).toBe("tau-bench");
    const steps: ParsedStep[] = [];
    let runs = 0;
    for await (const outcome of importer?.read(inChunks(bytes, 100_003), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      if (outcome.type === "run") runs += 1;
      if (outcome.type === "problem") expect(outcome.problem.severity).toBe("note");
    }
    expect(runs).toBe(simulations.length);
    expect(steps.filter(({ isAction }) => isAction).map(({ text }) => text.action)).toEqual(
      calls.map((call) => call.function.arguments),
    );
    const orphans = steps.filter(({ role }) => role === "tool").length;
    expect(orphans).toBe(0);
    const talk = all.filter(({ role, tool_calls: made }) => role !== "tool" && !made?.length).length;
    expect(steps).toHaveLength(talk + calls.length);
    expect(steps.filter(({ text }) => text.observation !== null).length).toBeLessThanOrEqual(results);
  });

  it("leaves the labels beside them alone", () => {
    for (const name of ["agentrx/tau_retail_ground_truth.json", "agentrx/magentic_one_ground_truth.json"])
      expect(detect(readFileSync(path.join(DATA, name)).subarray(0, 65_536), name), name).toBeNull();
  });
});
