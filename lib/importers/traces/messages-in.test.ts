import { describe, expect, it } from "vitest";
import { JsonNode } from "./json-node.ts";
import { messagesIn } from "./messages-in.ts";

const read = (payload: unknown) =>
  messagesIn(new JsonNode(JSON.stringify(payload)), "agent").map(
    ({ role, thoughts, texts, calls, results, isPlain }) => [
      role,
      thoughts.join("|"),
      texts.join("|"),
      calls.map(({ id, name, text }) => [id, name, text]),
      results.map(({ id, name, text, isError }) => [id, name, text, isError]),
      ...(isPlain ? ["plain"] : []),
    ],
  );
const ARGS = '{"item":1}';
const CALL = [["c", "pack", ARGS]];
const spoken = (text: string, calls: unknown[] = []) => ["agent", "", text, calls, []];
const openai = { id: "c", type: "function", function: { name: "pack", arguments: ARGS } };
const lc = (type: string, kwargs: object) => ({
  lc: 1,
  type: "constructor",
  id: ["langchain_core", "messages", type],
  kwargs,
});

/** A payload of each framework and what it says. Authority: the public schema of each API or library named. */
const SHAPES: [string, unknown, unknown[]][] = [
  ["a text", "hi", [[...spoken("hi"), "plain"]]],
  ["nothing", "", []],
  ["OpenAI, a message", { role: "assistant", content: "hi", tool_calls: [openai] }, [spoken("hi", CALL)]],
  [
    "OpenAI, a completion",
    { choices: [{ index: 0, message: { role: "assistant", content: null, tool_calls: [openai] } }] },
    [spoken("", CALL)],
  ],
  [
    "OpenAI, an older call",
    { role: "assistant", function_call: { name: "pack", arguments: ARGS } },
    [spoken("", [[null, "pack", ARGS]])],
  ],
  [
    "OpenAI, a response",
    {
      object: "response",
      output: [
        { type: "reasoning", summary: [{ type: "summary_text", text: "hm" }] },
        { type: "message", role: "assistant", content: [{ type: "output_text", text: "hi" }] },
        { type: "function_call", call_id: "c", id: "fc", name: "pack", arguments: ARGS },
      ],
    },
    [["agent", "hm", "", [], []], spoken("hi"), spoken("", CALL)],
  ],
  [
    "Anthropic",
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "hm" },
        { type: "text", text: "hi" },
        { type: "tool_use", id: "c", name: "pack", input: { item: 1 } },
      ],
    },
    [["agent", "hm", "hi", CALL, []]],
  ],
  [
    "Anthropic, a result",
    [
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "c", content: [{ type: "text", text: "no" }], is_error: true }],
      },
    ],
    [["user", "", "", [], [["c", null, "no", true]]]],
  ],
  [
    "Gemini",
    {
      candidates: [
        {
          content: {
            role: "model",
            parts: [
              { text: "hm", thought: true },
              { text: "hi" },
              { functionCall: { name: "pack", args: { item: 1 } } },
            ],
          },
        },
      ],
    },
    [["agent", "hm", "hi", [[null, "pack", ARGS]], []]],
  ],
  [
    "Gemini, a result",
    { contents: [{ role: "user", parts: [{ functionResponse: { name: "pack", response: { ok: 1 } } }] }] },
    [["user", "", "", [], [[null, "pack", '{"ok":1}', null]]]],
  ],
  ["Gemini, a bare text", { model: "example", contents: "hi" }, [[...spoken("hi"), "plain"]]],
  [
    "GenAI conventions",
    [
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "hm" },
          { type: "text", content: "hi" },
          { type: "tool_call", id: "c", name: "pack", arguments: { item: 1 } },
        ],
      },
      { role: "tool", parts: [{ type: "tool_call_response", id: "c", response: "ok" }] },
    ],
    [
      ["agent", "hm", "hi", CALL, []],
      ["tool", "", "", [], [["c", null, "ok", null]]],
    ],
  ],
  [
    "an event of a choice",
    { index: 0, message: { role: "assistant", content: "hi" }, "event.name": "gen_ai.choice" },
    [spoken("hi")],
  ],
  ["AI SDK, calls", [{ toolCallId: "c", toolName: "pack", input: ARGS }], [spoken("", CALL)]],
  [
    "AI SDK, text and calls",
    { text: "hi", toolCalls: [{ toolCallId: "c", toolName: "pack", args: { item: 1 } }] },
    [spoken("hi", CALL)],
  ],
  [
    "AI SDK, parts",
    [{ role: "tool", content: [{ type: "tool-result", toolCallId: "c", toolName: "pack", output: { value: "ok" } }] }],
    [["tool", "", "", [], [["c", "pack", '{"value":"ok"}', null]]]],
  ],
  [
    "LangChain, objects",
    {
      generations: [
        [
          {
            text: "hi",
            message: lc("AIMessage", { content: "hi", tool_calls: [{ id: "c", name: "pack", args: { item: 1 } }] }),
          },
        ],
      ],
    },
    [spoken("hi", CALL)],
  ],
  [
    "LangChain, types",
    {
      messages: [
        { type: "human", content: "hi" },
        { type: "ai", content: "yo", additional_kwargs: { tool_calls: [openai] } },
      ],
    },
    [["user", "", "hi", [], []], spoken("yo", CALL)],
  ],
  [
    "LangChain, a result",
    [lc("ToolMessage", { content: "no", tool_call_id: "c", name: "pack", status: "error" })],
    [["tool", "", "", [], [["c", "pack", "no", true]]]],
  ],
  [
    "LangChain, a tool's definition among messages",
    [{ role: "tool", content: { type: "function", function: { name: "pack" } } }],
    [],
  ],
  [
    "a prompt",
    { prompt: "hi", system: "be kind" },
    [
      ["system", "", "be kind", [], []],
      [...spoken("hi"), "plain"],
    ],
  ],
  ["arguments of a function", { args: ["hi"], kwargs: {} }, [[...spoken("hi"), "plain"]]],
  ["an answer in JSON", { output: "fine", score: 1 }, [[...spoken('{"output":"fine","score":1}'), "plain"]]],
  ["an answer with a text in it", { text: "fine", score: 1 }, [[...spoken('{"text":"fine","score":1}'), "plain"]]],
  ["a list of data", [{ a: 1 }], [[...spoken('[{"a":1}]'), "plain"]]],
  [
    "a part nobody knows",
    { role: "assistant", content: [{ type: "image_url", image_url: "x" }] },
    [spoken('{"type":"image_url","image_url":"x"}')],
  ],
];

describe("payloads", () => {
  it.each(SHAPES)("%s", (_, payload, expected) => {
    expect(read(payload)).toEqual(expected);
  });

  it.each(SHAPES.filter(([, payload]) => typeof payload !== "string"))(
    "%s, as JSON in a string",
    (_, payload, expected) => {
      expect(read(JSON.stringify(payload))).toEqual(expected);
    },
  );

  it("go no deeper than a payload goes", () => {
    const deep = `${'{"input":'.repeat(500)}"hi"${"}".repeat(500)}`;
    expect(messagesIn(new JsonNode(deep), "user")).toHaveLength(1);
  });
});
