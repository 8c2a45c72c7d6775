import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { HEAD_BYTES } from "../importer.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";
import { geminiCli } from "./gemini-cli.ts";

const ALL = path.resolve(import.meta.dirname, "../../../../shared/data");
const DATA = path.join(ALL, "other-cli/gemini");
const isPresent = existsSync(DATA);
if (!isPresent) console.warn(`Skipped: no real Gemini CLI sessions at ${DATA}; the conformance test needs them.`);

/** The source read a second way, with nothing of the importer. */
type Message = {
  id?: string;
  type?: string;
  content?: string | { text?: string }[];
  parts?: { text?: string }[];
  toolCalls?: { args: unknown; result: { functionResponse: { response: { output: string } } }[] }[];
  tokens?: { input: number; output: number; thoughts: number };
};

function messagesOf(text: string, name: string): Message[] {
  if (name.endsWith(".json")) {
    const { messages, history } = JSON.parse(text) as { messages?: Message[]; history?: Message[] };
    return messages ?? history ?? [];
  }
  const lines = text.split("\n").filter((line) => line !== "");
  const messages = lines.map((line) => JSON.parse(line) as Message).filter(({ type }) => type !== undefined);
  return [...new Map(messages.map((message) => [message.id, message])).values()];
}

const textsIn = ({ content, parts }: Message): string[] =>
  typeof content === "string" ? [content] : [...(content ?? []), ...(parts ?? [])].map(({ text }) => text ?? "");

describe.runIf(isPresent)("real sessions", () => {
  const names = isPresent ? readdirSync(DATA) : [];

  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(4);
  });

  it.each(names)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const messages = messagesOf(bytes.toString("utf8"), name);
    const calls = messages.flatMap(({ toolCalls }) => toolCalls ?? []);
    const rows = messages.reduce((sum, { toolCalls }) => sum + Math.max(1, toolCalls?.length ?? 0), 0);
    const importer = detect(bytes.subarray(0, HEAD_BYTES), name);
    expect(importer?.id).toBe("gemini-cli");
    const steps: ParsedStep[] = [];
    const runs = [];
    for await (const outcome of importer?.read(inChunks(bytes, 777), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      else if (outcome.type === "run") runs.push(outcome.run);
      else expect([outcome.type, outcome.problem.severity]).toEqual(["problem", "note"]);
    }
    expect(runs).toHaveLength(1);
    expect(runs[0]?.unknownRecords).toBe(0);
    expect(steps).toHaveLength(rows);
    const actions = steps.filter(({ isAction }) => isAction);
    expect(actions.map(({ text }) => JSON.parse(text.action ?? ""))).toEqual(calls.map(({ args }) => args));
    expect(actions.map(({ text }) => text.observation)).toEqual(
      calls.map(({ result }) => result.map(({ functionResponse }) => functionResponse.response.output).join("\n")),
    );
    for (const { isError, exitCode, text } of actions)
      expect([isError, exitCode ?? 0]).toEqual(text.observation?.includes("Exit Code: 1") ? [true, 1] : [false, 0]);
    const said = steps.flatMap(({ text }) => Object.values(text).flatMap((field) => field ?? [])).join("\u0001");
    for (const text of messages.flatMap(textsIn)) expect(said).toContain(text);
    const counted = messages.flatMap(({ tokens }) => tokens ?? []);
    const total = (of: (tokens: { input: number; output: number; thoughts: number }) => number) =>
      counted.length === 0 ? null : counted.reduce((sum, tokens) => sum + of(tokens), 0);
    expect([runs[0]?.tokensIn, runs[0]?.tokensOut]).toEqual([
      total(({ input }) => input),
      total(({ output, thoughts }) => output + thoughts),
    ]);
  });
});

describe.runIf(isPresent)("all files", () => {
  const walk = (place: string): string[] =>
    statSync(place).isDirectory() ? readdirSync(place).flatMap((name) => walk(path.join(place, name))) : [place];

  it("takes its own and no other", () => {
    const files = isPresent ? walk(ALL) : [];
    const claimed = files.filter(
      (file) => geminiCli.recognise(readFileSync(file).subarray(0, HEAD_BYTES), path.basename(file)) >= 0.5,
    );
    expect(claimed.sort()).toEqual(isPresent ? walk(DATA).sort() : []);
  });
});
