import { type Branch, branchOfText, child, items, textAt, written } from "./branch.ts";
import { type Message, type MessageRole, readCall, readMessage } from "./message.ts";

/**
 * The messages a value holds: a list of them, a request with `messages` or `prompt` and perhaps `system`, an answer
 * with `choices`, `message`, `text` or `content`. Nothing where it holds none of these.
 */
export function messagesIn(value: Branch, role: MessageRole): Message[] {
  const list = items(value);
  if (list.length > 0) return eachOf(list);
  if (value.children.size === 0) return [];
  const system = child(value, "system");
  const before = system === null ? [] : fromText(system, "system");
  const asked = child(value, "messages") ?? child(value, "prompt") ?? child(value, "input_messages");
  if (asked !== null) {
    const nested = items(asked);
    // LangChain wraps the messages of a call in a list of calls.
    const inner = nested.length === 1 && nested[0] && child(nested[0], "role") === null ? items(nested[0]) : [];
    const messages = eachOf(inner.length > 0 ? inner : nested);
    return [...before, ...(messages.length > 0 ? messages : fromText(asked, role))];
  }
  const choices = items(child(value, "choices"));
  if (choices.length > 0) return choices.flatMap((choice) => readMessage(choice, "agent") ?? []);
  if (child(value, "role") !== null || child(value, "message") !== null) return one(readMessage(value, role));
  const text = textAt(value, "text");
  return text === null ? before : [...before, says(role, text)];
}

/** A text as messages: the ones its JSON holds, else one that says it. */
export function messagesOfText(text: string, role: MessageRole): Message[] {
  const held = messagesIn(branchOfText(text), role);
  return held.length > 0 ? held : [says(role, text)];
}

/** A message of nothing but words. */
export function says(role: MessageRole, text: string, thought: string | null = null): Message {
  return { role, text: text === "" ? null : text, thought, calls: [], results: [] };
}

/** The calls in a list of them. */
export function callsIn(list: Branch): Message["calls"] {
  return items(list).map(readCall);
}

/** A list with at least one message in it; whatever else stands there is kept as its own source. */
function eachOf(list: readonly Branch[]): Message[] {
  const messages = list.map((each) => readMessage(each));
  if (messages.every((message) => message === null)) return [];
  return list.map((each, at) => messages[at] ?? says("environment", written(each)));
}

function fromText(branch: Branch, role: MessageRole): Message[] {
  return branch.text === null || branch.text === "" ? [] : [says(role, branch.text)];
}

function one(message: Message | null): Message[] {
  return message === null ? [] : [message];
}
