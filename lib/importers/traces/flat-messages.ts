import type { JsonNode } from "./json-node.ts";
import { type Said, type SaidRole, saying } from "./said.ts";

const NAME = /^llm\.input_messages\.(\d{1,6})\.message\.(role|content)$/;

/**
 * The system's and the user's words out of flattened attributes, `llm.input_messages.0.message.role`. Authority: the
 * OpenInference semantic conventions. A name is only ever compared, never walked.
 */
export function flatMessages(attributes: ReadonlyMap<string, JsonNode>): Said[] {
  const roles = new Map<number, SaidRole>();
  const texts = new Map<number, string>();
  for (const [name, value] of attributes) {
    const [, index, member] = NAME.exec(name) ?? [];
    if (index === undefined || value.text === null) continue;
    if (member === "content") texts.set(Number(index), value.text);
    else roles.set(Number(index), value.text === "user" ? "user" : value.text === "system" ? "system" : "other");
  }
  return [...roles]
    .sort(([left], [right]) => left - right)
    .filter(([, role]) => role !== "other")
    .map(([index, role]) => saying(role, texts.get(index) ?? null));
}
