import type { JsonNode } from "./json-node.ts";
import { addCall, addPart, resultText } from "./parts.ts";
import { type Said, type SaidRole, saying, wordsOf } from "./said.ts";

/** Roles as APIs and frameworks name them, and the classes of LangChain's messages. */
const ROLES = new Map<string, SaidRole>([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
  ["human", "user"],
  ["assistant", "agent"],
  ["ai", "agent"],
  ["AIMessageChunk", "agent"],
  ["model", "agent"],
  ["tool", "tool"],
  ["function", "tool"],
  ["SystemMessage", "system"],
  ["HumanMessage", "user"],
  ["AIMessage", "agent"],
  ["ToolMessage", "tool"],
  ["FunctionMessage", "tool"],
]);

/** Whether a value is a message of OpenAI, Anthropic, Gemini, GenAI semconv or LangChain, also one level inside. */
export function isMessage(node: JsonNode): boolean {
  const inner = innerOf(node);
  if (inner.textAt("role") !== null) return true;
  return isConstructor(inner) || (ROLES.has(inner.textAt("type") ?? "") && inner.get("content") !== null);
}

/**
 * One message of any dialect; `fallback` is whose it is where it does not say. Null for the definition of a tool, which
 * LangChain's callbacks write among the messages.
 */
export function readMessage(node: JsonNode, fallback: SaidRole): Said | null {
  const inner = innerOf(node);
  const body = isConstructor(inner) ? (inner.get("kwargs") ?? inner) : inner;
  const named = isConstructor(inner) ? inner.get("id")?.items.at(-1)?.text : body.textAt("role", "type");
  const said = saying(named ? (ROLES.get(named) ?? "other") : fallback);
  const content = body.get("content");
  if (content?.textAt("type") === "function" && content.get("function")) return null;
  addContent(said, content);
  for (const part of body.get("parts")?.items ?? []) addPart(said, part);
  addThoughts(said, body);
  const extra = body.get("additional_kwargs");
  const listed = [body, extra].map((place) => place?.get("tool_calls", "toolCalls")?.items ?? []);
  const calls = listed.find((list) => list.length > 0) ?? [];
  // LangChain says a call twice: in the content as its provider wrote it, and in its own list.
  if (calls.length > 0) said.calls = [];
  for (const call of calls) addCall(said, call);
  const legacy = body.get("function_call") ?? extra?.get("function_call");
  if (said.calls.length === 0 && legacy?.isObject) addCall(said, legacy);
  if ((said.role === "tool" || said.role === "other") && said.results.length === 0)
    return asResult(said, body, said.role === "other" ? (named ?? null) : null);
  return said;
}

/** A result is a message of its own; a role nobody knows may be the name of its tool. */
function asResult(said: Said, body: JsonNode, role: string | null): Said {
  const content = body.get("content");
  const text = content === null ? (wordsOf(said) ?? "") : resultText(content);
  const id = body.textAt("tool_call_id", "call_id");
  const isError = body.textAt("status") === "error" ? true : null;
  const result = { id, name: body.textAt("name") ?? role, text, isError };
  return { ...said, texts: said.role === "other" ? said.texts : [], results: [result] };
}

function addContent(said: Said, content: JsonNode | null): void {
  if (content === null) return;
  if (content.isList) for (const part of content.items) addPart(said, part);
  else if (content.get("parts")) for (const part of content.get("parts")?.items ?? []) addPart(said, part);
  else if (content.shown !== "") said.texts.push(content.shown);
}

function addThoughts(said: Said, body: JsonNode): void {
  const places = [body, body.get("additional_kwargs")];
  const thought = places.map((place) => place?.get("reasoning_content", "reasoning")?.text).find(Boolean);
  if (thought) said.thoughts.unshift(thought);
}

/** A choice, a generation or an event wraps its message. */
function innerOf(node: JsonNode): JsonNode {
  const message = node.get("message");
  return message?.isObject ? message : node;
}

/** `{lc, type: "constructor", id: [..., class], kwargs}`: how LangChain writes its objects. */
function isConstructor(node: JsonNode): boolean {
  return node.get("lc") !== null && node.get("kwargs") !== null && node.get("id")?.isList === true;
}
