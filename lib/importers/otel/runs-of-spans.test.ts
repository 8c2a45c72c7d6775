import { describe, expect, it } from "vitest";
import { runsOfSpans } from "./runs-of-spans.ts";
import type { AttributeValue } from "../traces/attributes.ts";
import type { OtelSpan } from "./otel-span.ts";

type Said = Record<string, AttributeValue>;

let made = 0;
const span = (spanId: string, parentSpanId: string | null, said: Said, more: Partial<OtelSpan> = {}): OtelSpan => {
  made += 1;
  return {
    traceId: "t",
    spanId,
    parentSpanId,
    name: spanId,
    kind: null,
    startNanos: null,
    endNanos: null,
    attributes: new Map(Object.entries(said)),
    resource: new Map(),
    events: [],
    status: { isError: null, message: null },
    sourceIndex: made,
    sourcePointer: { path: `[${made}]`, byteStart: made, byteEnd: made + 1 },
    ...more,
  };
};
const messages = (...said: [string, string][]) => JSON.stringify(said.map(([role, content]) => ({ role, content })));
const llm = (said: Said = {}): Said => ({ "openinference.span.kind": "LLM", ...said });
const tool = (name: string, said: Said = {}): Said => ({
  "openinference.span.kind": "TOOL",
  "tool.name": name,
  ...said,
});
const agent = (name: string): Said => ({ "openinference.span.kind": "AGENT", "agent.name": name });
const run = (...spans: OtelSpan[]) => {
  const [only] = runsOfSpans(spans, "shop.json").runs;
  if (only === undefined) throw new Error("no run");
  return only;
};
const codes = (...spans: OtelSpan[]) => run(...spans).notes.map(({ code }) => code);

describe("what is counted", () => {
  it("takes tokens and costs of the innermost spans that state them", () => {
    const { run: counted, steps } = run(
      span("outer", null, llm({ "llm.token_count.prompt": 100, "llm.cost.total": 9 })),
      span("chain", "outer", { "openinference.span.kind": "CHAIN", "llm.token_count.prompt": 100 }),
      span("a", "chain", llm({ "llm.token_count.prompt": 40, "output.value": "one", "llm.cost.total": 1 })),
      span(
        "b",
        "chain",
        llm({ "llm.token_count.prompt": "60", "llm.token_count.completion": 5, "output.value": "two" }),
      ),
    );
    expect(counted).toMatchObject({ tokensIn: 100, tokensOut: 5, costUsd: 1, stepCount: 2 });
    expect(steps.map(({ tokensIn }) => tokensIn)).toEqual([40, 60]);
  });

  it("invents none", () => {
    expect(run(span("a", null, llm({ "output.value": "one" }))).run).toMatchObject({ tokensIn: null, costUsd: null });
    expect(run(span("a", null, llm({ "llm.token_count.prompt": "many" }))).run.tokensIn).toBeNull();
  });

  it("shows a history once, and what is said twice twice", () => {
    const { steps } = run(
      span("a", null, llm({ "llm.input_messages": messages(["user", "go"]), "output.value": "one" })),
      span(
        "b",
        null,
        llm({
          "llm.input_messages": messages(["user", "go"], ["assistant", "one"], ["user", "go"]),
          "output.value": "two",
        }),
      ),
      span(
        "c",
        null,
        llm({
          "llm.input_messages": messages(["assistant", "one"], ["user", "go"], ["assistant", "two"]),
          "output.value": "two",
        }),
      ),
    );
    expect(steps.map(({ text }) => text.message)).toEqual(["go", "one", "go", "two", "two"]);
  });
});

describe("calls and spans of tools", () => {
  const asks = (...calls: object[]): Said =>
    llm({ "llm.output_messages": JSON.stringify([{ role: "assistant", tool_calls: calls }]) });
  const call = (name: string, id?: string) => ({ id, function: { name, arguments: '{"n":1}' } });

  it("are one row by id, wherever the span stands", () => {
    const { run: counted, steps } = run(
      span("a", null, asks(call("count", "c1"), call("count", "c2"))),
      span("y", null, tool("count", { "tool.id": "c2", "output.value": "two" })),
    );
    expect(counted).toMatchObject({ stepCount: 2, actionCount: 2 });
    // The span states no arguments; its call does.
    expect(steps.map(({ text }) => [text.action, text.observation])).toEqual([
      ['{"n":1}', null],
      ['{"n":1}', "two"],
    ]);
  });

  it("are one row by name and order where the span has no id", () => {
    const { run: counted } = run(
      span("early", null, tool("count")),
      span("a", null, asks(call("count", "c1"), call("look", "c2"))),
      span("x", null, tool("count")),
    );
    // The first span stands before the model; `look` has none.
    expect(counted.actionCount).toBe(3);
  });

  it("take a result from the next input, by id, and by order only where one call waits", () => {
    const answer = (of: object[]) =>
      span("b", null, llm({ "llm.input_messages": JSON.stringify(of), "output.value": "ok" }));
    const texts = (...spans: OtelSpan[]) => run(...spans).steps.map(({ text }) => text.observation);
    const two = span("a", null, asks(call("count", "c1"), call("look", "c2")));
    expect(texts(two, answer([{ role: "tool", tool_call_id: "c2", content: "2" }]))).toEqual([null, "2", null]);
    expect(texts(span("a", null, asks(call("count"))), answer([{ role: "tool", content: "1" }]))).toEqual(["1", null]);
    expect(texts(two, answer([{ role: "tool", content: "?" }]))).toEqual([null, null, "?", null]);
    expect(codes(two, answer([{ role: "tool", content: "?" }]))).toEqual(["orphan-result"]);
  });

  it("are not shown twice where the result stands in both", () => {
    const { steps } = run(
      span("a", null, asks(call("count", "c1"))),
      span("x", null, tool("count", { "tool.id": "c1", "input.value": "{}", "output.value": "12" })),
      span(
        "b",
        null,
        llm({
          "llm.input_messages": JSON.stringify([{ role: "tool", tool_call_id: "c1", content: "twelve" }]),
          "output.value": "ok",
        }),
      ),
    );
    expect(steps.map(({ text }) => text.observation)).toEqual([null, "12", null]);
  });

  it("read the AI SDK's and Anthropic's parts", () => {
    const prompt = [
      {
        role: "user",
        content: [
          { type: "text", text: "go" },
          { type: "image", image: "a.png" },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "hm" },
          { type: "tool-call", toolCallId: "c1", toolName: "count", input: { n: 1 } },
        ],
      },
      {
        role: "tool",
        content: [{ type: "tool-result", toolCallId: "c1", output: { type: "json", value: { is: 12 } } }],
      },
      { role: "assistant", content: [{ type: "tool_use", id: "c2", name: "look", input: {} }] },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "c2", content: [{ type: "text", text: "cups" }] }],
      },
    ];
    const { steps } = run(
      span("a", null, {
        "ai.operationId": "ai.streamText",
        "ai.prompt.messages": JSON.stringify(prompt),
        "ai.response.text": "ok",
      }),
    );
    expect(steps.map(({ text }) => [text.thought, text.message, text.action, text.observation])).toEqual([
      [null, 'go\n{"type":"image","image":"a.png"}', null, null],
      ["hm", null, '{"n":1}', '{"is":12}'],
      [null, null, "{}", "cups"],
      [null, "ok", null, null],
    ]);
  });
});

describe("agents", () => {
  const at = (from: number, to: number) => ({
    startNanos: BigInt(from) * 1_000_000_000n,
    endNanos: BigInt(to) * 1_000_000_000n,
  });

  it("have a lane each; a hand-off is the parent of what follows", () => {
    const { steps, run: counted } = run(
      span("shop", null, agent("shop"), at(1, 99)),
      span("a", "shop", llm({ "output.value": "I ask." }), at(2, 3)),
      span("clerk", "shop", { ...agent("clerk"), "input.value": "Count." }, at(4, 10)),
      span("b", "clerk", llm({ "output.value": "Twelve." }), at(5, 6)),
      span("clerk2", "shop", agent("clerk"), at(11, 20)),
      span("c", "clerk2", llm({ "output.value": "Again." }), at(12, 13)),
      span("clerk3", "shop", agent("clerk"), at(15, 30)),
      span("d", "clerk3", llm({ "output.value": "Beside." }), at(16, 17)),
    );
    expect(counted.lanes.map(({ name, role }) => [name, role])).toEqual([
      ["shop", "main"],
      ["clerk", "other"],
      ["clerk", "other"],
    ]);
    expect(steps.map(({ kind, lane, parentOrdinal, text }) => [kind, lane, parentOrdinal, text.message])).toEqual([
      ["message", 0, null, "I ask."],
      ["subagent", 0, null, "Count."],
      ["message", 1, 1, "Twelve."],
      ["subagent", 0, null, null],
      ["message", 1, 3, "Again."],
      ["subagent", 0, null, null],
      ["message", 2, 5, "Beside."],
    ]);
    expect(counted.actionCount).toBe(0);
  });

  it("called as a tool hang under the tool's row", () => {
    const { steps } = run(
      span("shop", null, agent("shop")),
      span("x", "shop", tool("ask_clerk", { "input.value": "{}" })),
      span("clerk", "x", agent("clerk")),
      span("b", "clerk", llm({ "output.value": "Twelve." })),
    );
    expect(steps.map(({ ordinal, parentOrdinal, lane }) => [ordinal, parentOrdinal, lane])).toEqual([
      [0, null, 0],
      [1, 0, 1],
    ]);
  });
});

describe("what is broken", () => {
  it("stands at the top where the parent is not here, in the order of time", () => {
    const late = { startNanos: 5_000_000_000n, endNanos: 4_000_000_000n };
    const spans = [
      span("b", "gone", llm({ "output.value": "second" }), late),
      span("a", null, llm({ "output.value": "first" }), { startNanos: 1n, endNanos: 2n }),
    ];
    expect(run(...spans).steps.map(({ text, durationMs }) => [text.message, durationMs])).toEqual([
      ["first", 0],
      ["second", null],
    ]);
    expect(codes(...spans)).toEqual(["missing-parent"]);
  });

  it("is cut where a circle closes, and nothing is lost", () => {
    const { steps } = run(
      span("hang", "x", llm({ "output.value": "c" })),
      span("x", "y", { "openinference.span.kind": "CHAIN" }),
      span("y", "x", tool("count")),
      span("self", "self", llm({ "output.value": "b" })),
    );
    expect(steps).toHaveLength(3);
  });

  it("counts a span sent twice once, the ended one", () => {
    const spans = [
      span("a", null, llm({ "output.value": "begun" })),
      span("a", null, llm({ "output.value": "ended" }), { startNanos: 1n, endNanos: 2n }),
    ];
    expect(run(...spans).steps.map(({ text }) => text.message)).toEqual(["ended"]);
    expect(codes(...spans)).toEqual(["repeated-span"]);
  });

  it("may be nested without end", () => {
    const chain = Array.from({ length: 20_000 }, (_, at) =>
      span(`s${at}`, at === 0 ? null : `s${at - 1}`, { "openinference.span.kind": "CHAIN" }),
    );
    const { steps } = run(...chain, span("leaf", "s19999", llm({ "output.value": "deep" })));
    expect(steps.map(({ text }) => text.message)).toContain("deep");
  });

  it("keeps a span of no convention as a generic row, but not how a call to a model travelled", () => {
    const {
      steps,
      run: counted,
      notes,
    } = run(
      span("a", null, llm({ "output.value": "ok" })),
      span("POST", "a", { "http.method": "POST" }),
      span("x", null, tool("count")),
      span("SELECT", "x", { "db.statement": "SELECT 1" }),
    );
    expect(steps.map(({ role, target }) => [role, target])).toEqual([
      ["agent", "ok"],
      ["agent", ""],
      ["environment", "SELECT"],
    ]);
    expect(steps[2]).toMatchObject({ parentOrdinal: 1, text: { message: "SELECT\ndb.statement: SELECT 1" } });
    expect([counted.unknownRecords, notes.map(({ code }) => code)]).toEqual([1, ["unknown-record"]]);
  });

  it("states an error by its status, else by an event, else not at all", () => {
    const failed = (more: Partial<OtelSpan>) =>
      run(span("x", null, tool("count", { "output.value": "fine" }), more)).steps[0];
    const event = { name: "exception", nanos: null, attributes: new Map([["exception.message", "no cup"]]) };
    expect(failed({ status: { isError: true, message: "broke" } })).toMatchObject({
      isError: true,
      isErrorInferred: false,
      text: { observation: "fine\nbroke" },
    });
    expect(failed({ events: [event] })).toMatchObject({ isError: true, text: { observation: "fine\nno cup" } });
    expect(failed({ status: { isError: false, message: null } })).toMatchObject({
      isError: false,
      isErrorInferred: false,
    });
    expect(failed({})).toMatchObject({ isError: false, isErrorInferred: true });
  });
});

it("shows what a retriever was asked and found, and no vectors", () => {
  const { steps, run: counted } = run(
    span("r", null, {
      "openinference.span.kind": "RETRIEVER",
      "input.value": "cups",
      "retrieval.documents.1.document.content": "two",
      "retrieval.documents.0.document.content": "one",
    }),
    span("e", null, {
      "ai.operationId": "ai.embed",
      "ai.value": '"a cup"',
      "ai.embedding": "[0.1]",
      "ai.usage.tokens": 3,
    }),
  );
  expect(steps).toMatchObject([
    { role: "environment", kind: "search", text: { message: "cups", observation: "one\n\ntwo" } },
    { role: "environment", kind: "other", text: { message: "a cup", observation: null }, tokensIn: 3 },
  ]);
  expect(counted.actionCount).toBe(0);
});

it("keeps credentials out of the facts", () => {
  const { run: counted } = run(
    span("a", null, {
      "ai.operationId": "ai.generateText",
      "ai.telemetry.metadata.api_key": "k",
      "ai.telemetry.metadata.shop": "cups",
    }),
  );
  expect(counted.environment).toEqual([["ai.telemetry.metadata.shop", "cups"]]);
});
