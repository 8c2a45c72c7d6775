import { type Branch, branchOfText, child, items, textAt, written } from "./branch.ts";

export type MessageRole = "system" | "user" | "agent" | "tool" | "environment";
export type MessageCall = { id: string | null; name: string; text: string };
export type MessageResult = { id: string | null; text: string };
/** One message of a conversation with a model, out of any dialect. */
export type Message = {
  role: MessageRole;
  text: string | null;
  thought: string | null;
  calls: readonly MessageCall[];
  results: readonly MessageResult[];
};

const ROLES = new Map<string, MessageRole>([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
  ["human", "user"],
  ["assistant", "agent"],
  ["ai", "agent"],
  ["model", "agent"],
  ["agent", "agent"],
  ["tool-call", "agent"],
  ["tool", "tool"],
  ["function", "tool"],
  ["tool-response", "tool"],
]);
const TEXT_TYPES = new Set(["text", "input_text", "output_text"]);
const THOUGHT_TYPES = new Set(["reasoning", "thinking"]);
const CALL_TYPES = new Set(["tool_call", "tool-call", "tool_use", "function_call"]);
const RESULT_TYPES = new Set(["tool_call_response", "tool-result", "tool_result"]);

/**
 * A message of GenAI semconv (`role`, `parts`), of OpenInference (`message.role`, `message.contents.0.message_content.*`,
 * `message.tool_calls.0.tool_call.*`), of the AI SDK or of OpenAI (`role`, `content`, `tool_calls`). Null where it
 * holds nothing that one of them writes.
 */
export function readMessage(outer: Branch, defaultRole: MessageRole | null = null): Message | null {
  const inner = child(outer, "message");
  const message = inner !== null && inner.children.size > 0 ? inner : outer;
  const stated = textAt(message, "role")?.toLowerCase() ?? null;
  const role = stated === null ? defaultRole : (ROLES.get(stated) ?? "environment");
  if (role === null) return null;
  const parts = new Parts();
  parts.addContent(child(message, "content"));
  for (const part of [...items(child(message, "parts")), ...items(child(message, "contents"))]) parts.add(part);
  for (const call of items(child(message, "tool_calls"))) parts.addCall(child(call, "tool_call") ?? call);
  const legacy = textAt(message, "function_call_name");
  if (legacy !== null)
    parts.calls.push({ id: null, name: legacy, text: textAt(message, "function_call_arguments_json") ?? "{}" });
  const thought = textAt(message, "reasoning_content", "reasoning");
  if (thought !== null) parts.thoughts.unshift(thought);
  const text = parts.texts.length === 0 ? null : parts.texts.join("\n");
  const { calls, results } = parts;
  if (role === "tool" && results.length === 0) {
    results.push({ id: textAt(message, "tool_call_id", "id"), text: text ?? "" });
    return { role, text: null, thought: null, calls, results };
  }
  return { role, text, thought: parts.thoughts.length === 0 ? null : parts.thoughts.join("\n\n"), calls, results };
}

/** A list of parts as the words of one message. */
export function readParts(list: Branch, role: MessageRole): Message {
  const parts = new Parts();
  for (const part of items(list)) parts.add(part);
  const text = parts.texts.join("\n") || null;
  return { role, text, thought: parts.thoughts.join("\n\n") || null, calls: parts.calls, results: parts.results };
}

/** A call as a member of `tool_calls`, or as a part: name and arguments by themselves or under `function`. */
export function readCall(call: Branch): MessageCall {
  const said = child(call, "function") ?? call;
  const given = ["arguments", "args", "input"].map((name) => child(said, name)).find((branch) => branch !== null);
  return {
    id: textAt(call, "id", "toolCallId", "call_id", "tool_call_id"),
    name: textAt(said, "name", "toolName") ?? "tool",
    text: given ? written(given) : "{}",
  };
}

class Parts {
  readonly texts: string[] = [];
  readonly thoughts: string[] = [];
  readonly calls: MessageCall[] = [];
  readonly results: MessageResult[] = [];

  /** Words, or parts, or the JSON of parts. */
  addContent(content: Branch | null): void {
    if (content === null) return;
    const own = items(content);
    const spelt = own.length > 0 ? own : items(branchOfText(content.text ?? ""));
    const isParts = spelt.length > 0 && spelt.every((part) => child(part, "type") !== null);
    if (isParts || own.length > 0) for (const part of spelt) this.add(part);
    else if (content.text !== null || content.children.size > 0) this.#say(written(content));
  }

  add(outer: Branch): void {
    const part = child(outer, "message_content") ?? outer;
    const type = textAt(part, "type") ?? "";
    const call = child(outer, "tool_call");
    const words = textAt(part, "text", "content", "thinking", "reasoning");
    if (call !== null) this.addCall(call);
    else if (THOUGHT_TYPES.has(type)) this.thoughts.push(...(words === null ? [] : [words]));
    else if (CALL_TYPES.has(type)) this.addCall(part);
    else if (RESULT_TYPES.has(type)) this.#addResult(part);
    else if (TEXT_TYPES.has(type) || type === "") this.#say(words ?? part.text ?? "");
    else this.#say(written(part));
  }

  addCall(call: Branch): void {
    this.calls.push(readCall(call));
  }

  #addResult(part: Branch): void {
    const given = ["response", "result", "output", "content"].map((name) => child(part, name)).find((each) => each);
    // The AI SDK says of an output whether it is text or JSON.
    const value = given && child(given, "type") !== null ? child(given, "value") : null;
    const said = value ?? given;
    const id = textAt(part, "id", "toolCallId", "tool_use_id", "tool_call_id");
    this.results.push({ id, text: said ? written(said) : "" });
  }

  #say(text: string): void {
    if (text !== "") this.texts.push(text);
  }
}
