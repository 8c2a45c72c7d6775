import { parseValue } from "../json/document.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice, type Slice } from "../json/slices.ts";

/** One conversation: its messages with their bytes, and what else the record says. */
export type Conversation = {
  /** Path of each message and its bytes, ranges relative to the record. */
  messages: { path: string; slice: Slice }[];
  /** The record's own members but its messages, tools and system prompt. */
  facts: ReadonlyMap<string, unknown>;
  /** The tools as JSON text, where the record has them. */
  tools: string | null;
  /** The system prompt: text as it is, blocks as the JSON that stands in the record. */
  system: string | null;
};

const SYSTEM = ["system", "system_prompt"];
const LIST = "messages";

/** The conversation of one record: a bare list of messages, or an object that holds one; null where it is none. */
export async function conversationOf(record: Uint8Array, root: unknown): Promise<Conversation | null> {
  if (Array.isArray(root)) {
    if (!isMessageList(root)) return null;
    return { messages: await messagesAt(record, null), facts: new Map(), tools: null, system: null };
  }
  if (typeof root !== "object" || root === null) return null;
  const members = new Map<string, unknown>(Object.entries(root));
  if (!isMessageList(members.get(LIST))) return null;
  const named = SYSTEM.find((key) => members.has(key));
  return {
    messages: await messagesAt(record, LIST),
    facts: new Map([...members].filter(([key]) => key !== LIST && key !== "tools" && key !== named)),
    tools: await textAt(record, members, "tools"),
    system: named === undefined ? null : await textAt(record, members, named),
  };
}

function isMessageList(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.some((item) => typeof item === "object" && item !== null && "role" in item && "content" in item);
}

async function messagesAt(record: Uint8Array, key: string | null): Promise<Conversation["messages"]> {
  const slices = await elementSlices(record, key);
  return slices.map((slice, at) => ({ path: `${key ?? ""}[${at}]`, slice }));
}

async function textAt(record: Uint8Array, members: ReadonlyMap<string, unknown>, key: string): Promise<string | null> {
  const value = members.get(key);
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.length === 0) return null;
  const slice = await memberSlice(record, key);
  return slice && decodeView(slice.bytes);
}

/** A message of a conversation as data. */
export function messageValue({ slice }: Conversation["messages"][number]): unknown {
  return parseValue(slice.bytes);
}
