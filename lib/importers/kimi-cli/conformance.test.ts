import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { HEAD_BYTES } from "../importer.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";
import { kimiCli } from "./kimi-cli.ts";

const ALL = path.resolve(import.meta.dirname, "../../../../shared/data");
const DATA = path.join(ALL, "other-cli/kimi");
const isPresent = existsSync(DATA);
if (!isPresent) console.warn(`Skipped: no real Kimi logs at ${DATA}; the conformance test needs them.`);

/** The source read a second way, with nothing of the importer. */
type Wire = {
  type: string;
  message?: { content: { text: string }[] };
  summary?: string;
  usage?: { inputOther: number; inputCacheRead: number; inputCacheCreation: number; output: number };
  event?: {
    type: string;
    stepUuid?: string;
    args?: unknown;
    toolCallId?: string;
    part?: { text?: string; think?: string };
    result?: { output: string; isError?: boolean };
  };
};

const sum = (values: readonly number[]) =>
  values.length === 0 ? null : values.reduce((total, value) => total + value, 0);

describe.runIf(isPresent)("real logs", () => {
  const names = isPresent ? readdirSync(DATA).filter((name) => name.endsWith(".jsonl")) : [];

  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(3);
  });

  it.each(names)("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const lines = bytes
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "");
    const records = lines.map((line) => JSON.parse(line) as Wire);
    const events = records.flatMap(({ event }) => event ?? []);
    const calls = events.filter(({ type }) => type === "tool.call");
    const results = events.filter(({ type }) => type === "tool.result");
    const parts = events.filter(({ type }) => type === "content.part");
    const messages = records.filter(({ type }) => type === "context.append_message");
    const compactions = records.filter(({ type }) => type === "context.apply_compaction");
    // An answer that calls is its calls, another is one message.
    const calling = new Set(calls.map(({ stepUuid }) => stepUuid));
    const plain = new Set(parts.map(({ stepUuid }) => stepUuid).filter((step) => !calling.has(step)));
    const importer = detect(bytes.subarray(0, HEAD_BYTES), name);
    expect(importer?.id).toBe("kimi-cli");
    const steps: ParsedStep[] = [];
    const runs = [];
    for await (const outcome of importer?.read(inChunks(bytes, 777), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      else if (outcome.type === "run") runs.push(outcome.run);
      else expect([outcome.type, outcome.problem.severity]).toEqual(["problem", "note"]);
    }
    expect(runs).toHaveLength(1);
    expect(steps).toHaveLength(messages.length + compactions.length + plain.size + calls.length);
    const actions = steps.filter(({ isAction }) => isAction);
    expect(actions.map(({ text }) => JSON.parse(text.action ?? ""))).toEqual(calls.map(({ args }) => args));
    for (const [at, call] of calls.entries()) {
      const result = results.find(({ toolCallId }) => toolCallId === call.toolCallId)?.result;
      expect(actions[at]?.text.observation?.startsWith(result?.output ?? "")).toBe(true);
      if (result?.isError) expect(actions[at]).toMatchObject({ isError: true, isErrorInferred: false });
    }
    const said = steps.flatMap(({ text }) => Object.values(text).flatMap((field) => field ?? [])).join("\u0001");
    const texts = messages.flatMap(({ message }) => message?.content.map(({ text }) => text) ?? []);
    for (const { part } of parts) texts.push(part?.text ?? part?.think ?? "");
    for (const text of texts) expect(said).toContain(text);
    // The log counts each answer twice: at its end, and in a record of its own that compactions have too.
    const usages = records.filter(({ type }) => type === "usage.record").flatMap(({ usage }) => usage ?? []);
    expect(runs[0]).toMatchObject({
      unknownRecords: 0,
      tokensIn: sum(usages.map((usage) => usage.inputOther + usage.inputCacheRead + usage.inputCacheCreation)),
      tokensOut: sum(usages.map(({ output }) => output)),
    });
  });
});

describe.runIf(isPresent)("all files", () => {
  const walk = (place: string): string[] =>
    statSync(place).isDirectory() ? readdirSync(place).flatMap((name) => walk(path.join(place, name))) : [place];

  it("takes its own and no other, and no state", () => {
    const files = isPresent ? walk(ALL) : [];
    const claimed = files.filter(
      (file) => kimiCli.recognise(readFileSync(file).subarray(0, HEAD_BYTES), path.basename(file)) >= 0.5,
    );
    expect(claimed.map((file) => path.basename(file)).sort()).toEqual([
      "assistant_tools.jsonl",
      "small.jsonl",
      "subagent_agent-0.jsonl",
    ]);
    for (const file of files.filter((each) => each.endsWith("state.json")))
      expect(detect(readFileSync(file), path.basename(file)), file).toBeNull();
  });
});
