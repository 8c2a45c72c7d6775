import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");
const isPresent = existsSync(DATA);
if (!isPresent) console.log("No real chats of agents beside the project (../shared/data): 1 without data");

const SETS = [
  { folder: "who-and-when/Algorithm-Generated", id: "who-and-when", files: 63 },
  { folder: "who-and-when/Hand-Crafted", id: "who-and-when", files: 29 },
  { folder: "agentrx/magentic_one", id: "magentic-one", files: 29 },
];

type Entry = { content: string; role: string; name?: string };

describe.runIf(isPresent)("real chats of agents", () => {
  it.each(SETS)("$folder", async ({ folder, id, files }) => {
    const names = readdirSync(path.join(DATA, folder)).filter((name) => name.endsWith(".json"));
    expect(names.length).toBeGreaterThanOrEqual(files);
    for (const name of names) {
      const bytes = readFileSync(path.join(DATA, folder, name));
      const root = JSON.parse(bytes.toString("utf8")) as Entry[] | { history: Entry[] };
      const entries = Array.isArray(root) ? root : root.history;
      const importer = detect(bytes.subarray(0, 65_536), name);
      expect(importer?.id, name).toBe(id);
      const steps: ParsedStep[] = [];
      let lanes = 0;
      for await (const outcome of importer?.read(inChunks(bytes, 30_011), { name }) ?? []) {
        if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
        if (outcome.type === "problem") expect(outcome.problem.severity).toBe("note");
        if (outcome.type === "run") lanes = outcome.run.lanes.length;
      }
      expect(steps.map(({ text }) => text.message ?? text.thought ?? "")).toEqual(
        entries.map(({ content }) => content),
      );
      const speakers = new Set(entries.map((entry) => entry.name ?? entry.role.replace(/ \(.*\)$/, "")));
      speakers.delete("human");
      expect(lanes, name).toBe(speakers.size);
    }
  });
});
