import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data/openhands");
const isPresent = existsSync(DATA);
if (!isPresent) console.log("No real OpenHands runs beside the project (../shared/data): 1 without data");

type Event = { source?: string; action?: string; observation?: string; cause?: number; id?: number };
const STAGE = new Set(["system", "recall", "message"]);

function historiesOf(text: string, name: string): Event[][] {
  if (name.endsWith(".json")) return [JSON.parse(text) as Event[]];
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => (JSON.parse(line) as { history: Event[] }).history);
}

describe.runIf(isPresent)("real OpenHands runs", () => {
  const names = isPresent ? readdirSync(DATA).filter((name) => /\.jsonl?$/.test(name)) : [];

  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(4);
  });

  it.each(names)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const histories = historiesOf(bytes.toString("utf8"), name);
    const all = histories.flat();
    const importer = detect(bytes.subarray(0, 65_536), name);
    expect(importer?.id).toBe("openhands");
    const steps: ParsedStep[] = [];
    let runs = 0;
    for await (const outcome of importer?.read(inChunks(bytes, 30_011), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      if (outcome.type === "problem") expect(outcome.problem.severity).toBe("note");
      if (outcome.type === "run") {
        runs += 1;
        expect(outcome.run.unknownRecords).toBe(0);
      }
    }
    expect(runs).toBe(histories.length);
    const actions = all.filter(({ action }) => action && !STAGE.has(action));
    expect(steps.filter(({ isAction }) => isAction)).toHaveLength(actions.length);
    // Every action is a row, and so is an observation that answers none.
    const caused = (event: Event) =>
      event.source === undefined || actions.some(({ id }) => id !== undefined && id === event.cause);
    const apart = histories.flatMap((history) => history.filter((event) => event.observation && !caused(event)));
    expect(steps).toHaveLength(all.filter(({ action }) => action).length + apart.length);
  });
});
