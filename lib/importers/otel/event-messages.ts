import { type Attributes, type AttributeValue, attributeNode, attributeText } from "../traces/attributes.ts";
import { type JsonNode, listNode, objectNode, opened, scalarNode } from "../traces/json-node.ts";
import type { OtelSpan, SpanEvent } from "./otel-span.ts";

/** Messages as events, GenAI semconv 1.28 to 1.36: the name of the event is the role. */
const ROLES = new Map([
  ["gen_ai.system.message", "system"],
  ["gen_ai.user.message", "user"],
  ["gen_ai.assistant.message", "assistant"],
  ["gen_ai.tool.message", "tool"],
]);
const CHOICE = "gen_ai.choice";
/** Attributes of events that speak for their span. */
const OF_SPAN = ["gen_ai.input.messages", "gen_ai.prompt", "gen_ai.output.messages", "gen_ai.completion"];

/** The attributes of a span with what its events, or log records that name it, say of its messages, as later conventions write it. */
export function withEventMessages({ attributes, events }: OtelSpan): Attributes {
  const found = new Map<string, AttributeValue>();
  const asked = events.flatMap((event) => messageOf(event, ROLES.get(nameOf(event))));
  const answered = events.filter((event) => nameOf(event) === CHOICE).flatMap((event) => messageOf(event, "assistant"));
  if (asked.length > 0) found.set("gen_ai.input.messages", listNode(asked).source);
  if (answered.length > 0) found.set("gen_ai.output.messages", listNode(answered).source);
  for (const event of events)
    for (const [name, value] of event.attributes)
      if (!found.has(name) && OF_SPAN.some((each) => name === each || name.startsWith(`${each}.`)))
        found.set(name, value);
  return found.size === 0 ? attributes : new Map([...found, ...attributes]);
}

/** A log record may say its event only in an attribute. */
function nameOf({ name, attributes }: SpanEvent): string {
  return name === "" ? (attributeText(attributes, "event.name") ?? "") : name;
}

/** The message is the body, or the attributes themselves; of a choice it stands inside, perhaps as its JSON in a text. */
function messageOf({ attributes }: SpanEvent, role: string | undefined): JsonNode[] {
  if (role === undefined) return [];
  const body = attributeNode(attributes, "body") ?? attributeNode(attributes, "gen_ai.event.content");
  const all = body ? opened(body) : objectNode([...attributes].map(([name, value]) => [name, scalarNode(value)]));
  const said = all.get("message") ?? all;
  const { members, isObject } = opened(said);
  if (!isObject) return [objectNode(Object.entries({ role: scalarNode(role), content: said }))];
  return [objectNode([...members, ["role", scalarNode(role)]])];
}
