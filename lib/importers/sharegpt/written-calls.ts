import { z } from "zod";
import type { Call } from "../dialogue/dialogue-steps.ts";
import { decodeView } from "../json/bytes.ts";
import { scanBytes } from "../json/scan-bytes.ts";
import { elementSlices, memberSlice, type Slice } from "../json/slices.ts";

const Written = z.looseObject({ name: z.string() });
const ARGUMENTS = ["arguments", "parameters"];
/** Glaive quotes arguments with single quotes inside its JSON: `{"name": "f", "arguments": '{"a": 1}'}`. */
const QUOTED = /^\s*\{\s*"name"\s*:\s*"([^"\\]*)"\s*,\s*"arguments"\s*:\s*'([\s\S]*)'\s*\}\s*$/;
/** Calls in tags: Hermes' `<tool_call>` and Glaive's `<functioncall>`, which ends with the text or its end mark. */
const TAGGED =
  /<tool_call>([\s\S]*?)(?:<\/tool_call>|$)|<functioncall>([\s\S]*?)(?:<\/functioncall>|<\|endoftext\|>|$)/g;

/**
 * Calls written as JSON: `{name, arguments}` or a list of them, which is calls in parallel. Arguments are kept as they
 * stand, unit for unit; what cannot be read is one call of its own words.
 */
export async function writtenCalls(text: string): Promise<Call[]> {
  const asIs: Call[] = [{ id: null, name: "tool", text }];
  const [, name, quoted] = QUOTED.exec(text) ?? [];
  if (name !== undefined && quoted !== undefined) return [{ id: null, name: name || "tool", text: quoted }];
  // Half a surrogate pair has no bytes; a stand-in of the same length keeps every place where it was.
  const bytes = new TextEncoder().encode(text.toWellFormed());
  const { error, facts } = scanBytes(bytes);
  if (error !== null || facts.duplicateKeys.count > 0) return asIs;
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value)) {
    const call = await callOf(value, text, bytes);
    return call === null ? asIs : [call];
  }
  const slices = await elementSlices(bytes, null);
  const calls = await Promise.all(
    slices.map((slice, at) => callOf(value[at], textAt(text, bytes, slice), slice.bytes)),
  );
  const known = calls.filter((call) => call !== null);
  return known.length === 0 || known.length < calls.length ? asIs : known;
}

/** One call; `own` is its text and `bytes` its bytes. Null where it has no name. */
async function callOf(value: unknown, own: string, bytes: Uint8Array): Promise<Call | null> {
  const written = Written.safeParse(value);
  if (!written.success) return null;
  const { name } = written.data;
  const members = new Map<string, unknown>(Object.entries(written.data));
  const key = ARGUMENTS.find((each) => members.has(each));
  if (key === undefined) return { id: null, name: name || "tool", text: "{}" };
  const args = members.get(key);
  if (typeof args === "string") return { id: null, name: name || "tool", text: args };
  const slice = await memberSlice(bytes, key);
  return { id: null, name: name || "tool", text: slice ? textAt(own, bytes, slice) : own };
}

/** The units of a text at a range of its bytes. */
function textAt(text: string, bytes: Uint8Array, { byteStart, bytes: own }: Slice): string {
  const from = decodeView(bytes.subarray(0, byteStart)).length;
  return text.slice(from, from + decodeView(own).length);
}

/** The calls in the tags of a text, and the words around them; tags that hold no call are words. */
export async function taggedCalls(text: string): Promise<{ calls: Call[]; words: string }> {
  const calls: Call[] = [];
  const words: string[] = [];
  let at = 0;
  for (const found of text.matchAll(TAGGED)) {
    words.push(text.slice(at, found.index).trim());
    calls.push(...(await writtenCalls((found[1] ?? found[2] ?? "").trim())));
    at = found.index + found[0].length;
  }
  words.push(text.slice(at).trim());
  return { calls, words: words.filter((word) => word !== "").join("\n\n") };
}
