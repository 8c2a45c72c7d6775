import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");
const FOLDERS = ["claude-code", "other-cli/claude"];
const isPresent = existsSync(DATA);
if (!isPresent) console.log("No real sessions beside the project (../shared/data): 1 without data");

type Block = { type: string; text?: string; id?: string };
type Row = { type?: string; message?: { id?: string; content?: string | Block[]; usage?: { output_tokens?: number } } };

const files = isPresent
  ? FOLDERS.flatMap((folder) =>
      readdirSync(path.join(DATA, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".jsonl"))
        .map((name) => path.join(folder, name)),
    )
  : [];

/** Counts by plain reading: rows of the file, one after the other. */
function count(file: string) {
  const rows = file
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Row);
  const blocks = rows.flatMap(({ type, message }) =>
    Array.isArray(message?.content) ? message.content.map((block) => ({ from: type, ...block })) : [],
  );
  const outputs = new Map(
    rows.flatMap(({ type, message }) =>
      type === "assistant" && message?.id && typeof message.usage?.output_tokens === "number"
        ? [[message.id, message.usage.output_tokens] as const]
        : [],
    ),
  );
  return {
    calls: blocks.filter(({ from, type }) => from === "assistant" && type === "tool_use").length,
    lone: rows.filter(({ type }) => type === "tool_use").length,
    results: blocks.filter(({ type }) => type === "tool_result").length,
    texts: blocks.filter(({ from, type, text }) => from === "assistant" && type === "text" && text?.trim()).length,
    words: blocks.flatMap(({ text }) => (text?.trim() ? [text] : [])),
    tokensOut: outputs.size === 0 ? null : [...outputs.values()].reduce((sum, tokens) => sum + tokens, 0),
  };
}

describe.runIf(isPresent)("real Claude Code sessions", () => {
  it("are there", () => {
    expect(files.length).toBeGreaterThanOrEqual(13);
  });

  it.each(files)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const counted = count(bytes.toString());
    const importer = detect(bytes.subarray(0, 65_536), path.basename(name));
    expect(importer?.id).toBe("claude-code");
    const steps: ParsedStep[] = [];
    let tokensOut: number | null = null;
    let runs = 0;
    for await (const outcome of importer?.read(inChunks(bytes, 10_007), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      if (outcome.type === "problem") expect(outcome.problem.severity).toBe("note");
      if (outcome.type === "run") {
        runs += 1;
        tokensOut = outcome.run.tokensOut;
        expect(outcome.run.stepCount).toBe(steps.length);
      }
    }
    expect(runs).toBe(1);
    expect(steps.filter(({ isAction }) => isAction)).toHaveLength(counted.calls + counted.lone);
    const spoken = steps.filter(({ role, isAction, text }) => role === "agent" && !isAction && text.message !== null);
    expect(spoken.length).toBeGreaterThanOrEqual(counted.texts);
    expect(tokensOut).toBe(counted.tokensOut);
    // Every result stands at a call or in a row of its own, and every word somewhere.
    const answered = steps.filter(({ text }) => text.observation !== null).length;
    expect(answered).toBeLessThanOrEqual(counted.results + counted.lone);
    const all = steps.flatMap(({ text }) => Object.values(text).flatMap((field) => field ?? [])).join("\u0001");
    for (const words of counted.words) expect(all).toContain(words);
  });
});
