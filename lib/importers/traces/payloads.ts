import { attributeNode, type Attributes, attributeText, ownNode } from "./attributes.ts";
import { type JsonNode, listNode, objectNode, opened, scalarNode } from "./json-node.ts";
import type { Span, SpanRole } from "./span.ts";

type Payloads = Pick<Span, "input" | "output">;
type Told = { input: (JsonNode | null)[]; output: (JsonNode | null)[] };

const INPUTS = ["input.value", "traceloop.entity.input", "input"];
const OUTPUTS = ["output.value", "traceloop.entity.output", "output"];

/** What attributes tell of what went into a span of this role and came out, the surest telling first. */
export function payloadsOf(role: SpanRole, attributes: Attributes): Payloads {
  if (role === "environment" || role === "wrapper") return environmentPayloads(attributes);
  const own = role === "tool" ? toolPayloads(attributes) : modelPayloads(attributes);
  const at = (names: readonly string[]) => names.map((name) => ownNode(attributes, name));
  return {
    input: [...own.input, ...at(INPUTS)].filter(isTold),
    output: [...own.output, ...at(OUTPUTS)].filter(isTold),
  };
}

function isTold(node: JsonNode | null): node is JsonNode {
  return node !== null;
}

function toolPayloads(attributes: Attributes): Told {
  const at = (...names: string[]) => names.map((name) => ownNode(attributes, name));
  return {
    input: at("gen_ai.tool.call.arguments", "ai.toolCall.args"),
    output: at("gen_ai.tool.call.result", "ai.toolCall.result"),
  };
}

/**
 * GenAI semconv from 1.37 on; the AI SDK; OpenInference, its messages and its older prompts and choices; OpenLLMetry and
 * the semconv before 1.28.
 */
function modelPayloads(attributes: Attributes): Told {
  const at = (name: string) => attributeNode(attributes, name);
  const instructions = at("gen_ai.system_instructions");
  const asked = at("gen_ai.input.messages");
  return {
    input: [
      instructions ? objectNode(Object.entries({ system: instructions, messages: asked })) : asked,
      at("ai.prompt.messages"),
      at("ai.prompt"),
      at("llm.input_messages"),
      wordsAt(attributes, "llm.prompts", "prompt"),
      at("gen_ai.prompt"),
    ],
    output: [
      at("gen_ai.output.messages"),
      vercelAnswer(attributes),
      at("llm.output_messages"),
      wordsAt(attributes, "llm.choices", "completion"),
      at("gen_ai.completion"),
    ],
  };
}

function vercelAnswer(attributes: Attributes): JsonNode | null {
  const at = (...names: string[]) => names.map((name) => ownNode(attributes, name)).find(isTold) ?? null;
  const content = at("ai.response.text", "ai.response.object", "ai.result.text", "ai.result.object");
  const reasoning = at("ai.response.reasoning");
  const calls = at("ai.response.toolCalls", "ai.result.toolCalls");
  if (content === null && reasoning === null && calls === null) return null;
  return objectNode(Object.entries({ role: scalarNode("assistant"), content, reasoning, tool_calls: calls }));
}

function wordsAt(attributes: Attributes, list: string, name: string): JsonNode | null {
  const items = attributeNode(attributes, list)?.items ?? [];
  const texts = items.map((each) => each.get(name)?.get("text") ?? null).filter(isTold);
  return texts.length === 0 ? null : listNode(texts);
}

/** What a retriever, an embedding, a guard, a judge or a wrapper was asked and gave. Vectors have nothing to read; they stay in the raw file. */
function environmentPayloads(attributes: Attributes): Payloads {
  const items = (name: string) => attributeNode(attributes, name)?.items ?? [];
  const documents = ["retrieval.documents", "reranker.output_documents"]
    .flatMap(items)
    .flatMap((each) => (each.get("document") ?? each).textAt("content") ?? []);
  const embedded = items("embedding.embeddings").flatMap((each) => each.get("embedding")?.textAt("text") ?? []);
  const isVector = attributes.has("ai.embedding") || attributes.has("ai.embeddings") || embedded.length > 0;
  const stated = attributeText(attributes, "reranker.query", "gen_ai.input.messages", ...INPUTS);
  const asked = embedded.length > 0 ? embedded : stated === null ? valuesOf(attributes) : [stated];
  const gave = isVector ? null : attributeText(attributes, "gen_ai.output.messages", ...OUTPUTS);
  const found = documents.length > 0 ? documents.join("\n\n") : gave;
  return {
    input: asked.length === 0 ? [] : [scalarNode(asked.join("\n"))],
    output: found === null ? [] : [scalarNode(found)],
  };
}

/** The AI SDK writes each value as its JSON. */
function valuesOf(attributes: Attributes): string[] {
  const one = ownNode(attributes, "ai.value");
  const many = attributeNode(attributes, "ai.values");
  const values = one ? [one] : many ? opened(many).items : [];
  return values.map((value) => opened(value).shown);
}
