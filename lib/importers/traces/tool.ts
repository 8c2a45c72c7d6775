import { type JsonNode, opened } from "./json-node.ts";
import { isMessage, readMessage } from "./read-message.ts";
import { resultText } from "./parts.ts";
import type { Span } from "./span.ts";

export type ToolOutput = { text: string | null; isError: boolean | null; id: string | null };

/** What went into a tool or a service: a text as it is, a value as it stands. */
export function inputOf({ input: [first] }: Pick<Span, "input">): string | null {
  return first?.shown ?? null;
}

/** What a tool gave: the content where it is a message to the model, the text of a string inside a string. */
export function outputOf({ output: [first] }: Pick<Span, "output">): ToolOutput {
  if (first === undefined) return { text: null, isError: null, id: null };
  const answer = answerIn(first);
  if (answer) return answer;
  const inner = opened(first);
  const isError = inner.get("isError")?.source === "true" ? true : null;
  const content = inner.get("content");
  const isMcp = content?.isList === true && [...inner.members.keys()].every((name) => MCP.has(name));
  return { text: isMcp && content ? resultText(content) : (inner.text ?? first.shown), isError, id: null };
}

/** A result as the Model Context Protocol writes it. */
const MCP = new Set(["content", "isError", "meta", "_meta", "structuredContent"]);

/** The result where a span's output is one message of a tool; null where it is anything else. */
export function answerIn(node: JsonNode): ToolOutput | null {
  const inner = opened(node);
  if (!inner.isObject || !isMessage(inner)) return null;
  const message = readMessage(inner, "other");
  return message?.role === "tool" ? (message.results[0] ?? null) : null;
}
