import { z } from "zod";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import { elementSlices, memberSlice, type Slice } from "../json/slices.ts";

/** A conversation of a record: its turns with their bytes, and what else the record says. */
export type Conversation = {
  /** Byte ranges are relative to the record. */
  turns: { path: string; slice: Slice }[];
  /** The record's own members but its turns and tools. */
  facts: ReadonlyMap<string, unknown>;
  /** The tools as JSON text, where the record has them. */
  tools: string | null;
  /** Which side of a preference this is; null where there is none. */
  side: "chosen" | "rejected" | null;
};

const LISTS = ["conversations", "conversation"];
const SIDES = ["chosen", "rejected"] as const;

/** A turn, in the names ShareGPT uses and in those of messages. */
const Turn = z.union([z.looseObject({ from: z.string() }), z.looseObject({ role: z.string() })]);

/**
 * The conversations of one record: one, two where it ends in a preference, none where it is no conversation. A record
 * is an object with a list of turns, or the list itself.
 */
export async function conversationsOf(record: Uint8Array, root: unknown): Promise<Conversation[]> {
  if (Array.isArray(root)) {
    if (!hasTurns(root)) return [];
    return [{ turns: await turnsAt(record, null), facts: new Map(), tools: null, side: null }];
  }
  if (typeof root !== "object" || root === null) return [];
  const members = new Map<string, unknown>(Object.entries(root));
  const list = LISTS.find((key) => hasTurns(members.get(key)));
  if (list === undefined) return [];
  const turns = await turnsAt(record, list);
  const tools = await toolsOf(record, members.get("tools"));
  const facts = new Map([...members].filter(([key]) => key !== list && key !== "tools"));
  const whole: Conversation = { turns, facts, tools, side: null };
  const sides: Conversation[] = [];
  for (const side of SIDES) {
    const last = isTurn(members.get(side)) ? await memberSlice(record, side) : null;
    if (last) sides.push({ ...whole, turns: [...turns, { path: side, slice: last }], side });
  }
  return sides.length === 0 ? [whole] : sides;
}

function isTurn(value: unknown): boolean {
  return Turn.safeParse(value).success;
}

function hasTurns(value: unknown): boolean {
  return Array.isArray(value) && value.some(isTurn);
}

async function turnsAt(record: Uint8Array, key: string | null): Promise<Conversation["turns"]> {
  const slices = await elementSlices(record, key);
  return slices.map((slice, at) => ({ path: `${key ?? ""}[${at}]`, slice }));
}

async function toolsOf(record: Uint8Array, tools: unknown): Promise<string | null> {
  // Records without tools in a set with them hold an empty list, as text.
  if (typeof tools === "string") return tools === "" || tools === "[]" ? null : tools;
  if (!Array.isArray(tools) || tools.length === 0) return null;
  const slice = await memberSlice(record, "tools");
  return slice && decodeView(slice.bytes);
}

/** A turn of a conversation as data. */
export function turnValue({ slice }: Conversation["turns"][number]): unknown {
  return parseValue(slice.bytes);
}
