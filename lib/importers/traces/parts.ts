import type { JsonNode } from "./json-node.ts";
import type { Said } from "./said.ts";

/**
 * Parts of messages: content blocks of OpenAI and Anthropic, `parts` of Gemini and of the GenAI conventions of
 * OpenTelemetry (whose text is in `content`), parts of the AI SDK, items of OpenAI's responses.
 */
const TEXT = new Set(["text", "input_text", "output_text", "summary_text", "refusal"]);
const THOUGHT = new Set(["thinking", "reasoning"]);
const CALL = new Set(["tool_call", "tool-call", "tool_use", "function_call", "function", "tool_calls"]);
const RESULT = new Set(["tool_call_response", "tool-result", "tool_result", "function_call_output"]);

/** Whether a value in a list is a part of a message and no message. */
export function isPart(node: JsonNode): boolean {
  const type = node.textAt("type") ?? "";
  const isTyped = TEXT.has(type) || THOUGHT.has(type) || CALL.has(type) || RESULT.has(type);
  return isTyped || ["toolCallId", "functionCall", "functionResponse"].some((name) => node.get(name) !== null);
}

/** Puts a part where it belongs in its message; what no dialect knows stays as its JSON. */
export function addPart(said: Said, part: JsonNode): void {
  const type = part.textAt("type") ?? "";
  const gemini = part.get("functionCall", "function_call");
  const answer = part.get("functionResponse", "function_response");
  if (part.text !== null) addText(said.texts, part.text);
  else if (gemini?.isObject) addCall(said, gemini);
  else if (answer?.isObject) addResult(said, answer);
  else if (RESULT.has(type)) addResult(said, part);
  else if (CALL.has(type) || part.get("toolName") !== null) addCall(said, part);
  else if (THOUGHT.has(type)) addText(said.thoughts, thoughtOf(part));
  else if (part.get("thought")?.source === "true") addText(said.thoughts, part.textAt("text") ?? "");
  else if (TEXT.has(type) || (type === "" && part.textAt("text") !== null))
    addText(said.texts, part.textAt("text", "content", "refusal") ?? "");
  else said.texts.push(part.source);
}

/** A call: its name and arguments by any of their names, or inside `function`. */
export function addCall(said: Said, node: JsonNode): void {
  const called = node.get("function");
  const body = called?.isObject ? called : node;
  const args = body.get("arguments", "args", "input");
  said.calls.push({
    id: node.textAt("call_id", "id", "toolCallId"),
    name: body.textAt("name", "toolName") ?? "tool",
    text: args?.shown ?? "{}",
  });
}

function addResult(said: Said, node: JsonNode): void {
  const given = node.get("content", "response", "result", "output");
  said.results.push({
    id: node.textAt("tool_use_id", "toolCallId", "call_id", "id"),
    name: node.textAt("name", "toolName"),
    text: given === null ? "" : resultText(given),
    isError: node.get("is_error", "isError")?.source === "true" ? true : null,
  });
}

/** What a tool gave: a text as it is, the words of parts by line, any other value as its JSON. */
export function resultText(node: JsonNode): string {
  const isWords =
    node.isList && node.items.length > 0 && node.items.every((part) => TEXT.has(part.textAt("type") ?? ""));
  return isWords ? node.items.map((part) => part.textAt("text") ?? "").join("\n") : node.shown;
}

function thoughtOf(part: JsonNode): string {
  const summary = part.get("summary")?.items ?? [];
  if (summary.length > 0) return summary.map((each) => each.textAt("text") ?? "").join("\n\n");
  return part.textAt("thinking", "reasoning", "text", "content") ?? "";
}

function addText(texts: string[], text: string): void {
  if (text !== "") texts.push(text);
}
