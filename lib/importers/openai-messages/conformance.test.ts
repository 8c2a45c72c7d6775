import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { HEAD_BYTES } from "../importer.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";
import { openaiMessages } from "./openai-messages.ts";

const ALL = path.resolve(import.meta.dirname, "../../../../shared/data");
const DATA = path.join(ALL, "openai-messages");
const isPresent = existsSync(DATA);
if (!isPresent) console.warn(`Skipped: no real messages at ${DATA}; the conformance test needs them.`);

type Part = { type: string; text?: string; value?: string };
type Message = { role: string; content?: string | Part[] | null; tool_calls?: unknown[] | null };

/** The source read a second way, with nothing of the importer: its conversations. */
function conversationsOf(text: string): Message[][] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const record = JSON.parse(line) as { messages?: Message[]; traj?: Message[] };
      return record.messages ?? record.traj ?? [];
    });
}

const partsOf = ({ content }: Message): Part[] => (Array.isArray(content) ? content : []);

/** Calls of a message: the API's own, and those that are written into its parts as JSON. */
function callsIn(message: Message): number {
  const written = partsOf(message).filter(({ type }) => type === "tool_call");
  const inParts = written.reduce((sum, { value }) => sum + [JSON.parse(value ?? "null")].flat().length, 0);
  return (message.tool_calls?.length ?? 0) + inParts;
}

describe.runIf(isPresent)("real message files", () => {
  const names = isPresent ? readdirSync(DATA).filter((name) => name !== "SOURCE.txt") : [];

  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(3);
  });

  it.each(names)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const conversations = conversationsOf(bytes.toString("utf8"));
    const messages = conversations.flat();
    const calls = messages.reduce((sum, message) => sum + callsIn(message), 0);
    // A result stands at its call; every other message is a row, and so is each further call.
    const rows = messages
      .filter(({ role }) => role !== "tool")
      .reduce((sum, message) => sum + Math.max(1, callsIn(message)), 0);
    const importer = detect(bytes.subarray(0, HEAD_BYTES), name);
    // One of them is a result of tau-bench, whose messages are these.
    expect(importer?.id).toBe(name.startsWith("docent_tb") ? "tau-bench" : "openai-messages");
    const steps: ParsedStep[] = [];
    let runs = 0;
    for await (const outcome of importer?.read(inChunks(bytes, 5000), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      else if (outcome.type === "run") runs += 1;
      else expect([outcome.type, outcome.problem.severity]).toEqual(["problem", "note"]);
    }
    expect([runs, steps.length, steps.filter(({ isAction }) => isAction).length]).toEqual([
      conversations.length,
      rows,
      calls,
    ]);
    const said = steps.flatMap(({ text }) => Object.values(text).flatMap((field) => field ?? [])).join("\u0001");
    for (const message of messages) {
      if (typeof message.content === "string") expect(said).toContain(message.content);
      for (const { type, text, value } of partsOf(message))
        if (type !== "tool_call") expect(said).toContain(text ?? value ?? "");
    }
  });
});

describe.runIf(isPresent)("files of other formats", () => {
  const walk = (place: string): string[] =>
    statSync(place).isDirectory() ? readdirSync(place).flatMap((name) => walk(path.join(place, name))) : [place];
  const others = isPresent
    ? readdirSync(ALL).filter((folder) => !["openai-messages", "LICENSES"].includes(folder))
    : [];

  it.each(others)("%s are not taken for messages", (folder) => {
    const claimed = walk(path.join(ALL, folder)).filter(
      (file) => openaiMessages.recognise(readFileSync(file).subarray(0, HEAD_BYTES), path.basename(file)) >= 0.5,
    );
    // A bare list of messages is one, whoever wrote it.
    expect(claimed.map((file) => path.basename(file))).toEqual(
      folder === "mini-swe-agent" ? ["github_issue.traj.json"] : [],
    );
  });
});
