import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { HEAD_BYTES } from "../importer.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";
import { anthropicMessages } from "./anthropic-messages.ts";

const ALL = path.resolve(import.meta.dirname, "../../../../shared/data");
const DATA = path.join(ALL, "anthropic-messages");
const isPresent = existsSync(DATA);
if (!isPresent) console.warn(`Skipped: no real messages at ${DATA}; the conformance test needs them.`);

/** The source read a second way, with nothing of the importer. */
type Block = { type: string; text?: string; content?: unknown; input?: unknown; id?: string; tool_use_id?: string };
type Message = {
  role: string;
  content: Block[];
  ts: number;
  metrics?: { inputTokens: number; outputTokens: number; cost: number };
};

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe.runIf(isPresent)("real sessions", () => {
  const names = isPresent ? readdirSync(DATA).filter((name) => name.endsWith(".messages.json")) : [];

  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(1);
  });

  it.each(names)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const { messages, sessionId } = JSON.parse(bytes.toString("utf8")) as { messages: Message[]; sessionId: string };
    const of = (message: Message, type: string) => message.content.filter((block) => block.type === type);
    const calls = messages.flatMap((message) => of(message, "tool_use"));
    const results = messages.flatMap((message) => of(message, "tool_result"));
    const rows = messages
      .filter((message) => of(message, "tool_result").length < message.content.length)
      .map((message) => Math.max(1, of(message, "tool_use").length));
    const importer = detect(bytes.subarray(0, HEAD_BYTES), name);
    expect(importer?.id).toBe("anthropic-messages");
    const steps: ParsedStep[] = [];
    const runs = [];
    for await (const outcome of importer?.read(inChunks(bytes, 5000), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      else if (outcome.type === "run") runs.push(outcome.run);
      else expect([outcome.type, outcome.problem.severity]).toEqual(["problem", "note"]);
    }
    expect(steps).toHaveLength(sum(rows));
    expect(steps.filter(({ isAction }) => isAction)).toHaveLength(calls.length);
    expect(steps.filter(({ text }) => text.observation !== null)).toHaveLength(results.length);
    const written = steps.flatMap(({ text }) => (text.action === null ? [] : [JSON.parse(text.action)]));
    expect(written).toEqual(calls.map(({ input }) => input));
    const said = steps.flatMap(({ text }) => Object.values(text).flatMap((field) => field ?? [])).join("\u0001");
    for (const block of messages.flatMap(({ content }) => content))
      for (const text of textsIn(block)) expect(said).toContain(text);
    for (const step of steps) expect(step.startedAt).toBe(new Date(messages[step.sourceIndex]?.ts ?? 0).toISOString());
    const metrics = messages.flatMap((message) => message.metrics ?? []);
    expect(runs).toMatchObject([
      {
        runId: sessionId,
        unknownRecords: 0,
        tokensIn: sum(metrics.map(({ inputTokens }) => inputTokens)),
        tokensOut: sum(metrics.map(({ outputTokens }) => outputTokens)),
      },
    ]);
    expect(runs[0]?.costUsd).toBeCloseTo(sum(metrics.map(({ cost }) => cost)), 9);
  });
});

/** Every text a block holds, deep in its content too. */
function textsIn({ text, content }: Block): string[] {
  const inContent = Array.isArray(content)
    ? content.flatMap((item: { text?: string; result?: string; query?: string }) => [
        item.text,
        item.result,
        item.query,
      ])
    : [typeof content === "string" ? content : undefined];
  return [text, ...inContent].filter((each) => each !== undefined);
}

describe.runIf(isPresent)("all files", () => {
  const walk = (place: string): string[] =>
    statSync(place).isDirectory() ? readdirSync(place).flatMap((name) => walk(path.join(place, name))) : [place];

  it("takes its own and no other", () => {
    const files = isPresent ? walk(ALL) : [];
    const claimed = files.filter(
      (file) => anthropicMessages.recognise(readFileSync(file).subarray(0, HEAD_BYTES), path.basename(file)) >= 0.5,
    );
    expect(claimed.map((file) => path.relative(ALL, file))).toEqual([
      path.join("anthropic-messages", "cline_session.messages.json"),
    ]);
  });
});
