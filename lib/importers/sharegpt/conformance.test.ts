import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { HEAD_BYTES } from "../importer.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";
import { sharegpt } from "./sharegpt.ts";

const ALL = path.resolve(import.meta.dirname, "../../../../shared/data");
const DATA = path.join(ALL, "sharegpt");
const isPresent = existsSync(DATA);
if (!isPresent) console.warn(`Skipped: no real ShareGPT files at ${DATA}; the conformance test needs them.`);

/** The source read a second way, with nothing of the importer. */
type Record = { conversations: { from: string; value: string }[] };

/** Calls of a turn; Glaive's single quotes are no JSON, and each such turn is one call. */
function callsIn(value: string): { name: string; arguments: unknown }[] {
  try {
    return [JSON.parse(value)].flat();
  } catch {
    return [{ name: /"name": "([^"]*)"/.exec(value)?.[1] ?? "", arguments: null }];
  }
}

describe.runIf(isPresent)("real conversations", () => {
  const names = isPresent ? readdirSync(DATA).filter((name) => name.endsWith(".json")) : [];

  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(1);
  });

  it.each(names)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const records: Record[] = JSON.parse(bytes.toString("utf8"));
    const turns = records.flatMap(({ conversations }) => conversations);
    const calls = turns.filter(({ from }) => from === "function_call").flatMap(({ value }) => callsIn(value));
    const others = turns.filter(({ from }) => from !== "function_call" && from !== "observation");
    const importer = detect(bytes.subarray(0, HEAD_BYTES), name);
    expect(importer?.id).toBe("sharegpt");
    const steps: ParsedStep[] = [];
    let runs = 0;
    for await (const outcome of importer?.read(inChunks(bytes, 5000), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      else if (outcome.type === "run") {
        runs += 1;
        expect(outcome.run.unknownRecords).toBe(0);
      } else expect([outcome.type, outcome.problem.severity]).toEqual(["problem", "note"]);
    }
    expect([runs, steps.length]).toEqual([records.length, others.length + calls.length]);
    const actions = steps.filter(({ isAction }) => isAction);
    expect(actions.map(({ actionType }) => actionType)).toEqual(calls.map((call) => call.name));
    for (const [at, { text }] of actions.entries())
      if (calls[at]?.arguments) expect(JSON.parse(text.action ?? "")).toEqual(calls[at]?.arguments);
    expect(actions.map(({ text }) => text.observation)).toEqual(
      turns.filter(({ from }) => from === "observation").map(({ value }) => value),
    );
    expect(steps.filter(({ isAction }) => !isAction).map(({ text }) => text.message)).toEqual(
      others.map(({ value }) => value),
    );
  });
});

describe.runIf(isPresent)("all files", () => {
  const walk = (place: string): string[] =>
    statSync(place).isDirectory() ? readdirSync(place).flatMap((name) => walk(path.join(place, name))) : [place];

  it("takes its own and no other", () => {
    const files = isPresent ? walk(ALL) : [];
    const claimed = files.filter(
      (file) => sharegpt.recognise(readFileSync(file).subarray(0, HEAD_BYTES), path.basename(file)) >= 0.5,
    );
    expect(claimed.map((file) => path.relative(ALL, file))).toEqual([
      path.join("sharegpt", "glaive_toolcall_en_demo.json"),
    ]);
  });
});
