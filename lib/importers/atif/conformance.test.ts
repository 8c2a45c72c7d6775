import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data/atif");
const isPresent = existsSync(DATA);
if (!isPresent) console.warn(`Skipped: no real ATIF files at ${DATA}; the conformance test needs them.`);

/** The source read a second way, with nothing of the importer. */
type Source = {
  steps: {
    source: string;
    message?: unknown;
    tool_calls?: { arguments: unknown }[] | null;
    observation?: { results?: { content?: unknown }[] } | null;
  }[];
};

function documentsOf(whole: Record<string, unknown>): Source[] {
  const documents: unknown[] = Array.isArray(whole.steps) ? [whole] : Object.values(whole);
  return documents as Source[];
}

describe.runIf(isPresent)("real ATIF files", () => {
  const names = isPresent ? readdirSync(DATA).filter((name) => name.endsWith(".json")) : [];

  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(11);
  });

  it.each(names)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const documents = documentsOf(JSON.parse(bytes.toString("utf8")));
    const all = documents.flatMap(({ steps }) => steps);
    const calls = all.flatMap((step) => step.tool_calls ?? []);
    const rows = all.reduce((sum, step) => sum + Math.max(1, step.tool_calls?.length ?? 0), 0);
    const importer = detect(bytes.subarray(0, 65_536), name);
    expect(importer?.id).toBe("atif");
    const steps: ParsedStep[] = [];
    let runs = 0;
    for await (const outcome of importer?.read(inChunks(bytes, 777), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      if (outcome.type === "run") runs += 1;
      if (outcome.type === "problem") expect(outcome.problem.severity).toBe("note");
    }
    expect(runs).toBe(documents.length);
    expect(steps).toHaveLength(rows);
    expect(steps.filter(({ isAction }) => isAction)).toHaveLength(calls.length);
    // Every word of the source stands somewhere.
    const said = steps.flatMap(({ text }) => Object.values(text).flatMap((field) => field ?? [])).join("\u0001");
    for (const { message, observation } of all) {
      if (typeof message === "string") expect(said).toContain(message);
      for (const { content } of observation?.results ?? [])
        if (typeof content === "string") expect(said).toContain(content);
    }
    const written = steps.flatMap(({ text }) => (text.action === null ? [] : [JSON.parse(text.action)]));
    expect(written).toEqual(calls.map((call) => call.arguments));
  });

  it("leaves event logs of another format alone", () => {
    for (const name of readdirSync(DATA).filter((each) => each.endsWith(".jsonl")))
      expect(detect(readFileSync(path.join(DATA, name)), name)?.id, name).toBe("atof");
  });
});
