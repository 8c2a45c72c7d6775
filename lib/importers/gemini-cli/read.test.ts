import { readFileSync } from "node:fs";
import path from "node:path";
import { childLink } from "../../domain/record/run-link.ts";
import { describe, expect, it } from "vitest";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { ParsedStep } from "../../domain/record/step.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { detect } from "../registry.ts";
import { geminiCli } from "./gemini-cli.ts";
import { MessageLog } from "./message-log.ts";

const LOG = readFileSync(path.join(import.meta.dirname, "fixtures/log.jsonl"));
const CHECKPOINT = readFileSync(path.join(import.meta.dirname, "fixtures/checkpoint.json"));

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(content: string | Uint8Array, size = 4096): Promise<ImportOutcome[]> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const outcomes: ImportOutcome[] = [];
  for await (const outcome of geminiCli.read(inChunks(bytes, size), { name: "session-1.json" })) outcomes.push(outcome);
  return outcomes;
}

const stepsOf = (outcomes: readonly ImportOutcome[]) =>
  outcomes.flatMap((each) => (each.type === "step" ? [ParsedStep.parse(each.step)] : []));
const runOf = (outcomes: readonly ImportOutcome[]) =>
  outcomes.flatMap((each) => (each.type === "run" ? [ParsedRun.parse(each.run)] : []))[0];
const textsOf = (outcomes: readonly ImportOutcome[]) =>
  stepsOf(outcomes).map(({ role, text }) => [role, text.thought, text.action, text.observation, text.message]);
const codesOf = (outcomes: readonly ImportOutcome[]) =>
  outcomes.flatMap((each) => ("problem" in each ? [`${each.problem.severity} ${each.problem.code}`] : []));

describe("a log", async () => {
  const outcomes = await read(LOG);
  const steps = stepsOf(outcomes);

  it("shows each message as its last line leaves it, and keeps what was taken back", () => {
    expect(textsOf(outcomes)).toEqual([
      ["user", null, null, null, "Run the tests in @cart.ts\nconst cart = [];"],
      [
        "agent",
        "Tests\nTwo of them.\n\nI run them.",
        '{"command": "npm test", "n": 9007199254740993}',
        "Output: 1 failed\nExit Code: 1\nSignal: 0",
        null,
      ],
      ["agent", null, '{"absolute_path": "/shop/no.ts", "__proto__": 1}', "File not found", null],
      ["agent", null, "{}", '{"found":1.10}', null],
      ["agent", null, "{}", "not written", null],
      ["user", null, null, null, "Delete it."],
      ["agent", null, null, null, "Deleted."],
      ["environment", null, null, null, "The chat was compressed."],
      ["environment", null, null, null, "The model is busy."],
      ["environment", null, null, null, '{"id":"m6","type":'],
      ["environment", null, null, null, '{"id":"m7","type":"dance","content":"?"}'],
    ]);
    expect(steps.map(({ turn, callOrdinal, sourceIndex }) => [turn, callOrdinal, sourceIndex])).toEqual([
      [0, 0, 1],
      [1, 0, 3],
      [1, 1, 3],
      [1, 2, 3],
      [1, 3, 3],
      [2, 0, 5],
      [3, 0, 6],
      [4, 0, 8],
      [5, 0, 9],
      [6, 0, 10],
      [7, 0, 11],
    ]);
  });

  it("takes errors from the status and from the shell's exit code", () => {
    expect(
      steps
        .slice(1, 5)
        .map(({ kind, isError, isErrorInferred, exitCode }) => [kind, isError, isErrorInferred, exitCode]),
    ).toEqual([
      ["test", true, false, 1],
      ["read", true, false, null],
      ["subagent", false, false, null],
      ["edit", true, false, null],
    ]);
    expect(steps[8]).toMatchObject({ isError: true, isErrorInferred: false, startedAt: null });
  });

  it("counts tokens of the last version of each message, thoughts among what came out", () => {
    expect(steps.map(({ tokensIn, tokensOut }) => [tokensIn, tokensOut]).slice(0, 7)).toEqual([
      [null, null],
      [100, 15],
      [null, null],
      [null, null],
      [null, null],
      [null, null],
      [7, 3],
    ]);
    expect(runOf(outcomes)).toEqual({
      runId: "shop-1",
      task: expect.objectContaining({ instruction: "Run the tests in @cart.ts" }),
      agent: "gemini-cli",
      agentVersion: null,
      model: "example-model-1",
      lanes: [{ name: "gemini", role: "main" }],
      exitStatus: null,
      submission: null,
      environment: [
        ["projectHash", "00ff"],
        ["kind", "main"],
        ["startTime", "2026-01-01T10:00:00.000Z"],
        ["lastUpdated", "2026-01-01T10:05:00.000Z"],
        ["summary", "Tests of the cart"],
        ["directory", "/shop"],
        ["model", "example-model-2"],
        ["rewoundMessages", "2"],
      ],
      tokensIn: 107,
      tokensOut: 18,
      costUsd: null,
      stepCount: 11,
      actionCount: 4,
      unknownRecords: 2,
      links: [childLink({ kind: "subagent", runId: "a1", ordinal: 3, callId: "c3" })],
    });
  });

  it("says what is odd", () => {
    expect(codesOf(outcomes)).toEqual([
      "note unsafe-number",
      "note broken-line",
      "note rewound",
      "note unknown-record",
    ]);
  });

  it("points at the bytes of each message", () => {
    const lines = LOG.toString("utf8").split("\n");
    for (const { sourcePointer: at, sourceIndex } of steps) {
      const text = LOG.subarray(at.byteStart, at.byteEnd).toString("utf8");
      if (at.path === "[8].$set.messages[1]") expect(JSON.parse(text).id).toBe("s1");
      else expect(text).toBe(lines[sourceIndex]);
    }
  });

  it("clears everything when it goes back to a message that is not there", async () => {
    const text = LOG.toString("utf8").replace('"$rewindTo":"m3"', '"$rewindTo":"gone"');
    expect(runOf(await read(text))?.environment).toContainEqual(["rewoundMessages", "4"]);
  });

  it("settles what is too far back, and says so", () => {
    const book = new NoteBook();
    const log = new MessageLog(book, 10);
    const entry = (text: string, at: number) => {
      const bytes = new TextEncoder().encode(text);
      const sourcePointer = { path: `[${at}]`, byteStart: at, byteEnd: at + bytes.length };
      return { value: text, bytes, sourceIndex: at, sourcePointer };
    };
    expect(log.put("a", entry("aaaaaa", 0))).toEqual([]);
    expect(log.put("b", entry("bbbbbb", 1)).map(({ value }) => value)).toEqual(["aaaaaa"]);
    expect(log.put("a", entry("late", 2))).toEqual([]);
    expect(log.put("b", entry("new", 3))).toEqual([]);
    expect(log.rest().map(({ value }) => value)).toEqual(["new"]);
    expect(book.problems().map(({ code }) => code)).toEqual(["late-update"]);
  });
});

const DOCUMENT = JSON.stringify({
  sessionId: "shop-2",
  projectHash: "00ff",
  messages: [
    { id: "a", type: "user", content: "Hi" },
    { id: "b", type: "gemini", content: "Hello", thoughts: [{ description: "A greeting." }] },
  ],
});

describe("documents", () => {
  it("reads a session on one line or many", async () => {
    const pretty = JSON.stringify(JSON.parse(DOCUMENT), null, 2);
    for (const text of [DOCUMENT, pretty, `\ufeff${pretty}\n`]) {
      const outcomes = await read(text);
      expect(textsOf(outcomes)).toEqual([
        ["user", null, null, null, "Hi"],
        ["agent", "A greeting.", null, null, "Hello"],
      ]);
      for (const { sourcePointer: at, sourceIndex } of stepsOf(outcomes))
        expect(JSON.parse(Buffer.from(text).subarray(at.byteStart, at.byteEnd).toString("utf8"))).toEqual(
          JSON.parse(DOCUMENT).messages[sourceIndex],
        );
      expect(runOf(outcomes)).toMatchObject({ runId: "shop-2", stepCount: 2, actionCount: 0, tokensIn: null });
    }
  });

  it("reads a checkpoint, pairs by id and else in order", async () => {
    const outcomes = await read(CHECKPOINT);
    expect(textsOf(outcomes)).toEqual([
      [
        "user",
        null,
        null,
        null,
        'What does the cart hold?\n{ "inlineData": { "mimeType": "image/png", "data": "AAAA" } }',
      ],
      ["agent", "Look.", '{ "user": 1 }', "2 cups", null],
      ["agent", null, "{}", "closed", null],
      ["agent", null, null, null, "Two cups."],
      ["tool", null, null, "late", null],
    ]);
    expect(stepsOf(outcomes).map(({ isError, isErrorInferred }) => [isError, isErrorInferred])[2]).toEqual([
      true,
      false,
    ]);
    expect(runOf(outcomes)).toMatchObject({ runId: null, model: "example-model-1", unknownRecords: 0 });
    expect(codesOf(outcomes)).toEqual(["note orphan-result"]);
  });

  it.each([1, 7, 64, 1000])("are the same in chunks of %i bytes, and so are logs", async (size) => {
    for (const source of [LOG, CHECKPOINT, Buffer.from(DOCUMENT)])
      expect(await read(source, size)).toEqual(await read(source));
  });
});

describe("bad input", () => {
  const header = LOG.toString("utf8").split("\n")[0] ?? "";
  it.each([
    ["", ["reject empty"]],
    [DOCUMENT.slice(0, -9), ["quarantine truncated"]],
    [DOCUMENT.replace('"id":"b"', '"id":"b","id":"b"'), ["quarantine duplicate-key"]],
    [`${header}\n{"id":"a","id":"b"}`, ["quarantine duplicate-key"]],
    ['{"sessionId":"a","projectHash":"b"}', ["quarantine not-a-run"]],
    ["3", ["quarantine not-a-run"]],
  ])("%j ends as %j", async (text, codes) => {
    const outcomes = await read(text);
    expect(codesOf(outcomes)).toEqual(codes);
    expect(runOf(outcomes)).toBeUndefined();
  });

  it("keeps text unit for unit and prototypes as they were", async () => {
    const hard = "nul \0 high \ud800 low \udc00 pair \ud83d\ude00 9007199254740993 \u2028";
    const call = { id: "c", name: "f", args: { x: hard }, status: "success" };
    const result = [{ functionResponse: { response: { output: hard } } }];
    const message = { id: "a", type: "gemini", content: hard, toolCalls: [{ ...call, result }] };
    const text = `{"__proto__":{"polluted":1},"sessionId":"a","projectHash":"b","messages":[${JSON.stringify(message)}]}`;
    expect(textsOf(await read(text))).toEqual([["agent", hard, JSON.stringify({ x: hard }), hard, null]]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("recognition", () => {
  it.each([
    ["a log", LOG.toString("utf8"), "gemini-cli"],
    ["a document", DOCUMENT, "gemini-cli"],
    ["a document cut off", DOCUMENT.slice(0, 60), "gemini-cli"],
    ["a session without its project", DOCUMENT.replace('"projectHash":"00ff",', ""), "gemini-cli"],
    ["a checkpoint", CHECKPOINT.toString("utf8"), "gemini-cli"],
    ["contents", '[{"role":"user","parts":[{"text":"a"}]}]', "gemini-cli"],
    ["another history", '{"history":[{"role":"user","content":"a"}]}', undefined],
    ["another session", '{"sessionId":"a","messages":[{"role":"user","content":"a"}]}', undefined],
    ["nothing", "", undefined],
  ])("%s", (_, text, id) => {
    expect(detect(Buffer.from(text), "a.json")?.id).toBe(id);
  });
});
