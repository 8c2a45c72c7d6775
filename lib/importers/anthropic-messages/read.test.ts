import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { ParsedStep } from "../../domain/record/step.ts";
import { detect } from "../registry.ts";
import { anthropicMessages } from "./anthropic-messages.ts";

const DIALECTS = readFileSync(path.join(import.meta.dirname, "fixtures/dialects.jsonl"));
const SDK = readFileSync(path.join(import.meta.dirname, "fixtures/shop.messages.json"));

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(content: string | Uint8Array, size = 4096): Promise<ImportOutcome[]> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const outcomes: ImportOutcome[] = [];
  for await (const outcome of anthropicMessages.read(inChunks(bytes, size), { name: "shop.json" }))
    outcomes.push(outcome);
  return outcomes;
}

type Read = { run: ParsedRun; steps: ParsedStep[]; byteStart: number; byteEnd: number; sha256: string | null };

/** The runs with their own steps. */
function runsOf(outcomes: readonly ImportOutcome[]): Read[] {
  const runs: Read[] = [];
  let steps: ParsedStep[] = [];
  for (const outcome of outcomes) {
    if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
    if (outcome.type !== "run") continue;
    const { byteStart = 0, byteEnd = SDK.length, sha256 = null } = outcome.record ?? {};
    runs.push({ run: ParsedRun.parse(outcome.run), steps, byteStart, byteEnd, sha256 });
    steps = [];
  }
  return runs;
}

function theRun(runs: readonly Read[], at: number): Read {
  const found = runs[at];
  if (!found) throw new Error(`no run ${at}`);
  return found;
}

const textsOf = ({ steps }: Read) =>
  steps.map(({ role, text }) => [role, text.thought, text.action, text.observation, text.message]);
const codesOf = (outcomes: readonly ImportOutcome[]) =>
  outcomes.flatMap((each) => ("problem" in each ? [`${each.type} ${each.problem.severity} ${each.problem.code}`] : []));

describe("requests of the API", async () => {
  const run = theRun(runsOf(await read(DIALECTS)), 0);

  it("puts results at their calls by id, and keeps arguments as they stand", () => {
    const image = '{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}';
    expect(textsOf(run)).toEqual([
      ["user", null, null, null, "Why is the cart empty?"],
      [
        "agent",
        "Look at the log first.\n\nI look.",
        '{"command": "tail cart.log", "limit": 9007199254740993}',
        "no such file",
        null,
      ],
      ["agent", null, '{"path": "cart.ts", "__proto__": {"x": 1}, "2": 2, "1": 1}', `const cart = [];\n${image}`, null],
      ["user", null, null, null, "Be quick."],
      ["agent", null, null, null, "It is never filled."],
    ]);
    expect(
      run.steps.map(({ turn, callOrdinal, kind, isError, isErrorInferred, sourceIndex }) => [
        turn,
        callOrdinal,
        kind,
        isError,
        isErrorInferred,
        sourceIndex,
      ]),
    ).toEqual([
      [0, 0, "message", false, true, 0],
      [1, 0, "read", true, false, 1],
      [1, 1, "read", false, true, 1],
      [2, 0, "message", false, true, 2],
      [3, 0, "message", false, true, 3],
    ]);
  });

  it("counts what a cache gave as what went in, once a message, and shows no credential", () => {
    expect(run.steps.map(({ tokensIn, tokensOut }) => [tokensIn, tokensOut])).toEqual([
      [null, null],
      [115, 20],
      [null, null],
      [null, null],
      [null, null],
    ]);
    expect(run.run).toMatchObject({
      model: "example-model-1",
      tokensIn: 115,
      tokensOut: 20,
      costUsd: null,
      environment: [
        ["model", "example-model-1"],
        ["max_tokens", "1024"],
        ["tools", '[{"name":"bash","input_schema":{"type":"object"}}]'],
        ["system", "Be brief."],
      ],
    });
  });
});

describe("calls that are written into the text", async () => {
  const run = theRun(runsOf(await read(DIALECTS)), 1);

  it("takes the element out of the words, and pairs it with the next turn", () => {
    const surroundings = "<environment_details>\n# Time\n</environment_details>";
    const file = "<write_to_file>\n<path>a.xml</path>\n<content>\n</write_to_file>\n</content>\n</write_to_file>";
    expect(textsOf(run).slice(1)).toEqual([
      [
        "agent",
        "Where is the header?\n\nI read it.",
        "<read_file>\n<path>header.ts</path>\n</read_file>",
        `[read_file for 'header.ts'] Result:\nError: no header\n\n${surroundings}`,
        null,
      ],
      ["agent", null, file, null, null],
      ["user", null, null, null, "No, stop."],
      ["agent", null, "<attempt_completion>\n<result>\nA search box.\n</result>\n</attempt_completion>", null, null],
    ]);
    expect(run.steps.map(({ kind, target }) => [kind, target])).toEqual([
      ["message", "<task> Add a search box. </task> <environment_details> # Open tabs </environment_details>"],
      ["read", "header.ts"],
      ["edit", "a.xml"],
      ["message", "No, stop."],
      ["submit", '{"result":"A search box."}'],
    ]);
  });

  it("finds the task in its wrapper and the answer that was handed in", () => {
    expect(run.run).toMatchObject({ submission: "A search box.", actionCount: 3, stepCount: 5 });
    expect(run.run.task.instruction).toBe("Add a search box.");
  });
});

describe("what is odd", async () => {
  const outcomes = await read(DIALECTS);
  const run = theRun(runsOf(outcomes), 2);

  it("keeps a result without a call, a role nobody knows, and the server's own tools", () => {
    expect(textsOf(run)).toEqual([
      ["tool", null, null, "late", null],
      ["environment", null, null, null, '{"role":"robot","content":"beep"}'],
      ["agent", "Found.", '{"query":"carts"}', '{"type":"web_search_result","url":"https://shopfront.example"}', null],
    ]);
    expect(run.run).toMatchObject({ runId: "shop-1", unknownRecords: 1 });
    expect(codesOf(outcomes)).toEqual([
      "problem note unsafe-number",
      "problem note orphan-result",
      "problem note unknown-record",
      "problem note sealed-thought",
    ]);
  });
});

describe("the files of Cline's SDK", async () => {
  const run = theRun(runsOf(await read(SDK)), 0);

  it("reads times, costs, models and what a report says of itself", () => {
    expect(run.run).toMatchObject({
      runId: "shop-2",
      agent: "lead",
      lanes: [{ name: "lead", role: "main" }],
      model: "example-model-1",
      tokensIn: 700,
      tokensOut: 50,
      costUsd: 0.75,
      task: { instruction: "Make the cart button smaller." },
    });
    expect(run.run.environment).toContainEqual(["model", "example-model-2"]);
    expect(run.steps.map(({ startedAt, costUsd }) => [startedAt, costUsd])).toEqual([
      ["2025-10-09T08:53:20.000Z", null],
      ["2025-10-09T08:53:21.500Z", 0.25],
      ["2025-10-09T08:53:21.500Z", null],
      ["2025-10-09T08:53:21.500Z", null],
      ["2025-10-09T08:53:22.000Z", 0.5],
    ]);
    expect(
      run.steps
        .slice(1, 4)
        .map(({ kind, target, isError, isErrorInferred }) => [kind, target, isError, isErrorInferred]),
    ).toEqual([
      ["edit", "/shop/button.ts", true, false],
      ["read", "/shop/cart.ts", false, false],
      ["test", "npm test", true, false],
    ]);
    expect(run.steps.map(({ text }) => text.observation ?? text.message)).toEqual([
      "Make the cart button smaller.\n/shop/button.ts\nconst size = 4;",
      '{"query":"edit:/shop/button.ts","result":"no match","success":false}',
      "/shop/cart.ts\nError: this is the file's own word",
      '{ "query": "npm test", "result": "", "error": "1 failed", "success": false }',
      "It has no such text.",
    ]);
  });
});

describe("places", () => {
  it("names each record by its bytes and points into them", async () => {
    for (const source of [DIALECTS, SDK])
      for (const { steps, byteStart, byteEnd, sha256 } of runsOf(await read(source))) {
        const bytes = source.subarray(byteStart, byteEnd);
        if (sha256 !== null) expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
        const root: unknown = JSON.parse(bytes.toString("utf8"));
        const messages = Array.isArray(root) ? root : (root as { messages: unknown[] }).messages;
        for (const { sourcePointer: at, sourceIndex } of steps)
          expect(JSON.parse(bytes.subarray(at.byteStart, at.byteEnd).toString("utf8"))).toEqual(messages[sourceIndex]);
      }
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(DIALECTS, size)).toEqual(await read(DIALECTS));
    expect(await read(SDK, size)).toEqual(await read(SDK));
  });
});

describe("bad input", () => {
  const good = '{"messages":[{"role":"user","content":"a"}]}';

  it.each([
    ["", "problem reject empty"],
    [SDK.subarray(0, 900).toString("utf8"), "problem quarantine truncated"],
    ['{"messages":[{"role":"user","role":"user","content":"a"}]}', "failed-record quarantine duplicate-key"],
    ['{"messages":[]}', "failed-record quarantine not-a-run"],
    ['{"messages":"none"}', "failed-record quarantine not-a-run"],
    ["[1]", "failed-record quarantine not-a-run"],
    ["null", "failed-record quarantine not-a-run"],
    [`${good}\n{"messages":[\n${good}`, "failed-record quarantine truncated"],
  ])("%j ends as %s", async (text, code) => {
    expect(codesOf(await read(text))).toEqual([code]);
  });

  it("goes on behind a line that is held back", async () => {
    expect(runsOf(await read(`${good}\nnope\n${good}`))).toHaveLength(2);
  });

  it("keeps text unit for unit and prototypes as they were", async () => {
    const hard = "nul \0 high \ud800 low \udc00 pair \ud83d\ude00 9007199254740993 \u2028";
    const record = `{"__proto__": {"polluted": 1}, ${JSON.stringify({
      messages: [
        { role: "user", content: [{ type: "text", text: hard }] },
        { role: "assistant", content: [{ type: "tool_use", id: "a", name: "f", input: { x: hard } }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "a", content: hard }] },
      ],
    }).slice(1)}`;
    expect(textsOf(theRun(runsOf(await read(record)), 0))).toEqual([
      ["user", null, null, null, hard],
      ["agent", null, JSON.stringify({ x: hard }), hard, null],
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("invents nothing from facts that are none", async () => {
    const message = { role: "assistant", content: "a", ts: 1e300, usage: { input_tokens: -1, output_tokens: "2" } };
    const [run] = runsOf(await read(JSON.stringify({ messages: [message] })));
    expect(run?.steps[0]).toMatchObject({ startedAt: null, tokensIn: null, tokensOut: null, costUsd: null });
    expect(run?.run).toMatchObject({ tokensIn: null, model: null, exitStatus: null });
  });
});

describe("recognition", () => {
  const native = '{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]}';
  it.each([
    ["a request", DIALECTS.subarray(0, 900).toString("utf8"), "anthropic-messages"],
    ["a written history", DIALECTS.toString("utf8").split("\n")[1] ?? "", "anthropic-messages"],
    ["a session of the SDK", SDK.toString("utf8"), "anthropic-messages"],
    ["a bare list", `[{"role":"user","content":"a"},${native}]`, "anthropic-messages"],
    ["a pretty list", `[\n  ${native}\n]`, "anthropic-messages"],
    ["a list cut off", `[{"role":"user","content":"a"},${native},{"rol`, "anthropic-messages"],
    ["messages without a block", '{"messages":[{"role":"user","content":"a"}]}', "openai-messages"],
    [
      "a text that speaks of blocks",
      JSON.stringify({ messages: [{ role: "user", content: '"type":"tool_use"' }] }),
      "openai-messages",
    ],
    ["a state file", '{"version":1,"session_id":"a","messages_path":"b"}', undefined],
    ["a line of another log", `{"uuid":"a","sessionId":"b","type":"assistant","message":${native}}`, "claude-code"],
    ["nothing", "", undefined],
  ])("%s", (_, text, id) => {
    expect(detect(Buffer.from(text), "a.json")?.id).toBe(id);
  });
});
