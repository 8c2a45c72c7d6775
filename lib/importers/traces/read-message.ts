import { undotted } from "./attributes.ts";
import { type JsonNode, opened } from "./json-node.ts";
import { type Message, type MessageRole, messageOf, wordsOf } from "./message.ts";
import { addCall, addPart, isPart, resultText } from "./parts.ts";

/** Roles as APIs and frameworks name them, and the classes of LangChain's messages. */
const ROLES = new Map<string, MessageRole>([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
  ["human", "user"],
  ["assistant", "agent"],
  ["ai", "agent"],
  ["aimessagechunk", "agent"],
  ["model", "agent"],
  ["agent", "agent"],
  ["tool-call", "agent"],
  ["tool", "tool"],
  ["function", "tool"],
  ["tool-response", "tool"],
  ["systemmessage", "system"],
  ["humanmessage", "user"],
  ["aimessage", "agent"],
  ["toolmessage", "tool"],
  ["functionmessage", "tool"],
]);

/** Whether a value is a message of OpenAI, Anthropic, Gemini, GenAI semconv or LangChain, also one level inside. */
export function isMessage(node: JsonNode): boolean {
  const inner = innerOf(node);
  if (inner.textAt("role") !== null || isConstructor(inner)) return true;
  return ROLES.has(inner.textAt("type")?.toLowerCase() ?? "") && inner.get("content") !== null;
}

/**
 * One message of any dialect; `fallback` is whose it is where it does not say. Null for the definition of a tool, which
 * LangChain's callbacks write among the messages.
 */
export function readMessage(node: JsonNode, fallback: MessageRole): Message | null {
  const inner = innerOf(node);
  const body = isConstructor(inner) ? (inner.get("kwargs") ?? inner) : inner;
  const named = isConstructor(inner) ? inner.get("id")?.items.at(-1)?.text : body.textAt("role", "type");
  const message = messageOf(named ? (ROLES.get(named.toLowerCase()) ?? "other") : fallback);
  const content = body.get("content");
  if (content?.textAt("type") === "function" && content.get("function")) return null;
  addContent(message, content);
  for (const name of ["parts", "contents"]) for (const part of body.get(name)?.items ?? []) addPart(message, part);
  addThoughts(message, body);
  addCalls(message, body);
  if ((message.role === "tool" || message.role === "other") && message.results.length === 0)
    return asResult(message, body, message.role === "other" ? (named ?? null) : null);
  return message;
}

/** Calls in a list of their own, and the one call of an older message of OpenAI. */
function addCalls(message: Message, body: JsonNode): void {
  const places = [body, body.get("additional_kwargs")];
  const listed = places.map((place) => place?.get("tool_calls", "toolCalls"));
  const calls = listed.map((list) => (list ? opened(list).items : [])).find((list) => list.length > 0) ?? [];
  // LangChain says a call twice: in the content as its provider wrote it, and in its own list.
  if (calls.length > 0) message.calls = [];
  for (const call of calls) addCall(message, call);
  const legacy = places.map((place) => place?.get("function_call")).find((call) => call?.isObject);
  const name = body.textAt("function_call_name");
  if (message.calls.length > 0) return;
  if (legacy) addCall(message, legacy);
  else if (name !== null)
    message.calls.push({ id: null, name, text: body.textAt("function_call_arguments_json") ?? "{}" });
}

/** A result is a message of its own; a role nobody knows may be the name of its tool. */
function asResult(message: Message, body: JsonNode, role: string | null): Message {
  const content = body.get("content");
  const text = content === null ? (wordsOf(message) ?? "") : resultText(content);
  const id = body.textAt("tool_call_id", "call_id", "id");
  const isError = body.textAt("status") === "error" ? true : null;
  const result = { id, name: body.textAt("name") ?? role, text, isError };
  return { ...message, texts: message.role === "other" ? message.texts : [], results: [result] };
}

/** Words, or parts, or the JSON of parts in a string. */
function addContent(message: Message, content: JsonNode | null): void {
  if (content === null) return;
  const parts = content.get("parts") ?? content;
  const { items } = opened(parts);
  const isSpelt = items.some(isPart) && items.every((item) => item.textAt("type") !== null);
  if (parts.isList || isSpelt) for (const part of items) addPart(message, part);
  else if (content.shown !== "") message.texts.push(content.shown);
}

function addThoughts(message: Message, body: JsonNode): void {
  const places = [body, body.get("additional_kwargs")];
  const thought = places.map((place) => place?.get("reasoning_content", "reasoning")?.text).find(Boolean);
  if (thought) message.thoughts.unshift(thought);
}

/** A choice, a generation or an event wraps its message. */
export function innerOf(node: JsonNode): JsonNode {
  const whole = undotted(node);
  const message = whole.get("message");
  return message?.isObject ? message : whole;
}

/** `{lc, type: "constructor", id: [..., class], kwargs}`: how LangChain writes its objects. */
function isConstructor(node: JsonNode): boolean {
  return node.get("lc") !== null && node.get("kwargs") !== null && node.get("id")?.isList === true;
}
