import { type Branch, branchAt, branchOfAll, branchOfText, child, items, textAt } from "./branch.ts";
import { type Message, type MessageRole, readCall, readMessage } from "./message.ts";
import { messagesIn, messagesOfText } from "./messages-in.ts";
import { type Attributes, attributeText, type Span, type SpanEvent } from "./span.ts";

/** Messages as events, GenAI semconv 1.28 to 1.36: the name of the event is the role. */
const ROLES = new Map<string, MessageRole>([
  ["gen_ai.system.message", "system"],
  ["gen_ai.user.message", "user"],
  ["gen_ai.assistant.message", "agent"],
  ["gen_ai.tool.message", "tool"],
]);

/** What the events of a span, or log records that name it, say of its messages. */
export function eventMessages({ events }: Pick<Span, "events">): { input: Message[]; output: Message[] } {
  const input: Message[] = [];
  const output: Message[] = [];
  for (const event of events) {
    const name = nameOf(event);
    const role = ROLES.get(name);
    if (role !== undefined) input.push(...messageOf(event.attributes, role));
    else if (name === "gen_ai.choice") output.push(...messageOf(event.attributes, "agent"));
    else {
      input.push(...listAt(event.attributes, ["gen_ai.input.messages", "gen_ai.prompt"], "user"));
      output.push(...listAt(event.attributes, ["gen_ai.output.messages", "gen_ai.completion"], "agent"));
    }
  }
  return { input, output };
}

/** A log record may say its event only in an attribute. */
function nameOf({ name, attributes }: SpanEvent): string {
  return name === "" ? (attributeText(attributes, "event.name") ?? "") : name;
}

function messageOf(attributes: Attributes, role: MessageRole): Message[] {
  const body = attributeText(attributes, "body", "gen_ai.event.content");
  const all = body === null ? branchOfAll(attributes) : branchOfText(body);
  const written = child(all, "message")?.text ?? null;
  // On a span's event, the message and its calls are JSON texts.
  const said = body === null && written !== null ? branchOfText(written) : all;
  const message = readMessage(said, role);
  if (message === null) return [];
  const calls = message.calls.length > 0 ? message.calls : writtenCalls(said);
  return [{ ...message, role, calls }];
}

function writtenCalls(said: Branch): Message["calls"] {
  const text = textAt(said, "tool_calls");
  return text === null ? [] : items(branchOfText(text)).map(readCall);
}

function listAt(attributes: Attributes, names: readonly string[], role: MessageRole): Message[] {
  for (const name of names) {
    const list = branchAt(attributes, name);
    if (list === null) continue;
    const held = messagesIn(list, role);
    return held.length > 0 || list.text === null ? held : messagesOfText(list.text, role);
  }
  return [];
}
