import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data/codex");
const isPresent = existsSync(DATA);
if (!isPresent) console.log("No real rollouts beside the project (../shared/data): 1 without data");

type Row = { type?: string; role?: string; payload?: { type?: string; summary?: { text?: string }[] } };

/** Counts by plain reading of the lines; the rows of a result without a call are counted apart. */
function count(text: string) {
  const rows = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Row);
  const items = rows.flatMap((row) =>
    row.type === "response_item" && row.payload ? [row.payload] : row.payload ? [] : [{ ...row, summary: undefined }],
  );
  const calls = items.filter(({ type }) => type?.endsWith("_call")).length;
  const messages = items.filter((item) => item.type?.endsWith("message") || (!item.type && "role" in item)).length;
  const thoughts = items.filter(
    ({ type, summary }) => type === "reasoning" && summary?.some((part) => part.text),
  ).length;
  return { calls, rows: calls + messages + thoughts };
}

describe.runIf(isPresent)("real Codex rollouts", () => {
  const names = isPresent ? readdirSync(DATA).filter((name) => name.endsWith(".jsonl")) : [];

  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(5);
  });

  it.each(names)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const counted = count(bytes.toString());
    const importer = detect(bytes.subarray(0, 65_536), name);
    expect(importer?.id).toBe("codex");
    const steps: ParsedStep[] = [];
    let runs = 0;
    for await (const outcome of importer?.read(inChunks(bytes, 777), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      if (outcome.type === "problem") expect(outcome.problem.severity).toBe("note");
      if (outcome.type === "run") {
        runs += 1;
        expect(outcome.run.unknownRecords).toBe(0);
      }
    }
    expect(runs).toBe(1);
    expect(steps.filter(({ isAction }) => isAction)).toHaveLength(counted.calls);
    expect(steps.filter(({ role }) => role !== "tool")).toHaveLength(counted.rows);
  });
});
