import { describe, expect, it } from "vitest";
import { JsonNode } from "./json-node.ts";
import { NO_TIME, type Span, type SpanRole } from "./span.ts";
import { TraceRows } from "./trace-rows.ts";

let made = 0;
/** A span whose `input` and `output` are the values themselves. */
const span = (
  role: SpanRole,
  name: string,
  { input, output, ...more }: Partial<Omit<Span, "input" | "output">> & { input?: unknown; output?: unknown } = {},
): Span => {
  made += 1;
  const told = (value: unknown) => (value === undefined ? [] : [new JsonNode(JSON.stringify(value))]);
  return {
    id: `s${made}`,
    parentId: null,
    role,
    isSearch: false,
    name,
    toolName: name,
    agentName: name,
    agentKey: name,
    callId: null,
    input: told(input),
    output: told(output),
    order: NO_TIME,
    startMs: null,
    durationMs: null,
    isError: null,
    failure: null,
    model: null,
    finishReason: null,
    tokensIn: null,
    tokensOut: null,
    costUsd: null,
    sourceIndex: made,
    sourcePointer: { path: `[${made}]`, byteStart: 0, byteEnd: 1 },
    source: name,
    ...more,
  };
};
const asks = (text: string | null, ...calls: [name: string, id: string | null, args: string][]) => ({
  role: "assistant",
  content: text,
  tool_calls: calls.map(([name, id, args]) => ({ id, function: { name, arguments: args } })),
});
const user = (content: string) => ({ role: "user", content });
const rowsOf = (...spans: Span[]) => new TraceRows(spans, "shop");
const said = (rows: TraceRows) =>
  rows.steps.map(({ role, text }) => [role, text.thought, text.action, text.observation ?? text.message]);

describe("the span of a tool", () => {
  it("takes its arguments from the call that claimed it, by id or by name, where it states none", () => {
    const rows = rowsOf(
      span("model", "chat", { output: asks(null, ["count", "c1", '{"n": 1}'], ["look", null, '{"at": "cups"}']) }),
      span("tool", "count", { callId: "c1", output: "one" }),
      span("tool", "look", { output: "twelve cups" }),
      span("tool", "weigh", { output: "2 kg" }),
    );
    expect(said(rows).slice(1)).toEqual([
      ["agent", null, '{"n": 1}', "one"],
      ["agent", null, '{"at": "cups"}', "twelve cups"],
      ["agent", null, null, "2 kg"],
    ]);
    expect(rows.steps.filter(({ isAction }) => isAction)).toHaveLength(3);
  });

  it("keeps the arguments it states itself", () => {
    const rows = rowsOf(
      span("model", "chat", { output: asks(null, ["count", "c1", '{"n": 1}']) }),
      span("tool", "count", { callId: "c1", input: { n: 1, unit: "cups" } }),
    );
    expect(rows.steps[1]?.text.action).toBe('{"n":1,"unit":"cups"}');
  });

  it("is one that no library has a kind for, when a model called its name", () => {
    const call = span("model", "chat", { output: asks(null, ["count", null, "{}"]) });
    for (const role of ["wrapper", "unknown"] as const) {
      const rows = rowsOf(call, span(role, "count", { output: "one" }));
      expect([rows.steps.length, rows.steps[1]?.isAction, rows.unknownRecords]).toEqual([2, true, 0]);
    }
  });

  it("says nothing again when a client beneath it repeats its call", () => {
    const tool = span("tool", "count", { input: "{}", output: "one" });
    const again = span("tool", "count", { parentId: tool.id, input: "{}", output: "one, raw" });
    expect(said(rowsOf(tool, again))).toEqual([["agent", null, "{}", "one"]]);
  });

  it("is an error when its result says so, though the span ended well", () => {
    const output = { content: [{ type: "text", text: "no cup" }], isError: true };
    const [row] = rowsOf(span("tool", "count", { output, isError: false })).steps;
    expect(row).toMatchObject({ isError: true, isErrorInferred: false, text: { observation: "no cup" } });
  });
});

describe("what went into a model", () => {
  const next = (...input: unknown[]) => span("model", "chat", { input, output: "ok" });

  it("shows a model's words that no row has, though its lane has spoken", () => {
    const rows = rowsOf(
      span("model", "title", { input: [user("Name this.")], output: "Cups" }),
      next(user("How many?"), asks("I count first.", ["count", "h", "{}"]), {
        role: "tool",
        tool_call_id: "h",
        content: "12",
      }),
    );
    expect(said(rows)).toEqual([
      ["user", null, null, "Name this."],
      ["agent", null, null, "Cups"],
      ["user", null, null, "How many?"],
      ["agent", "I count first.", "{}", "12"],
      ["agent", null, null, "ok"],
    ]);
  });

  it("shows no answer again that comes back without the thought before it, nor a call without its id", () => {
    const rows = rowsOf(
      span("model", "chat", { output: asks("<think>hm</think> I count the cups.", ["count", "c1", '{"n": 1}']) }),
      next(asks("I count the cups.", ["count", null, '{"n":1}']), { role: "tool", name: "count", content: "12" }),
    );
    expect(said(rows)).toEqual([
      ["agent", "<think>hm</think> I count the cups.", '{"n": 1}', "12"],
      ["agent", null, null, "ok"],
    ]);
  });

  it("shows a prompt that quotes a result, and one that grows only once", () => {
    const prompts = ["Translate: twelve cups of tea", "Say it: zwölf Tassen Tee", "Say it: zwölf Tassen Tee\nAgain."];
    const rows = rowsOf(
      ...prompts.map((input, at) => span("model", "chat", { input, output: at === 0 ? "zwölf Tassen Tee" : `${at}` })),
    );
    expect(rows.steps.map(({ text }) => text.message)).toEqual([prompts[0], "zwölf Tassen Tee", prompts[1], "1", "2"]);
  });

  it("keeps a result that no call is known of, once, and says so", () => {
    const result = { role: "tool", tool_call_id: "gone", content: "12" };
    const rows = rowsOf(next(user("How many?"), result), next(user("How many?"), result));
    expect(said(rows).map(([role]) => role)).toEqual(["user", "tool", "agent", "agent"]);
    expect(rows.book.problems().map(({ code }) => code)).toEqual(["orphan-result"]);
  });

  it("leaves a result alone that the tool's own span gave in other words", () => {
    const rows = rowsOf(
      span("model", "chat", { output: asks(null, ["count", null, "{}"]) }),
      span("tool", "count", { input: {}, output: "12" }),
      next({ role: "user", parts: [{ functionResponse: { name: "count", response: { result: "12" } } }] }),
    );
    expect(rows.steps.map(({ text }) => text.observation)).toEqual([null, "12", null]);
  });
});

describe("two spans around one call of a model", () => {
  it("are one row: the inner one's, with calls and amounts of the outer where the inner has none", () => {
    const outer = span("model", "sdk", {
      output: asks("I count.", ["count", "c1", "{}"]),
      tokensIn: 40,
      isError: true,
      failure: "cut off",
    });
    const way = span("unknown", "POST", { parentId: outer.id });
    const inner = span("model", "chat", { parentId: way.id, input: [user("Go")], output: "I count.", durationMs: 5 });
    const rows = rowsOf(outer, way, inner);
    expect(rows.steps).toMatchObject([
      { text: { message: "Go" } },
      { text: { thought: "I count.", action: "{}" }, tokensIn: 40, durationMs: 5 },
    ]);
    expect(rows.unknownRecords).toBe(0);
  });
});

it("puts a failure's words at the call of the model that failed", () => {
  const rows = rowsOf(
    span("model", "chat", { output: asks(null, ["count", "c1", "{}"]), isError: true, failure: "too long" }),
  );
  expect(rows.steps[0]).toMatchObject({ isError: true, isErrorInferred: false, text: { observation: "too long" } });
});

it("gives agents in a row a lane each and no hand-off, and what no agent does a lane of its own", () => {
  const first = span("agent", "clerk");
  const second = span("agent", "courier");
  const rows = rowsOf(
    first,
    span("model", "chat", { parentId: first.id, output: "Counted." }),
    second,
    span("model", "chat", { parentId: second.id, output: "Sent." }),
    span("model", "title", { output: "Cups" }),
  );
  expect(rows.lanes.lanes.map(({ name, role }) => [name, role])).toEqual([
    ["clerk", "main"],
    ["courier", "other"],
    ["shop", "other"],
  ]);
  expect(rows.steps.map(({ kind, lane }) => [kind, lane])).toEqual([
    ["message", 0],
    ["message", 1],
    ["message", 2],
  ]);
});
