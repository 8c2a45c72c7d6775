import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data/inspect");
const isPresent = existsSync(DATA);
if (!isPresent) console.log("No real Inspect logs beside the project (../shared/data): 1 without data");

type Message = { role: string; content: unknown; tool_calls?: unknown[] | null; tool_call_id?: string };
type Log = { samples: { messages: Message[] }[] };

describe.runIf(isPresent)("real Inspect logs", () => {
  const names = isPresent ? readdirSync(DATA).filter((name) => name.endsWith(".json")) : [];

  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(4);
  });

  it.each(names)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const { samples } = JSON.parse(bytes.toString("utf8")) as Log;
    const all = samples.flatMap(({ messages }) => messages);
    const calls = all.reduce((sum, { tool_calls: made }) => sum + (made?.length ?? 0), 0);
    const importer = detect(bytes.subarray(0, 65_536), name);
    expect(importer?.id).toBe("inspect");
    const steps: ParsedStep[] = [];
    let runs = 0;
    for await (const outcome of importer?.read(inChunks(bytes, 30_011), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      if (outcome.type === "problem") expect(outcome.problem.severity).toBe("note");
      if (outcome.type === "run") runs += 1;
    }
    expect(runs).toBe(samples.length);
    expect(steps.filter(({ isAction }) => isAction)).toHaveLength(calls);
    const spoken = all.filter(({ role, tool_calls: made }) => role !== "tool" && !made?.length).length;
    // A result whose call is not there is a row of its own.
    const alone = calls === 0 ? all.filter(({ role }) => role === "tool").length : 0;
    expect(steps).toHaveLength(spoken + calls + alone);
  });
});
