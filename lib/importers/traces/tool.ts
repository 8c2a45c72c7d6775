import { type JsonNode, opened } from "./json-node.ts";
import { isMessage, readMessage } from "./message.ts";
import { resultText } from "./parts.ts";
import { attributeText, type Span } from "./span.ts";

const PREFIX = /^(?:running tool|execute_tool|tool(?: call)?)\s*[:.]?\s+/i;

/** The tool's own name: as an instrumentation states it, else the span's without what says that it is a tool. */
export function toolNameOf(span: Pick<Span, "attributes" | "name">): string {
  const stated = attributeText(span, "gen_ai.tool.name", "tool.name", "ai.toolCall.name");
  return stated ?? (span.name.replace(PREFIX, "") || "tool");
}

/** What went into a tool or a service: a text as it is, a value as it stands. */
export function inputText(node: JsonNode | null): string | null {
  return node === null ? null : node.shown;
}

/** What a tool gave: the content where it is a message to the model, the text of a string inside a string. */
export function outputOf(node: JsonNode | null): { text: string | null; isError: boolean | null; id: string | null } {
  if (node === null) return { text: null, isError: null, id: null };
  const inner = opened(node);
  const result = answerIn(node);
  if (result) return { text: result.text, isError: result.isError, id: result.id };
  const isError = inner.get("isError")?.source === "true" ? true : null;
  const content = inner.get("content");
  const isMcp = content?.isList === true && [...inner.members.keys()].every((name) => MCP.has(name));
  if (isMcp && content) return { text: resultText(content), isError, id: null };
  return { text: inner.text ?? node.shown, isError, id: null };
}

/** A result as the Model Context Protocol writes it. */
const MCP = new Set(["content", "isError", "meta", "_meta", "structuredContent"]);

/** The result where a span's output is one message of a tool; null where it is anything else. */
export function answerIn(node: JsonNode): { text: string; isError: boolean | null; id: string | null } | null {
  const inner = opened(node);
  if (!inner.isObject || !isMessage(inner)) return null;
  const said = readMessage(inner, "other");
  return said?.role === "tool" ? (said.results[0] ?? null) : null;
}

/** Whether the span's name or its attributes say that it is a tool's. */
export function isToolName(span: Pick<Span, "attributes" | "name">): boolean {
  return PREFIX.test(span.name) || attributeText(span, "gen_ai.tool.name", "tool.name", "ai.toolCall.name") !== null;
}
