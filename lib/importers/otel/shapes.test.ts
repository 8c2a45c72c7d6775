import { describe, expect, it } from "vitest";
import { collect, runOf, runsOf, stepsOf } from "../collect.ts";
import type { Importer } from "../importer.ts";
import { detect } from "../registry.ts";
import { otel } from "./otel.ts";

const read = (content: string) => collect(otel[0] as Importer, content, { name: "shop.json" });
const lines = (...records: unknown[]) => records.map((record) => JSON.stringify(record)).join("\n");
const idOf = (text: string) => detect(Buffer.from(text), "x.json")?.id ?? null;
const HARD = "nul \0 half \ud800 pair \u{1F375} 9007199254740993 __proto__";

describe("other shapes of spans", () => {
  it("reads a dump of the JS SDK, its times and its wrappers", async () => {
    const base = { traceId: "00000000000000000000000000000001" };
    const dump = [
      {
        name: "ai.generateText",
        spanContext: { ...base, spanId: "00000000000000a1" },
        attributes: {
          "ai.operationId": "ai.generateText",
          "ai.prompt": '{"prompt":"How many?"}',
          "ai.usage.promptTokens": 7,
        },
        startTime: [1700000000, 5],
        endTime: [1700000009, 5],
        status: { code: 0 },
      },
      {
        name: "ai.toolCall",
        spanContext: { ...base, spanId: "00000000000000a3" },
        parentSpanContext: { ...base, spanId: "00000000000000a1" },
        attributes: {
          "ai.operationId": "ai.toolCall",
          "ai.toolCall.name": "count",
          "ai.toolCall.id": "c1",
          "ai.toolCall.args": '{"n":1}',
          "ai.toolCall.result": '"12"',
        },
        startTime: [1700000003, 0],
        endTime: [1700000003, 500000],
      },
      {
        name: "ai.generateText.doGenerate",
        spanContext: { ...base, spanId: "00000000000000a2" },
        parentSpanId: "00000000000000a1",
        attributes: {
          "ai.operationId": "ai.generateText.doGenerate",
          "ai.prompt.messages": '[{"role":"user","content":[{"type":"text","text":"How many?"}]}]',
          "ai.response.text": "",
          "ai.response.toolCalls":
            '[{"toolCallType":"function","toolCallId":"c1","toolName":"count","args":"{\\"n\\":1}"}]',
          "ai.usage.promptTokens": 7,
        },
        startTime: [1700000001, 0],
        endTime: [1700000002, 0],
      },
    ];
    const outcomes = await read(JSON.stringify(dump, null, 2));
    expect(idOf(JSON.stringify(dump, null, 2))).toBe("otel-spans");
    expect(stepsOf(outcomes)).toMatchObject([
      { text: { message: "How many?" } },
      { role: "agent", isAction: false, target: "count", durationMs: 1000, tokensIn: 7, turn: 1, callOrdinal: 0 },
      { isAction: true, turn: 1, callOrdinal: 1, durationMs: 0.5, text: { action: '{"n":1}', observation: "12" } },
    ]);
    expect(runOf(outcomes)).toMatchObject({ tokensIn: 7, stepCount: 3, actionCount: 1 });
  });

  it("un-flattens rows of Phoenix, one a line", async () => {
    const row = {
      name: "ChatCompletion",
      span_kind: "LLM",
      parent_id: null,
      start_time: "2024-01-02T03:04:05.123456+00:00",
      end_time: "2024-01-02T03:04:06.123456+00:00",
      status_code: "ERROR",
      status_message: "too long",
      events: [],
      "context.trace_id": "00000000000000000000000000000001",
      "context.span_id": "00000000000000a1",
      "attributes.llm.input_messages": [{ "message.role": "user", "message.content": HARD }],
      "attributes.llm.output_messages.10.message.content": "third",
      "attributes.llm.output_messages.2.message.content": "second",
      "attributes.llm.output_messages.0.message.role": "assistant",
      "attributes.llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"b":2}',
      "attributes.llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "count",
      "attributes.llm.output_messages.2.message.role": "assistant",
      "attributes.llm.output_messages.10.message.role": "assistant",
      "attributes.llm.token_count.prompt": 5,
      "attributes.llm.cost.total": 0.25,
      "attributes.metadata": null,
    };
    const outcomes = await read(lines(row, { ...row, "context.span_id": "00000000000000a2", span_kind: "CHAIN" }));
    expect(idOf(lines(row))).toBe("phoenix-spans");
    expect(stepsOf(outcomes)).toMatchObject([
      { role: "user", text: { message: HARD } },
      {
        isError: true,
        isErrorInferred: false,
        startedAt: "2024-01-02T03:04:05.123Z",
        durationMs: 1000,
        tokensIn: 5,
        costUsd: 0.25,
        text: { thought: "second\n\nthird", action: '{"b":2}', observation: "too long" },
      },
      // A chain around nothing, which failed.
      { role: "environment", text: { observation: "too long" } },
    ]);
  });

  it("reads spans within spans as TRAIL nests them", async () => {
    const leaf = (span_id: string, span_attributes: object, child_spans: unknown[] = []) => ({
      timestamp: "2025-03-19T16:38:02.804018Z",
      trace_id: "00000000000000000000000000000001",
      span_id,
      span_name: span_id,
      span_kind: "Internal",
      duration: "PT1M2.5S",
      status_code: "Unset",
      span_attributes,
      child_spans,
    });
    const tool = leaf("t1", {
      "openinference.span.kind": "TOOL",
      "tool.name": "count",
      "input.value": "{}",
      "output.value": "12",
    });
    const agent = leaf("g1", { "openinference.span.kind": "AGENT", "agent.name": "counter" }, [tool]);
    const trace = {
      trace_id: "00000000000000000000000000000001",
      spans: [leaf("main", { "pat.app": "shop" }, [agent])],
    };
    const text = JSON.stringify(trace, null, 2);
    const steps = stepsOf(await read(text));
    expect(idOf(text)).toBe("trail");
    expect(steps).toMatchObject([{ durationMs: 62_500, text: { action: "{}", observation: "12" }, sourceIndex: 2 }]);
    const at = steps[0]?.sourcePointer;
    expect(at?.path).toBe("spans[0].child_spans[0].child_spans[0]");
    expect(JSON.parse(text.slice(at?.byteStart, at?.byteEnd))).toMatchObject({ span_id: "t1" });
  });

  it("reads the attributes of one span by themselves", async () => {
    const text = JSON.stringify({
      "openinference.span.kind": "LLM",
      "input.value": "How many?",
      "output.value": "Twelve.",
    });
    expect(idOf(text)).toBe("otel-spans");
    const outcomes = await read(text);
    expect(stepsOf(outcomes).map(({ text: { message } }) => message)).toEqual(["How many?", "Twelve."]);
    expect(runsOf(outcomes)).toMatchObject([{ record: null, run: { runId: null } }]);
  });
});
