import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { ParsedStep } from "../../domain/record/step.ts";
import { openaiMessages } from "./openai-messages.ts";

const FIXTURE = readFileSync(path.join(import.meta.dirname, "fixtures/dialects.jsonl"));

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(content: string | Uint8Array, size = 4096): Promise<ImportOutcome[]> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const outcomes: ImportOutcome[] = [];
  for await (const outcome of openaiMessages.read(inChunks(bytes, size), { name: "chat.jsonl" }))
    outcomes.push(outcome);
  return outcomes;
}

type Read = {
  run: ParsedRun;
  record: { line: number | null; byteStart: number; byteEnd: number; sha256: string } | null;
  steps: ParsedStep[];
};

/** The runs with their own steps. */
function runsOf(outcomes: readonly ImportOutcome[]): Read[] {
  const runs: Read[] = [];
  let steps: ParsedStep[] = [];
  for (const outcome of outcomes) {
    if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
    if (outcome.type === "failed-record") steps = [];
    if (outcome.type !== "run") continue;
    runs.push({ run: ParsedRun.parse(outcome.run), record: outcome.record, steps });
    steps = [];
  }
  return runs;
}

const failures = (outcomes: readonly ImportOutcome[]) =>
  outcomes.flatMap((each) =>
    each.type === "failed-record" ? [[each.problem.code, each.problem.line, each.problem.byteOffset]] : [],
  );
const textsOf = ({ steps }: Read) =>
  steps.map(({ role, text }) => [role, text.thought, text.action, text.observation, text.message]);

describe("the dialects", async () => {
  const outcomes = await read(FIXTURE);
  const runs = runsOf(outcomes);
  const run = (at: number): Read => {
    const found = runs[at];
    if (!found) throw new Error(`no run ${at}`);
    return found;
  };

  it("gives a run for each line, and two for a preference", () => {
    expect(runs).toHaveLength(8);
    expect(failures(outcomes)).toEqual([]);
    expect(runs.map(({ record }) => record?.line)).toEqual([1, 2, 3, 3, 4, 5, 6, 7]);
    expect(new Set(runs.map(({ record }) => record?.sha256)).size).toBe(8);
  });

  it("reads tool calls in parallel, results by id, arguments as they stand", () => {
    expect(textsOf(run(0))).toEqual([
      ["system", null, null, null, "Be brief."],
      ["user", null, null, null, "Which port is free?\nSay one."],
      ["agent", "I look.", '{"command": "ss -lnt", "limit": 9007199254740993}', "8000 busy", null],
      ["agent", null, '{"path": "ports.txt", "__proto__": {"x": 1}, "2": 2, "1": 1}', "8000-8100", null],
      ["agent", null, null, null, "8001."],
    ]);
    expect(run(0).steps.map(({ turn, callOrdinal, kind }) => [turn, callOrdinal, kind])).toEqual([
      [0, 0, "message"],
      [1, 0, "message"],
      [2, 0, "shell"],
      [2, 1, "read"],
      [3, 0, "message"],
    ]);
    expect(run(0).run).toMatchObject({
      runId: null,
      model: "example-model-1",
      task: { title: "Which port is free?", instruction: "Which port is free?\nSay one." },
      environment: [
        ["model", "example-model-1"],
        ["tools", '[{"type":"function","function":{"name":"bash"}}]'],
      ],
    });
  });

  it("reads bare lists, developer messages, parts and both kinds of thinking", () => {
    const [system, user, agent] = textsOf(run(1));
    expect(system).toEqual(["system", null, null, null, "Be kind."]);
    expect(user?.[4]).toBe('What is this?\n{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}');
    expect(agent).toEqual(["agent", "Look first.\n\nA picture.", null, null, "A dot."]);
  });

  it("names the sides of a preference", () => {
    expect([run(2), run(3)].map(({ run: each, steps }) => [each.environment, steps.at(-1)?.text.message])).toEqual([
      [[["side", "chosen"]], "Blue."],
      [[["side", "rejected"]], "No."],
    ]);
  });

  it("reads the older function calls, and the ids a record gives", () => {
    expect(textsOf(run(4))).toEqual([
      ["user", null, null, null, "Add two and two."],
      ["agent", null, '{"a":2,"b":2}', "4", null],
    ]);
    expect(run(4).run).toMatchObject({ runId: "sum-1", task: { key: "7" } });
  });

  it("joins prompt and completion", () => {
    expect(run(5).steps.map(({ text }) => text.message)).toEqual(["Finish the line.", "The end."]);
  });

  it("reads calls written into parts, and pairs a result with the turn before it", () => {
    expect(textsOf(run(6)).slice(1)).toEqual([
      ["agent", "I ask twice.", '{"title": "One", "n": 1.10}', "one", null],
      ["agent", null, '{"title": "Two"}', null, null],
      ["agent", null, '{"title": "Three"}', "three", null],
    ]);
    expect(run(6).run.environment).toEqual([["tools", '[{"type": "dict"}]']]);
  });

  it("keeps what nobody asked for and what it does not know", () => {
    expect(run(7).steps.map(({ role }) => role)).toEqual(["tool", "environment", "agent"]);
    expect(run(7).run.unknownRecords).toBe(1);
  });

  it("names each record by its bytes and points into them", () => {
    for (const { record, steps } of [run(0), run(1), run(4)]) {
      const bytes = FIXTURE.subarray(record?.byteStart, record?.byteEnd);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(record?.sha256);
      for (const { sourcePointer } of steps)
        expect(
          JSON.parse(bytes.subarray(sourcePointer.byteStart, sourcePointer.byteEnd).toString("utf8")),
        ).toHaveProperty("role");
    }
  });

  it.each([1, 7, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(FIXTURE, size)).toEqual(outcomes);
  });
});

const line = (text: string) => JSON.stringify({ messages: [{ role: "user", content: text }] });

describe("bad lines", () => {
  it.each([
    ["a trailing comma", '{"messages": [],}', "syntax"],
    ["a comment", "{/* */}", "syntax"],
    ["single quotes", "{'messages': []}", "syntax"],
    ["NaN", '{"messages": NaN}', "syntax"],
    ["two documents", `${line("a")}${line("b")}`, "trailing-data"],
    ["a string", '"words"', "not-a-run"],
    ["null", "null", "not-a-run"],
    ["an empty list", "[]", "not-a-run"],
    ["an empty object", "{}", "not-a-run"],
    ["a key twice", '{"messages": [{"role": "user", "role": "system", "content": ""}]}', "duplicate-key"],
    ["201 levels", `{"messages": [], "x": ${"[".repeat(200)}${"]".repeat(200)}}`, "depth"],
    ["a raw NUL", `{"messages": [{"role": "user", "content": "a\0b"}]}`, "syntax"],
  ])("%s holds back itself alone", async (_, bad, code) => {
    const text = [line("one"), bad, line("three")].join("\n");
    const outcomes = await read(text);
    expect(failures(outcomes).map(([found, at]) => [found, at])).toEqual([[code, 2]]);
    expect(runsOf(outcomes).map(({ record }) => record?.line)).toEqual([1, 3]);
  });

  it("a last line that was cut off is truncated, and the others are in", async () => {
    const outcomes = await read(`${line("one")}\n${line("two").slice(0, -8)}`);
    expect(failures(outcomes).map(([code, at]) => [code, at])).toEqual([["truncated", 2]]);
    expect(runsOf(outcomes)).toHaveLength(1);
  });

  it("one of ten thousand is named by its line", async () => {
    const lines = Array.from({ length: 10_000 }, (_, at) => line(String(at)));
    lines[6176] = "{";
    const outcomes = await read(lines.join("\n"), 65_536);
    expect(runsOf(outcomes)).toHaveLength(9999);
    expect(failures(outcomes).map(([, at]) => at)).toEqual([6177]);
  });

  it("reads 200 levels", async () => {
    const deep = `{"messages": [{"role": "user", "content": "a"}], "x": ${"[".repeat(199)}${"]".repeat(199)}}`;
    expect(runsOf(await read(deep))).toHaveLength(1);
  });
});

describe("the frame around it", () => {
  it("takes a byte order mark, returns and a missing last line feed", async () => {
    const outcomes = await read(`\ufeff${line("one")}\r\n\r\n${line("two")}`);
    expect(runsOf(outcomes).map(({ record }) => record?.line)).toEqual([1, 3]);
  });

  it("reads one document over many lines", async () => {
    const whole = JSON.stringify(
      {
        messages: [
          { role: "user", content: "a\nb" },
          { role: "assistant", content: "c" },
        ],
      },
      null,
      2,
    );
    const [only] = runsOf(await read(`\n${whole}\n`));
    expect(only?.record).toBeNull();
    expect(only?.steps.map(({ text }) => text.message)).toEqual(["a\nb", "c"]);
    const [, { sourcePointer } = { sourcePointer: { byteStart: 0, byteEnd: 0 } }] = only?.steps ?? [];
    expect(JSON.parse(`\n${whole}\n`.slice(1 + sourcePointer.byteStart, 1 + sourcePointer.byteEnd))).toMatchObject({
      role: "assistant",
    });
  });

  it.each(["", " \n \r\n"])("says that nothing is nothing", async (text) => {
    const [outcome] = await read(text);
    expect(outcome).toMatchObject({ type: "problem", problem: { code: "empty" } });
  });

  it("quarantines a document that was cut off", async () => {
    const [outcome] = await read('{\n  "messages": [');
    expect(outcome).toMatchObject({ type: "problem", problem: { code: "truncated", severity: "quarantine" } });
  });

  it("keeps text unit for unit and prototypes as they were", async () => {
    const hard = "nul \0 high \ud800 low \udc00 pair \ud83d\ude00 9007199254740993 \u2028";
    const record = `{"__proto__": {"polluted": 1}, ${JSON.stringify({
      messages: [
        { role: "user", content: hard },
        { role: "assistant", content: hard, tool_calls: [{ id: "a", function: { name: "f", arguments: hard } }] },
        { role: "tool", tool_call_id: "a", content: hard },
      ],
    }).slice(1)}`;
    const [only] = runsOf(await read(record));
    expect(only?.steps.map(({ text }) => [text.thought, text.action, text.observation, text.message])).toEqual([
      [null, null, null, hard],
      [hard, hard, hard, null],
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
