import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runsOf, stepsOf } from "../collect.ts";
import type { Importer } from "../importer.ts";
import { otel } from "./otel.ts";

const importer = otel[0] as Importer;
const read = (content: string | Uint8Array, size?: number) => collect(importer, content, { name: "shop.json", size });
const lines = (...records: unknown[]) => records.map((record) => JSON.stringify(record)).join("\n");

const SHOP = readFileSync(path.join(import.meta.dirname, "fixtures/shop.otlp.json"));
const HARD = "nul \0 half \ud800 pair \u{1F375} 9007199254740993 __proto__";

describe("a request of OTLP", async () => {
  const outcomes = await read(SHOP);
  const steps = stepsOf(outcomes);

  it("is a run for each trace of an agent; others are named in a note", () => {
    expect(runsOf(outcomes).map(({ run }) => ParsedRun.parse(run))).toEqual([
      {
        runId: "5b8efff798038103d269b633813fc60c",
        task: { key: expect.stringMatching(/^task-/), title: "How many cups?", instruction: "How many cups?" },
        agent: "shopkeeper",
        agentVersion: "2.1.0",
        model: "example-model-1",
        lanes: [{ name: "shopkeeper", role: "main" }],
        exitStatus: "stop",
        submission: "Twelve cups.",
        environment: [
          ["service.name", "shopfront"],
          ["service.version", "2.1.0"],
          ["gen_ai.conversation.id", "conv-7"],
        ],
        tokensIn: 300,
        tokensOut: 30,
        costUsd: null,
        stepCount: 6,
        actionCount: 2,
        unknownRecords: 0,
      },
    ]);
    expect(codesOf(outcomes)).toEqual(["other-traces"]);
  });

  it("holds what was said, the calls and the spans of tools, each thing once", () => {
    expect(
      steps.map(({ role, text, isAction, turn, callOrdinal }) => [role, isAction, turn, callOrdinal, text]),
    ).toEqual([
      ["system", false, 0, 0, { thought: null, message: "Count well.", action: null, observation: null }],
      ["user", false, 1, 0, { thought: null, message: "How many cups?", action: null, observation: null }],
      // The second call has no span of its own, so it stands at the model's turn, with its result.
      [
        "agent",
        true,
        2,
        0,
        {
          thought: "The shelf knows.\n\nI look.",
          message: null,
          action: '{"path":"shelf.txt"}',
          observation: "12 cups",
        },
      ],
      [
        "agent",
        true,
        2,
        1,
        {
          thought: null,
          message: null,
          action: '{"item":"cup","sku":9007199254740993}',
          observation: "StockError: the shelf is locked",
        },
      ],
      ["user", false, 3, 0, { thought: null, message: "Go on.", action: null, observation: null }],
      ["agent", false, 4, 0, { thought: null, message: "Twelve cups.", action: null, observation: null }],
    ]);
    expect(steps[2]).toMatchObject({ kind: "read", startedAt: "2023-11-14T22:13:21.000Z", durationMs: 1500 });
    expect(steps[3]).toMatchObject({
      isError: true,
      isErrorInferred: false,
      durationMs: 250,
      actionType: "count_stock",
    });
    expect(steps.map(({ tokensIn, tokensOut }) => [tokensIn, tokensOut])).toEqual([
      [null, null],
      [null, null],
      [100, 10],
      [null, null],
      [null, null],
      [200, 20],
    ]);
  });

  it("points at the span of each step", () => {
    expect(steps.map(({ sourceIndex }) => sourceIndex)).toEqual([1, 1, 1, 2, 3, 3]);
    expect(steps[3]?.sourcePointer.path).toBe("resourceSpans[0].scopeSpans[0].spans[2]");
    for (const { sourcePointer: at, sourceIndex } of steps) {
      const entry = JSON.parse(SHOP.subarray(at.byteStart, at.byteEnd).toString("utf8")) as { spanId: string };
      expect(entry.spanId).toBe(`0000000000000a0${sourceIndex + 1}`);
    }
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(SHOP, size)).toEqual(outcomes);
  });
});

type Pairs = [string, unknown][];
const value = (of: unknown): unknown =>
  typeof of === "number"
    ? { intValue: String(of) }
    : Array.isArray(of)
      ? { arrayValue: { values: of.map(value) } }
      : typeof of === "object" && of !== null
        ? { kvlistValue: { values: Object.entries(of).map(([key, each]) => ({ key, value: value(each) })) } }
        : { stringValue: of };
const span = (spanId: string, attributes: Pairs, more: object = {}) => ({
  traceId: "00000000000000000000000000000001",
  spanId,
  name: `span ${spanId}`,
  attributes: attributes.map(([key, each]) => ({ key, value: value(each) })),
  ...more,
});
const request = (...spans: unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const CHAT: Pairs = [["gen_ai.operation.name", "chat"]];
const said = (role: string, content: string) => ({ role, parts: [{ type: "text", content }] });

describe("JSONL of requests", () => {
  const child = span("b2", [...CHAT, ["gen_ai.output.messages", [said("assistant", HARD)]]], { parentSpanId: "b1" });
  const text = lines(request(child), request(span("b1", [["gen_ai.operation.name", "invoke_agent"]])), { nothing: 1 });

  it("joins what stands on several lines, with attributes that have structure", async () => {
    const outcomes = await read(text);
    expect(runsOf(outcomes)).toHaveLength(1);
    expect(codesOf(outcomes)).toEqual(expect.arrayContaining(["lone-surrogate", "nul-escape", "unknown-record"]));
    const [step] = stepsOf(outcomes);
    expect(step?.text.message).toBe(HARD);
    expect(step?.sourcePointer.path).toBe("[0].resourceSpans[0].scopeSpans[0].spans[0]");
    const bytes = Buffer.from(text).subarray(step?.sourcePointer.byteStart, step?.sourcePointer.byteEnd);
    expect(JSON.parse(bytes.toString("utf8"))).toMatchObject({ spanId: "b2" });
  });

  it.each([1, 7, 64])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(text, size)).toEqual(await read(text));
  });

  it("holds back a broken line alone", async () => {
    const outcomes = await read(`${lines(request(child))}\n{"resourceSpans": [`);
    expect(outcomes.filter(({ type }) => type === "failed-record")).toHaveLength(1);
    expect(runsOf(outcomes)).toHaveLength(1);
  });

  it("passes over a request with nothing in it", async () => {
    const outcomes = await read(lines(request(child), { resourceSpans: [] }));
    expect(codesOf(outcomes)).not.toContain("unknown-record");
    expect(runsOf(outcomes)).toHaveLength(1);
  });

  it("names each of several traces by the file and its id", async () => {
    const other = { ...child, traceId: "00000000000000000000000000000002" };
    const both = lines(request(child, other));
    const runs = runsOf(await read(both));
    expect(new Set(runs.map(({ record }) => record?.sha256)).size).toBe(2);
    expect(runs.map(({ record }) => [record?.byteStart, record?.byteEnd])).toEqual([
      [0, Buffer.byteLength(both)],
      [0, Buffer.byteLength(both)],
    ]);
  });
});

describe("the older events", () => {
  const body = (of: object) => value(of);
  const log = (eventName: string, of: object) => ({
    traceId: "00000000000000000000000000000001",
    spanId: "b1",
    eventName,
    body: body(of),
  });
  const call = { id: "c1", type: "function", function: { name: "count", arguments: '{"n": 1}' } };

  it("are read from log records that name the span", async () => {
    const logs = {
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                log("gen_ai.system.message", { content: "Count well." }),
                log("gen_ai.user.message", { content: "How many?" }),
                log("gen_ai.choice", {
                  index: 0,
                  finish_reason: "stop",
                  message: { content: "Wait.", tool_calls: [call] },
                }),
              ],
            },
          ],
        },
      ],
    };
    const steps = stepsOf(await read(lines(request(span("b1", CHAT)), logs)));
    expect(steps.map(({ role, text }) => [role, text.message ?? [text.thought, text.action]])).toEqual([
      ["system", "Count well."],
      ["user", "How many?"],
      ["agent", ["Wait.", '{"n": 1}']],
    ]);
  });

  it("are read from events of the span", async () => {
    const event = (name: string, attributes: Pairs) => ({
      name,
      attributes: attributes.map(([key, each]) => ({ key, value: value(each) })),
    });
    const events = [
      event("gen_ai.user.message", [["content", "How many?"]]),
      event("gen_ai.assistant.message", [["tool_calls", JSON.stringify([call])]]),
      event("gen_ai.tool.message", [
        ["content", "12"],
        ["id", "c1"],
      ]),
      event("gen_ai.choice", [["message", JSON.stringify({ role: "assistant", content: "Twelve." })]]),
    ];
    const steps = stepsOf(await read(lines(request(span("b1", CHAT, { events })))));
    expect(steps.map(({ text }) => text)).toMatchObject([
      { message: "How many?" },
      { action: '{"n": 1}', observation: "12" },
      { message: "Twelve." },
    ]);
  });
});

describe("what is no trace", () => {
  it.each([
    ["nothing", "", "empty"],
    ["a document cut off", SHOP.toString("utf8").slice(0, -20), "truncated"],
    ["a key that stands twice", '{"resourceSpans": [], "resourceSpans": []}', "duplicate-key"],
    ["a request without spans", '{"resourceSpans": []}', "not-a-run"],
    ["traces of something else", lines(request(span("b1", [["http.method", "GET"]]))), "not-a-run"],
    ["something else", '{"resourceSpans": [], "spans": 7}', "not-a-run"],
  ])("says why: %s", async (_, text, code) => {
    const outcomes = await read(text);
    expect(codesOf(outcomes)).toContain(code);
    expect(runsOf(outcomes)).toEqual([]);
  });

  it.each([
    '{"spans":[{"id":1}]}',
    '{"trace":{},"observations":[{"traceId":"a","id":"b","name":"c"}]}',
    "[1]",
    "no json",
  ])("is not recognised: %s", (text) => {
    expect(otel.map(({ recognise }) => recognise(Buffer.from(text), "x.json"))).toEqual([0, 0, 0, 0]);
  });

  it("recognises a request by its first 200 bytes", () => {
    expect(otel.map(({ recognise }) => recognise(SHOP.subarray(0, 200), "x"))).toEqual([0.93, 0, 0, 0]);
  });
});
