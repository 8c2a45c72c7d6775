import { undotted } from "./attributes.ts";
import type { JsonNode } from "./json-node.ts";
import type { Message } from "./message.ts";

/**
 * Parts of messages: content blocks of OpenAI and Anthropic, `parts` of Gemini and of the GenAI conventions of
 * OpenTelemetry (whose text is in `content`), `contents` of OpenInference, parts of the AI SDK, items of OpenAI's
 * responses.
 */
const TEXT = new Set(["text", "input_text", "output_text", "summary_text", "refusal"]);
const THOUGHT = new Set(["thinking", "reasoning"]);
const CALL = new Set(["tool_call", "tool-call", "tool_use", "function_call", "function", "tool_calls"]);
const RESULT = new Set(["tool_call_response", "tool-result", "tool_result", "function_call_output"]);
/** What a call or a result is inside of, or is marked by, where it has no type. */
const MARKS = ["toolCallId", "functionCall", "functionResponse", "message_content", "tool_call"];

/** Whether a value in a list is a part of a message and no message. */
export function isPart(outer: JsonNode): boolean {
  const node = undotted(outer);
  const type = node.textAt("type") ?? "";
  const isTyped = TEXT.has(type) || THOUGHT.has(type) || CALL.has(type) || RESULT.has(type);
  return isTyped || MARKS.some((name) => node.get(name) !== null);
}

/** Puts a part where it belongs in its message; what no dialect knows stays as its JSON. */
export function addPart(message: Message, outer: JsonNode): void {
  const whole = undotted(outer);
  const part = whole.get("message_content", "tool_call") ?? whole;
  const type = part.textAt("type") ?? "";
  const gemini = part.get("functionCall", "function_call");
  const answer = part.get("functionResponse", "function_response");
  const words = part.textAt("text", "content", "refusal");
  if (part.text !== null) addText(message.texts, part.text);
  else if (gemini?.isObject) addCall(message, gemini);
  else if (answer?.isObject) addResult(message, answer);
  else if (RESULT.has(type)) addResult(message, part);
  else if (CALL.has(type) || part.get("toolName") !== null || whole.get("tool_call")) addCall(message, part);
  else if (THOUGHT.has(type)) addText(message.thoughts, thoughtOf(part));
  else if (part.get("thought")?.source === "true") addText(message.thoughts, words ?? "");
  else if (TEXT.has(type) || (type === "" && words !== null)) addText(message.texts, words ?? "");
  else message.texts.push(outer.source);
}

/** A call: its name and arguments by any of their names, or inside `function`. */
export function addCall(message: Message, outer: JsonNode): void {
  const whole = undotted(outer);
  const node = whole.get("tool_call") ?? whole;
  const called = node.get("function");
  const body = called?.isObject ? called : node;
  const args = body.get("arguments", "args", "input");
  message.calls.push({
    id: node.textAt("call_id", "id", "toolCallId", "tool_call_id"),
    name: body.textAt("name", "toolName") ?? "tool",
    text: args?.shown ?? "{}",
  });
}

function addResult(message: Message, node: JsonNode): void {
  const given = node.get("content", "response", "result", "output");
  // The AI SDK says of an output whether it is text or JSON.
  const value = given?.get("type") ? given.get("value") : null;
  message.results.push({
    id: node.textAt("tool_use_id", "toolCallId", "tool_call_id", "call_id", "id"),
    name: node.textAt("name", "toolName"),
    text: given === null ? "" : resultText(value ?? given),
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
