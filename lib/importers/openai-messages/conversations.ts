import { elementSlices, memberSlice, type Slice } from "../json/slices.ts";

/** One conversation of a record: its messages with their bytes, and what else the record says. */
export type Conversation = {
  /** Path of each message, its bytes with ranges relative to the record, and its value. */
  messages: { path: string; slice: Slice; value: unknown }[];
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
export function conversationsOf(record: Uint8Array, root: unknown): Conversation[] {
  if (Array.isArray(root)) {
    const messages = listAt(record, null, root);
    return messages === null ? [] : [{ messages, facts: new Map(), tools: null, side: null }];
  }
  if (typeof root !== "object" || root === null) return [];
  const members = new Map<string, unknown>(Object.entries(root));
  const tools = toolsOf(record, members);
  const rest = (...used: readonly string[]) =>
    new Map([...members].filter(([key]) => key !== "tools" && !used.includes(key)));
  for (const key of LISTS) {
    const messages = listAt(record, key, members.get(key));
    if (messages) return [{ messages, facts: rest(key), tools, side: null }];
  }
  const prompt = listAt(record, "prompt", members.get("prompt")) ?? [];
  const facts = rest("prompt", "completion", "chosen", "rejected");
  const completion = listAt(record, "completion", members.get("completion"));
  if (completion) return [{ messages: [...prompt, ...completion], facts, tools, side: null }];
  const sides: Conversation[] = [];
  for (const side of ["chosen", "rejected"] as const) {
    const messages = listAt(record, side, members.get(side));
    if (messages) sides.push({ messages: [...prompt, ...messages], facts, tools, side });
  }
  return sides;
}

/** A list of messages has roles and something said; ShareGPT's `from` and `value` are another format. */
function isMessageList(value: unknown): value is unknown[] {
  if (!Array.isArray(value)) return false;
  return value.some((item) => typeof item === "object" && item !== null && "role" in item && !("from" in item));
}

function listAt(record: Uint8Array, key: string | null, list: unknown): Conversation["messages"] | null {
  if (!isMessageList(list)) return null;
  return elementSlices(record, key).map((slice, at) => ({ path: `${key ?? ""}[${at}]`, slice, value: list[at] }));
}

function toolsOf(record: Uint8Array, members: ReadonlyMap<string, unknown>): string | null {
  const tools = members.get("tools") ?? members.get("functions");
  if (typeof tools === "string") return tools === "" ? null : tools;
  if (!Array.isArray(tools) || tools.length === 0) return null;
  const slice = memberSlice(record, members.has("tools") ? "tools" : "functions");
  return slice && new TextDecoder().decode(slice.bytes);
}
