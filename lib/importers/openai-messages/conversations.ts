import { parseValue } from "../json/document.ts";
import { elementSlices, memberSlice, type Slice } from "../json/slices.ts";

/** One conversation of a record: its messages with their bytes, and what else the record says. */
export type Conversation = {
  /** Path of the list and its messages, byte ranges relative to the record. */
  messages: { path: string; slice: Slice }[];
  /** The record's own members but the messages. */
  facts: ReadonlyMap<string, unknown>;
  /** The tools as JSON text, where the record has them. */
  tools: string | null;
  /** Which side of a preference this is; null where there is none. */
  side: "chosen" | "rejected" | null;
};

/** Where datasets put their list of messages, the surest first. */
const LISTS = ["messages", "conversation", "conversations", "traj", "trajectory"] as const;

/**
 * The conversations of one record: one, two for a preference, none where it is no conversation. Dialects: a bare list;
 * an object with a list of messages; prompt and completion; a prompt with what was chosen and what was rejected.
 */
export async function conversationsOf(record: Uint8Array, root: unknown): Promise<Conversation[]> {
  if (Array.isArray(root)) {
    const messages = await listAt(record, null);
    return messages === null ? [] : [{ messages, facts: new Map(), tools: null, side: null }];
  }
  if (typeof root !== "object" || root === null) return [];
  const members = new Map<string, unknown>(Object.entries(root));
  const tools = await toolsOf(record, members);
  const rest = (...used: readonly string[]) =>
    new Map([...members].filter(([key]) => key !== "tools" && !used.includes(key)));
  for (const key of LISTS) {
    const messages = isMessageList(members.get(key)) ? await listAt(record, key) : null;
    if (messages) return [{ messages, facts: rest(key), tools, side: null }];
  }
  const prompt = isMessageList(members.get("prompt")) ? ((await listAt(record, "prompt")) ?? []) : [];
  const facts = rest("prompt", "completion", "chosen", "rejected");
  const completion = isMessageList(members.get("completion")) ? await listAt(record, "completion") : null;
  if (completion) return [{ messages: [...prompt, ...completion], facts, tools, side: null }];
  const sides: Conversation[] = [];
  for (const side of ["chosen", "rejected"] as const) {
    const messages = isMessageList(members.get(side)) ? await listAt(record, side) : null;
    if (messages) sides.push({ messages: [...prompt, ...messages], facts, tools, side });
  }
  return sides;
}

/** A list of messages has roles and something said; ShareGPT's `from` and `value` are another format. */
function isMessageList(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.some((item) => typeof item === "object" && item !== null && "role" in item && !("from" in item));
}

async function listAt(record: Uint8Array, key: string | null): Promise<Conversation["messages"] | null> {
  const slices = await elementSlices(record, key);
  if (key === null && !isMessageList(slices.map(({ bytes }) => parseValue(bytes)))) return null;
  return slices.map((slice, at) => ({ path: `${key ?? ""}[${at}]`, slice }));
}

async function toolsOf(record: Uint8Array, members: ReadonlyMap<string, unknown>): Promise<string | null> {
  const tools = members.get("tools") ?? members.get("functions");
  if (typeof tools === "string") return tools === "" ? null : tools;
  if (!Array.isArray(tools) || tools.length === 0) return null;
  const slice = await memberSlice(record, members.has("tools") ? "tools" : "functions");
  return slice && new TextDecoder().decode(slice.bytes);
}
