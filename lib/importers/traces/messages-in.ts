import { type JsonNode, opened } from "./json-node.ts";
import { isMessage, readMessage } from "./message.ts";
import { addPart, isPart } from "./parts.ts";
import { type Said, type SaidRole, saying, wordsOf } from "./said.ts";

/** Members that hold the conversation of a payload, whatever stands beside them. */
const HOLDERS = ["choices", "candidates", "generations", "messages", "contents"];
/** Names an answer of a model may use as well: they hold the conversation only inside an envelope. */
const LOOSE_HOLDERS = ["prompts", "prompt", "output", "outputs", "input", "inputs", "args"];
const SYSTEM = ["system", "instructions", "system_instruction"];
const ENVELOPE = new Set([...LOOSE_HOLDERS, ...SYSTEM, "kwargs", "tools", "config", "run_id", "stop"]);
/** What stands beside the text of a generation, or beside the content of a message that says no role. */
const BESIDE_TEXT = new Set(["text", "generation_info", "message", "type", "finish_reason", "index", "logprobs"]);
const BESIDE_CONTENT = new Set(["content", "id", "name", "additional_kwargs", "response_metadata", "usage_metadata"]);
/** A payload in a payload in a payload; deeper it is data. */
const MAX_DEPTH = 6;

/**
 * The messages of what went into a model or came out, in any of the shapes frameworks hand over; `fallback` is whose
 * words they are where nothing says. A value of no known shape is one plain message of its own text.
 */
export function messagesIn(payload: JsonNode | null, fallback: SaidRole, depth = 0): Said[] {
  if (payload === null) return [];
  const node = opened(payload);
  if (node.text === "") return [];
  const found =
    depth > MAX_DEPTH ? null : node.isList ? ofList(node, fallback, depth) : ofObject(node, fallback, depth);
  return found ?? [saying(fallback, node.shown, true)];
}

function ofList({ items }: JsonNode, fallback: SaidRole, depth: number): Said[] | null {
  const all: Said[] = [];
  let open: Said | null = null;
  for (const item of items) {
    if (isMessage(item)) {
      all.push(...[readMessage(item, fallback) ?? []].flat());
      open = null;
    } else if (isPart(item)) {
      open ??= saying(fallback);
      if (!all.includes(open)) all.push(open);
      addPart(open, item);
    } else {
      const held = item.isObject ? ofObject(item, fallback, depth + 1) : messagesIn(item, fallback, depth + 1);
      if (held === null) return null;
      all.push(...held);
      open = null;
    }
  }
  return all.map(owned);
}

/** Calls without a role are the model's, results without one a tool's. */
function owned(said: Said): Said {
  if (said.calls.length > 0 && said.role === "user") return { ...said, role: "agent" };
  return said;
}

function ofObject(node: JsonNode, fallback: SaidRole, depth: number): Said[] | null {
  if (!node.isObject) return null;
  if (isMessage(node)) return [readMessage(node, fallback) ?? []].flat();
  const held = holderOf(node);
  if (held !== null) {
    const system = node.textAt(...SYSTEM);
    return [...(system === null ? [] : [saying("system", system)]), ...messagesIn(held, fallback, depth + 1)];
  }
  // A candidate of Gemini, a result of the AI SDK, a message without a role.
  const content = node.get("content");
  if (content?.isObject && content.get("parts")) return [readMessage(content, fallback) ?? []].flat();
  if (node.get("tool_calls", "toolCalls", "parts") || (content !== null && isOnly(node, BESIDE_CONTENT))) {
    const said = readMessage(node, fallback);
    const text = said && wordsOf(said) === null ? node.textAt("text") : null;
    if (said && text !== null) said.texts.push(text);
    return said ? [said] : [];
  }
  const text = isOnly(node, BESIDE_TEXT) ? node.textAt("text") : null;
  return text === null ? null : [saying(fallback, text)];
}

function holderOf(node: JsonNode): JsonNode | null {
  const isEnvelope = isOnly(node, ENVELOPE) || node.textAt("model", "object") !== null;
  return node.get(...HOLDERS) ?? (isEnvelope ? node.get(...LOOSE_HOLDERS) : null);
}

function isOnly(node: JsonNode, names: ReadonlySet<string>): boolean {
  return [...node.members.keys()].every((name) => names.has(name));
}
