import { describe, expect, it } from "vitest";
import { EMPTY_MAPPING, FieldMapping } from "../../domain/mapping/field-mapping.ts";
import { guessMapping } from "./guess-mapping.ts";
import { closeJson, readHead } from "./head.ts";
import { sampleOf } from "./sample.ts";
import { fits, signatureOf } from "./signature.ts";
import { tryMapping } from "./try-mapping.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const head = (text: string) => {
  const read = readHead(encode(text));
  if (read === null) throw new Error("no JSON");
  return read;
};

describe("a text that breaks off", () => {
  const text = '\ufeff {"a":[1,{"b":"x\\"}","c":null}],"d":{"e":[[],{}]},"f":-1.5e3}';

  it("is closed behind its last whole value, wherever it is cut", () => {
    const bytes = encode(text);
    let closed = 0;
    for (let end = 0; end <= bytes.length; end += 1) {
      const whole = closeJson(bytes.subarray(0, end));
      if (whole === null) continue;
      closed += 1;
      expect(() => JSON.parse(new TextDecoder().decode(whole)), `${end}`).not.toThrow();
    }
    expect(closed).toBeGreaterThan(40);
    expect(JSON.parse(new TextDecoder().decode(closeJson(bytes) ?? encode("0")))).toEqual(JSON.parse(text.slice(1)));
  });

  it.each(["", "   ", "plain words", '{"a" 1}', "\u0089PNG\r\n"])("is nothing where it is no JSON: %j", (said) => {
    expect(readHead(encode(said))).toBeNull();
  });

  it.each([
    ['{"a":1}', null, 1],
    ['{"a":1}\n', null, 1],
    ['{"a":1}\n{"a":2}\n{"a"', true, 2],
    ['{\n"a":1\n}', false, 1],
    ["[1,2]\n[3]", true, 2],
  ])("tells lines from a document: %j", (said, isLines, count) => {
    const read = head(said);
    expect([read.isLines, read.records.length]).toEqual([isLines, count]);
  });
});

const LOG = [
  { session: "s1", time: 1700000000, who: "user", said: "Mend it" },
  { session: "s1", time: 1700000001, who: "bot", tool: "bash", args: { command: "ls" }, call_id: "c1" },
  { session: "s1", time: 1700000002, who: "tool", tool_call_id: "c1", output: "a.ts" },
];

describe("a first guess by names", () => {
  it("finds the list of steps, and who says what", () => {
    const messages = [
      { role: "user", content: "Hi", ts: "2026-01-01T00:00:00Z" },
      {
        role: "assistant",
        content: "",
        usage: { prompt_tokens: 4, completion_tokens: 5 },
        tool_calls: [{ id: "1", function: { name: "ls", arguments: "{}" } }],
      },
      { role: "critic", content: "no" },
    ];
    const guessed = guessMapping(
      head(JSON.stringify({ run_id: "r", model: "m", tags: [{ k: 1 }], body: { messages } })),
    );
    expect(guessed).toEqual({
      ...EMPTY_MAPPING,
      runs: { at: "document" },
      steps: "/body/messages",
      calls: "/tool_calls",
      step: {
        role: "/role",
        message: "/content",
        startedAt: "/ts",
        tokensIn: "/usage/prompt_tokens",
        tokensOut: "/usage/completion_tokens",
        action: "/function/name",
        input: "/function/arguments",
        callId: "/id",
      },
      run: { runId: "/run_id", model: "/model" },
      roles: [
        { value: "user", is: "user" },
        { value: "assistant", is: "agent" },
      ],
    });
  });

  it("groups rows by the field that names their run", () => {
    const guessed = guessMapping(head(LOG.map((row) => JSON.stringify(row)).join("\n")));
    expect(guessed).toMatchObject({
      runs: { at: "rows", list: null, by: "/session" },
      step: {
        role: "/who",
        message: "/said",
        action: "/tool",
        input: "/args",
        callId: "/call_id",
        observation: "/output",
      },
      timeUnit: "s",
    });
    expect(guessed.step.resultOf).toBe("/tool_call_id");
    expect(guessed.run).toEqual({});
  });

  it.each([
    ['{"steps":[{"action":"ls","observation":"a"}]}\n{"steps":[{"action":"pwd","observation":"b"}]}', { at: "lines" }],
    ['[{"id":"a","steps":[{"action":"ls","observation":"a"}]}]', { at: "each", list: "" }],
    ['{"all":[{"id":"a","steps":[{"action":"ls","observation":"a"}]}]}', { at: "each", list: "/all" }],
    ['{"role":"user","content":"x"}\n{"role":"assistant","content":"y"}', { at: "log" }],
    ['[{"role":"user","content":"x"}]', { at: "document" }],
    ['{"a":1}', { at: "document" }],
  ])("finds where runs are: %s", (text, runs) => {
    const guessed = guessMapping(head(text));
    expect(guessed.runs).toEqual(runs);
    if (runs.at !== "log" && text.includes("steps")) expect(guessed.steps).toBe("/steps");
  });

  it("is a mapping that can be tried", async () => {
    const text = LOG.map((row) => JSON.stringify(row)).join("\n");
    const mapping = FieldMapping.parse(guessMapping(head(text)));
    const bytes = encode(`${text}\n{"session":"s2","who":"user","sa`);
    const trial = await tryMapping(bytes, false, head(text), mapping, { name: "log.jsonl", maxSteps: 1 });
    expect(trial).toMatchObject({ runCount: 1, stepCount: 2, failedRecords: 0, problems: [] });
    expect(trial.steps).toHaveLength(1);
  });
});

describe("the structure of a file", () => {
  const text = LOG.map((row) => JSON.stringify(row)).join("\n");
  const mapping = guessMapping(head(text));
  const signature = signatureOf(encode(text), mapping) ?? { version: 1 as const, members: [] };

  it("is known again in a file of the same structure", () => {
    expect(signature.members).toContain("/session");
    const other = LOG.slice(0, 2).map((row) => JSON.stringify({ ...row, session: "s9" }));
    expect(fits(encode(other.join("\n")), mapping, signature)).toBeGreaterThan(0.5);
    expect(fits(encode(`${other.join("\n")}\n{"session":"br`), mapping, signature)).toBeGreaterThan(0.5);
  });

  it.each([
    ["another log", '{"session":"s","level":"info","text":"x"}\n{"session":"s","level":"info","text":"y"}'],
    ["no group", '{"who":"bot","said":"x","time":1,"tool":"x","args":1,"call_id":"1"}\n{"who":"bot","said":"x"}'],
    ["a document", JSON.stringify(LOG, null, 1)],
    ["a word", "hello"],
    ["nothing", ""],
  ])("is not seen in %s", (_, other) => {
    expect(fits(encode(other), mapping, signature)).toBe(0);
  });

  it("is none where the mapping finds no step", () => {
    expect(signatureOf(encode('{"a":[]}'), { ...EMPTY_MAPPING, steps: "/a" })).toBeNull();
  });
});

describe("a sample", () => {
  it("is a flat tree with places, long lists and texts cut", () => {
    const nodes = sampleOf(head(JSON.stringify({ "a/b": ["x".repeat(5000), 1, true, null, {}] })));
    expect(nodes.map(({ pointer, name, depth, kind, size }) => [pointer, name, depth, kind, size])).toEqual([
      ["", "document", 0, "object", 1],
      ["/a~1b", "a/b", 1, "list", 5],
      ["/a~1b/0", "0", 2, "text", 5000],
      ["/a~1b/1", "1", 2, "number", 0],
      ["/a~1b/2", "2", 2, "boolean", 0],
      ["/a~1b/3", "3", 2, "null", 0],
      ["/a~1b/4", "4", 2, "object", 0],
    ]);
    expect(nodes[2]?.text).toHaveLength(4000);
    const wide = sampleOf(
      head(JSON.stringify(Array.from({ length: 900 }, () => Array.from({ length: 900 }, () => 1)))),
    );
    expect(wide.length).toBe(1 + 12 + 12 * 12);
    expect(sampleOf(head('{"a":1}\n{"a":2}')).map(({ pointer, name }) => [pointer, name])).toEqual([
      ["/0", "line 1"],
      ["/0/a", "a"],
      ["/1", "line 2"],
      ["/1/a", "a"],
    ]);
  });
});
