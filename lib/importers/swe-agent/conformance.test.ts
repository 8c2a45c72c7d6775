import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { ParsedStep } from "../../domain/record/step.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data/swe-agent");
const isPresent = existsSync(DATA);
if (!isPresent) console.warn(`Skipped: no real SWE-agent files at ${DATA}; the conformance test needs them.`);

/** The source read a second way, with nothing of the importer: plain JSON.parse and own-property reads. */
type Source = { path: string; index: number; thought: string; action: string; observation: string; element: unknown };

function own(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

const text = (value: unknown) => (typeof value === "string" ? value : "");
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function sourceRows(document: unknown): Source[] {
  const rows = list(own(document, "trajectory"));
  const words = (row: unknown) => ({ thought: text(own(row, "thought")), action: text(own(row, "action")) });
  if (rows.length > 0)
    return rows.map((element, index) => ({
      path: `trajectory[${index}]`,
      index,
      ...words(element),
      observation: text(own(element, "observation")),
      element,
    }));
  const history = list(own(document, "history"));
  return history.flatMap((element, index) => {
    if (own(element, "role") !== "assistant" || own(element, "is_demo") === true) return [];
    const observation = text(own(history[index + 1], "content"));
    return [{ path: `history[${index}]`, index, ...words(element), observation, element }];
  });
}

describe.runIf(isPresent)("real SWE-agent files", () => {
  const names = isPresent ? readdirSync(DATA).filter((name) => name.endsWith(".traj")) : [];

  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(13);
  });

  it.each(names)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const document: unknown = JSON.parse(bytes.toString("utf8"));
    const rows = sourceRows(document);
    const importer = detect(bytes.subarray(0, 65_536), name);
    expect(importer?.id).toBe("swe-agent");

    const steps: ParsedStep[] = [];
    const problems: ImportProblem[] = [];
    let run: ParsedRun | null = null;
    for await (const outcome of importer?.read(inChunks(bytes, 4096), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      else if (outcome.type === "problem") problems.push(outcome.problem);
      else if (outcome.type === "run") run = ParsedRun.parse(outcome.run);
    }

    expect(rows.length).toBeGreaterThan(0);
    expect(steps).toHaveLength(rows.length);
    expect(run).toMatchObject({
      stepCount: rows.length,
      actionCount: rows.filter(({ action }) => action !== "").length,
      unknownRecords: 0,
    });
    expect(problems.map(({ code }) => code)).toEqual(
      own(document, "trajectory") === undefined ? ["derived-from-history"] : [],
    );
    for (const field of ["thought", "action", "observation"] as const)
      expect(steps.map((step) => step.text[field] ?? "").join("\u0001")).toBe(
        rows.map((row) => row[field]).join("\u0001"),
      );
    for (const [ordinal, step] of steps.entries()) {
      const { path: place, byteStart, byteEnd } = step.sourcePointer;
      expect([step.ordinal, place, step.sourceIndex]).toEqual([ordinal, rows[ordinal]?.path, rows[ordinal]?.index]);
      expect(JSON.parse(bytes.subarray(byteStart, byteEnd).toString("utf8"))).toEqual(rows[ordinal]?.element);
      expect(step.startedAt).toBeNull();
    }
    const info = own(document, "info");
    expect(run?.exitStatus ?? "").toBe(text(own(info, "exit_status")));
    expect(run?.submission ?? "").toBe(text(own(info, "submission")));
    expect(run?.tokensIn ?? undefined).toBe(own(own(info, "model_stats"), "tokens_sent"));
  });
});
