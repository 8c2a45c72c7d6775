import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { codesOf, collect, runsOf, stepsOf } from "../collect.ts";
import { HEAD_BYTES } from "../importer.ts";
import { detect } from "../registry.ts";
import { langfuse } from "./langfuse.ts";

const ALL = path.resolve(import.meta.dirname, "../../../../shared/data");
const DATA = path.join(ALL, "langfuse");
const isPresent = existsSync(DATA);
if (!isPresent) console.warn(`Skipped: no real Langfuse traces at ${DATA}; the conformance test needs them.`);

type Observation = {
  id: string;
  type: string;
  name: string;
  startTime: string;
  parentObservationId: string | null;
  input: unknown;
  output: unknown;
  metadata: unknown;
  inputUsage?: number;
  usageDetails: Record<string, number>;
};
type File = { trace: { id: string }; observations: Observation[] };

/** What libraries wrote as text is JSON again, everywhere. */
function deep(value: unknown): unknown {
  if (typeof value === "string" && /^\s*[[{"]/.test(value)) {
    try {
      return deep(JSON.parse(value));
    } catch {
      return value;
    }
  }
  if (Array.isArray(value)) return value.map(deep);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deep(each)]));
}

/** Calls of tools anywhere in an answer, by id: each framework's own list of them. */
function callsIn(value: unknown): Map<string, string> {
  const calls = new Map<string, string>();
  const walk = (each: unknown): void => {
    if (Array.isArray(each)) each.forEach(walk);
    if (typeof each !== "object" || each === null || Array.isArray(each)) return;
    const entry = new Map<string, unknown>(Object.entries(each));
    const id =
      entry.get("toolCallId") ?? (entry.has("function") || entry.get("type") === "tool_call" ? entry.get("id") : null);
    const called = new Map<string, unknown>(Object.entries(entry.get("function") ?? {}));
    if (typeof id === "string") calls.set(id, String(entry.get("toolName") ?? called.get("name") ?? entry.get("name")));
    for (const inner of entry.values()) walk(inner);
  };
  walk(value);
  return calls;
}

/** The source read a second way: calls of models that hold no other, tools, and calls that no tool answers. */
function countsOf({ observations }: File) {
  const isModel = ({ type }: Observation) => type === "GENERATION";
  const above = new Set(observations.filter(isModel).map(({ parentObservationId: parent }) => parent));
  const models = observations.filter((each) => isModel(each) && !above.has(each.id));
  const calls = callsIn(observations.filter(isModel).map(({ output }) => deep(output)));
  const hasChildren = new Set(observations.map(({ parentObservationId: parent }) => parent));
  const names = new Set(calls.values());
  const tools = observations.filter(
    ({ id, type, name }) => type === "TOOL" || (type === "SPAN" && names.has(name) && !hasChildren.has(id)),
  );
  const answered = tools.map(({ name }) => name.replace("running tool: ", ""));
  const alone = [...calls.values()].filter((name) => {
    const at = answered.indexOf(name);
    if (at >= 0) answered.splice(at, 1);
    return at < 0;
  });
  return { models, tools, alone };
}

describe.runIf(isPresent)("real Langfuse traces", () => {
  const names = isPresent ? readdirSync(DATA).filter((name) => name.endsWith(".json")) : [];

  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(10);
  });

  it.each(names)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const file = JSON.parse(bytes.toString("utf8")) as File;
    const { models, tools, alone } = countsOf(file);
    expect(detect(bytes.subarray(0, HEAD_BYTES), name)?.id).toBe("langfuse");
    const outcomes = await collect(langfuse, bytes, { name, size: 5000 });
    expect(codesOf(outcomes)).toEqual([]);
    expect(runsOf(outcomes).map(({ run }) => [run.runId, run.unknownRecords])).toEqual([[file.trace.id, 0]]);
    const steps = stepsOf(outcomes);
    expect(steps.filter(({ isAction }) => isAction)).toHaveLength(tools.length + alone.length);
    // Each call of a model is a row by itself, or is the call that no tool's span shows.
    const spoken = steps.filter(({ role, isAction }) => role === "agent" && !isAction);
    expect(spoken).toHaveLength(models.length - alone.length);
    const rest = steps.filter(({ role }) => role !== "agent");
    expect(rest.every(({ role }) => role === "system" || role === "user")).toBe(true);
    expect(rest.length).toBeGreaterThan(0);
    const tokens = models.reduce((sum, { inputUsage, usageDetails: { input } }) => sum + (inputUsage ?? input ?? 0), 0);
    expect(runsOf(outcomes)[0]?.run.tokensIn).toBe(tokens);
    for (const { sourceIndex, sourcePointer } of steps)
      expect(JSON.parse(bytes.subarray(sourcePointer.byteStart, sourcePointer.byteEnd).toString("utf8"))).toEqual(
        file.observations[sourceIndex],
      );
  });

  it.each(names)("%s shows no text of its rows twice in a lane", async (name) => {
    const steps = stepsOf(await collect(langfuse, readFileSync(path.join(DATA, name))));
    const said = steps.flatMap(({ lane, text }) =>
      [text.observation, text.message].flatMap((each) => (each === null ? [] : [`${lane} ${each.trim()}`])),
    );
    expect(new Set(said).size).toBe(said.length);
  });

  it("leaves every other file alone", () => {
    const walk = (place: string): string[] =>
      statSync(place).isDirectory() ? readdirSync(place).flatMap((name) => walk(path.join(place, name))) : [place];
    const claimed = walk(ALL).filter(
      (file) => langfuse.recognise(readFileSync(file).subarray(0, HEAD_BYTES), path.basename(file)) >= 0.5,
    );
    expect(claimed.map((file) => path.relative(DATA, file)).sort()).toEqual([...names].sort());
  });
});
