import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { collect, runsOf, stepsOf } from "../collect.ts";
import { detect } from "../registry.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data/otel-openinference");
const isPresent = existsSync(DATA);
if (!isPresent) console.log("No real spans beside the project (../shared/data): 2 without data");

const filesOf = (folder: string) =>
  (isPresent ? readdirSync(path.join(DATA, folder)) : []).map((name) => path.join(folder, name));
const load = (name: string) => readFileSync(path.join(DATA, name));

type Attributes = { [name: string]: string | number | undefined };
type Dumped = { spanContext: { traceId: string; spanId: string }; attributes: Attributes; startTime: number[] };

describe.runIf(isPresent)("real dumps of the AI SDK's spans", () => {
  const names = filesOf("openinference-vercel").filter((name) => path.basename(name).startsWith("ai-"));

  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(4);
  });

  it.each(names)("%s", async (name) => {
    const bytes = load(name);
    const dumped = JSON.parse(bytes.toString("utf8")) as Dumped[];
    const importer = detect(bytes.subarray(0, 65_536), name);
    expect(importer?.id).toBe("otel-spans");
    if (!importer) return;
    const outcomes = await collect(importer, bytes, { name, size: 997 });
    const steps = stepsOf(outcomes);
    const runs = runsOf(outcomes).map(({ run }) => ParsedRun.parse(run));
    expect(runs.map(({ runId }) => runId)).toEqual([...new Set(dumped.map(({ spanContext }) => spanContext.traceId))]);
    const total = (...keys: string[]) =>
      dumped.reduce(
        (sum, { attributes }) => sum + Number(keys.map((key) => attributes[key]).find((each) => each) ?? 0),
        0,
      );
    const sum = (of: "tokensIn" | "tokensOut") => runs.reduce((all, run) => all + (run[of] ?? 0), 0);
    expect(sum("tokensIn")).toBe(total("ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens"));
    expect(sum("tokensOut")).toBe(total("ai.usage.outputTokens", "ai.usage.completionTokens"));
    // Each span answers once; before it stands what it was asked.
    const asked = dumped.map(({ attributes }) => {
      const prompt = JSON.parse(String(attributes["ai.prompt"] ?? '{"messages":[]}')) as { messages?: unknown[] };
      return prompt.messages?.length ?? 1;
    });
    expect(steps).toHaveLength(dumped.length + asked.reduce((all, each) => all + each, 0));
    const answers = dumped.map(({ attributes }) => attributes["ai.response.text"] ?? attributes["ai.response.object"]);
    expect(
      steps.filter(({ startedAt, role }) => startedAt !== null && role === "agent").map(({ text }) => text.message),
    ).toEqual(answers.filter((answer) => answer !== undefined));
    expect(steps.filter(({ isAction }) => isAction)).toEqual([]);
    for (const { sourcePointer: at, sourceIndex } of steps)
      expect(JSON.parse(bytes.subarray(at.byteStart, at.byteEnd).toString("utf8"))).toEqual(dumped[sourceIndex]);
    expect(outcomes.filter(({ type }) => type === "problem" || type === "failed-record")).toEqual([]);
  });

  it("leaves the summary of the dump alone", () => {
    expect(detect(load("openinference-vercel/capture-results.json"), "capture-results.json")).toBeNull();
  });
});

describe.runIf(isPresent)("real attributes of single spans", () => {
  it.each(filesOf("openinference-genai"))("%s", async (name) => {
    const bytes = load(name);
    const attributes = JSON.parse(bytes.toString("utf8")) as Attributes;
    const importer = detect(bytes, name);
    expect(importer?.id).toBe("otel-spans");
    if (!importer) return;
    const outcomes = await collect(importer, bytes, { name });
    const steps = stepsOf(outcomes);
    const [only] = runsOf(outcomes);
    expect(only?.run.tokensIn ?? undefined).toBe(
      attributes["gen_ai.usage.input_tokens"] ?? attributes["llm.token_count.prompt"],
    );
    const isTool = attributes["gen_ai.operation.name"] === "execute_tool";
    const said = JSON.parse(String(attributes["gen_ai.input.messages"] ?? attributes["input.value"] ?? "[]")) as {
      role: string;
    }[];
    // The answer of a tool stands at its call.
    const rows = said.filter(({ role }) => role !== "tool").length + 1;
    expect(steps).toHaveLength(isTool ? 1 : rows);
    expect(steps.filter(({ isAction }) => isAction)).toHaveLength(1);
    expect(steps.filter(({ text }) => text.observation !== null)).toHaveLength(1);
    expect(only?.run.unknownRecords).toBe(0);
  });
});
