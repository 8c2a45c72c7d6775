import { type JsonNode, opened } from "./json-node.ts";
import { type Message, type MessageRole, messageOf, wordsOf } from "./message.ts";
import { addPart, isPart } from "./parts.ts";
import { innerOf, isMessage, readMessage } from "./read-message.ts";

/** Members that hold the conversation of a payload, whatever stands beside them. */
const HOLDERS = ["choices", "candidates", "generations", "messages", "input_messages", "contents"];
/** Names an answer of a model may use as well: they hold the conversation only inside an envelope. */
const LOOSE_HOLDERS = ["prompts", "prompt", "output", "outputs", "input", "inputs", "args"];
const SYSTEM = ["system", "instructions", "system_instruction"];
const ENVELOPE = new Set([...LOOSE_HOLDERS, ...SYSTEM, "kwargs", "tools", "config", "run_id", "stop"]);
/** What stands beside the text of a generation, or beside the content of a message that says no role. */
const BESIDE_TEXT = new Set(["text", "generation_info", "message", "type", "finish_reason", "index", "logprobs"]);
const BESIDE_CONTENT = new Set([
  "content",
  "contents",
  "id",
  "name",
  "index",
  "finish_reason",
  "additional_kwargs",
  "response_metadata",
  "usage_metadata",
]);
/** A payload in a payload in a payload; deeper it is data. */
const MAX_DEPTH = 6;

/** The first telling that is a conversation, else the first text; the surest stand first. */
export function conversationIn(payloads: readonly JsonNode[], fallback: MessageRole): Message[] {
  let plain: Message[] = [];
  for (const payload of payloads) {
    const messages = messagesIn(payload, fallback);
    if (messages.some(({ isPlain }) => !isPlain)) return messages;
    if (plain.length === 0) plain = messages;
  }
  return plain;
}

/**
 * The messages of what went into a model or came out, in any of the shapes frameworks hand over; `fallback` is whose
 * words they are where nothing says. A value of no known shape is one plain message of its own text.
 */
export function messagesIn(payload: JsonNode | null, fallback: MessageRole, depth = 0): Message[] {
  if (payload === null) return [];
  const node = opened(payload);
  if (node.text === "") return [];
  const found =
    depth > MAX_DEPTH ? null : node.isList ? ofList(node, fallback, depth) : ofObject(node, fallback, depth);
  return found ?? [messageOf(fallback, node.shown, true)];
}

/** Messages, parts of one, or payloads. What is none of them is kept as its JSON; null where nothing is one. */
function ofList({ items }: JsonNode, fallback: MessageRole, depth: number): Message[] | null {
  const all: Message[] = [];
  let open: Message | null = null;
  let isTold = items.length === 0;
  for (const item of items) {
    const isOfOne = !isMessage(item) && isPart(item);
    if (isOfOne) {
      open ??= messageOf(fallback);
      if (!all.includes(open)) all.push(open);
      addPart(open, item);
    } else open = null;
    const held = isOfOne
      ? []
      : item.isObject
        ? ofObject(item, fallback, depth + 1)
        : messagesIn(item, fallback, depth + 1);
    isTold ||= held !== null;
    all.push(...(held ?? [messageOf("other", item.source, true)]));
  }
  return isTold ? all.map(owned) : null;
}

/** Calls without a role are the model's. */
function owned(message: Message): Message {
  return message.calls.length > 0 && message.role === "user" ? { ...message, role: "agent" } : message;
}

function ofObject(node: JsonNode, fallback: MessageRole, depth: number): Message[] | null {
  if (!node.isObject) return null;
  if (isMessage(node)) return one(readMessage(node, fallback));
  const system = node.get(...SYSTEM);
  const held = holderOf(node);
  if (held !== null || (system !== null && isOnly(node, ENVELOPE)))
    return [...messagesIn(system, "system", depth + 1).map(asStated), ...messagesIn(held, fallback, depth + 1)];
  // A candidate of Gemini, a result of the AI SDK, a message without a role.
  const content = node.get("content");
  if (content?.isObject && content.get("parts")) return one(readMessage(content, fallback));
  const inner = innerOf(node);
  const isBare = inner.get("content", "contents") !== null && isOnly(inner, BESIDE_CONTENT);
  if (inner.get("tool_calls", "toolCalls", "parts") || isBare) {
    const message = readMessage(node, fallback);
    const text = message && wordsOf(message) === null ? node.textAt("text") : null;
    if (message && text !== null) message.texts.push(text);
    return one(message);
  }
  const text = isOnly(node, BESIDE_TEXT) ? node.textAt("text") : null;
  return text === null ? null : [messageOf(fallback, text)];
}

/** Words whose role the payload itself gives. */
function asStated(message: Message): Message {
  return { ...message, isPlain: false };
}

function holderOf(node: JsonNode): JsonNode | null {
  const isEnvelope = isOnly(node, ENVELOPE) || node.textAt("model", "object") !== null;
  return node.get(...HOLDERS) ?? (isEnvelope ? node.get(...LOOSE_HOLDERS) : null);
}

function isOnly(node: JsonNode, names: ReadonlySet<string>): boolean {
  return [...node.members.keys()].every((name) => names.has(name));
}

function one(message: Message | null): Message[] {
  return message === null ? [] : [message];
}
