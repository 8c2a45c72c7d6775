import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { collect, runsOf, stepsOf } from "../collect.ts";
import { detect } from "../registry.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data/atif");
const isPresent = existsSync(DATA);
if (!isPresent) console.log("No real event logs beside the project (../shared/data): 1 without data");

type Event = { kind: string; scope_category?: string; category: string; uuid: string; parent_uuid: string | null };
/** What the toolkit itself made of the same log. */
type Converted = { session_id: string; agent: { name: string; model_name?: string }; steps: ConvertedStep[] };
type ConvertedStep = {
  source: string;
  message: string;
  tool_calls?: { function_name: string; arguments: object }[];
  observation?: { results: { content: string }[] };
};

const names = isPresent ? readdirSync(DATA).filter((name) => name.endsWith("_atof.jsonl")) : [];

describe.runIf(isPresent)("real event logs", () => {
  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(3);
  });

  it.each(names)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const events = bytes
      .toString()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Event);
    const importer = detect(bytes.subarray(0, 65_536), name);
    expect(importer?.id).toBe("atof");
    if (!importer) return;
    const outcomes = await collect(importer, bytes, { name, size: 101 });
    const [steps, runs] = [stepsOf(outcomes), runsOf(outcomes)];
    expect(outcomes).toHaveLength(steps.length + 1);
    const starts = events.filter(({ scope_category }) => scope_category === "start");
    const inner = starts.filter(({ parent_uuid }) => parent_uuid !== null);
    const leaves = inner.filter(({ uuid }) => !events.some(({ parent_uuid }) => parent_uuid === uuid));
    const marks = events.filter(({ kind }) => kind === "mark").length;
    const tools = leaves.filter(({ category }) => category === "tool").length;
    expect(steps.filter(({ isAction }) => isAction)).toHaveLength(tools);
    // A tool's leaf stands at the model's that called it; the person's question is a row, and so is what only the root says.
    const isOpaque = !leaves.some(({ category }) => category === "llm");
    expect(steps).toHaveLength(1 + leaves.length - tools + marks + (isOpaque ? 1 : 0));
    expect(runs[0]?.run).toMatchObject({ runId: starts[0]?.uuid, unknownRecords: 0, stepCount: steps.length });
  });

  it.each(names)("say the same as what the toolkit converted: %s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const converted = JSON.parse(
      readFileSync(path.join(DATA, name.replace("_atof.jsonl", "_atif.json"))).toString(),
    ) as Converted;
    const importer = detect(bytes.subarray(0, 65_536), name);
    const outcomes = importer ? await collect(importer, bytes, { name }) : [];
    const [steps, run] = [stepsOf(outcomes), runsOf(outcomes)[0]?.run];
    expect([run?.runId, run?.agent, run?.model]).toEqual([
      converted.session_id,
      converted.agent.name,
      converted.agent.model_name ?? null,
    ]);
    expect(steps).toHaveLength(converted.steps.length);
    for (const source of ["user", "agent"]) {
      const own = steps.filter(({ role }) => role === source);
      const theirs = converted.steps.filter((step) => step.source === source);
      expect(own.map(({ text }) => text.message ?? text.thought ?? "")).toEqual(theirs.map(({ message }) => message));
    }
    const calls = converted.steps.flatMap((step) => step.tool_calls ?? []);
    const actions = steps.filter(({ isAction }) => isAction);
    expect(actions.map(({ actionType, text }) => [actionType, JSON.parse(text.action ?? "")])).toEqual(
      calls.map((call) => [call.function_name, call.arguments]),
    );
    expect(actions.map(({ text }) => text.observation)).toEqual(
      converted.steps.flatMap((step) => step.observation?.results.map(({ content }) => content) ?? []),
    );
  });
});
