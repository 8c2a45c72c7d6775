import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data/mini-swe-agent");
const isPresent = existsSync(DATA);
if (!isPresent) console.log("No real mini-swe-agent runs beside the project (../shared/data): 1 without data");

type Message = { role: string; content: string };

const files = isPresent
  ? readdirSync(DATA, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"))
  : [];
const runs = files.filter((name) => name.endsWith(".traj.json"));

describe.runIf(isPresent)("real mini-swe-agent runs", () => {
  it("are there", () => {
    expect(runs.length).toBeGreaterThanOrEqual(25);
  });

  it.each(runs)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const root = JSON.parse(bytes.toString("utf8")) as Message[] | { messages: Message[] };
    const messages = Array.isArray(root) ? root : root.messages;
    const spoken = messages.filter(({ role }) => role === "assistant");
    const importer = detect(bytes.subarray(0, 65_536), name);
    expect(importer?.id).toBe("mini-swe-agent");
    const steps: ParsedStep[] = [];
    for await (const outcome of importer?.read(inChunks(bytes, 30_011), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      if (outcome.type === "problem") expect(outcome.problem.severity).toBe("note");
      if (outcome.type === "run") expect(outcome.run.unknownRecords).toBe(0);
    }
    expect(steps).toHaveLength(spoken.length);
    const ran = spoken.filter(({ content }) => content.split(/```(?:bash|mswea_bash_command)\n/).length === 2);
    expect(steps.filter(({ isAction }) => isAction)).toHaveLength(ran.length);
    // What follows a message of the model is what came back, whole.
    const back = messages.flatMap(({ role }, at) => (role === "assistant" ? [messages[at + 1]?.content ?? null] : []));
    expect(steps.map(({ text }) => text.observation)).toEqual(back.map((text) => text || null));
  });

  it("leaves the reports beside them alone", () => {
    for (const name of files.filter((each) => !runs.includes(each)))
      expect(detect(readFileSync(path.join(DATA, name)), name), name).toBeNull();
  });
});
