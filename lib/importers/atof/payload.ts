import { z } from "zod";
import { readBlocks } from "../anthropic-messages/blocks.ts";
import type { Call } from "../dialogue/dialogue-steps.ts";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { InputMessage, LlmInput, LlmOutput } from "./schema.ts";

/** What stands in `data`, with its own bytes; null where there is nothing. */
export type Payload = { value: unknown; bytes: Uint8Array };

/** What a model was told, as far as it is a person's or the system's. */
export type Told = { role: "user" | "system"; text: string };

/** What a model gave: words, thoughts and calls. */
export type Answer = { thought: string | null; said: string | null; calls: Call[]; usage: LlmOutput["usage"] };

const CALL = z.looseObject({ id: z.string().nullish().catch(null), name: z.string().nullish().catch(null) });

export async function payloadOf(line: Uint8Array): Promise<Payload | null> {
  const slice = await memberSlice(line, "data");
  const value = slice && parseValue(slice.bytes);
  return slice === null || value === null ? null : { value, bytes: slice.bytes };
}

/** The words of a payload: a text, the only member of an object where that is one, else its JSON as it stands. */
export function wordsOf(payload: Payload | null): string | null {
  if (payload === null) return null;
  const { value, bytes } = payload;
  if (typeof value === "string") return value || null;
  const members = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.values(value) : [];
  const [only] = members;
  if (members.length === 1 && typeof only === "string") return only || null;
  return members.length === 0 && typeof value === "object" && !Array.isArray(value) ? null : decodeView(bytes);
}

/** What a tool gave: `{result}` and `{output}` are wrappers, as the reference converter has it. */
export async function resultOf(payload: Payload | null): Promise<string> {
  const value = payload?.value;
  const keys = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const [only] = keys;
  if (payload !== null && keys.length === 1 && (only === "result" || only === "output")) {
    const slice = await memberSlice(payload.bytes, only);
    if (slice) return wordsOf({ value: parseValue(slice.bytes), bytes: slice.bytes }) ?? "";
  }
  return wordsOf(payload) ?? "";
}

/** A model is given the whole conversation each time; its own words and results of tools are rows elsewhere. */
export async function toldOf(payload: Payload | null): Promise<Told[]> {
  const input = LlmInput.safeParse(payload?.value).data;
  if (payload === null) return [];
  const nested = input?.content ? await memberSlice(payload.bytes, "content") : null;
  if (!input?.messages && !nested) {
    const text = wordsOf(payload);
    return text === null ? [] : [{ role: "user", text }];
  }
  const told: Told[] = [];
  for (const { bytes } of await elementSlices(nested?.bytes ?? payload.bytes, "messages")) {
    const message = InputMessage.safeParse(parseValue(bytes)).data;
    const role = message?.role === "user" ? "user" : SYSTEM.has(message?.role ?? "") ? "system" : null;
    if (!message || role === null) continue;
    const slice = typeof message.content === "string" ? null : await memberSlice(bytes, "content");
    const text = typeof message.content === "string" ? message.content : slice ? decodeView(slice.bytes) : "";
    if (text !== "") told.push({ role, text });
  }
  return told;
}

const SYSTEM = new Set(["system", "developer"]);

/** OpenAI's shapes, flat or in `choices`, Anthropic's blocks, else the payload's words. */
export async function answerOf(payload: Payload | null): Promise<Answer> {
  const nothing: Answer = { thought: null, said: null, calls: [], usage: null };
  const output = LlmOutput.safeParse(payload?.value).data;
  if (payload === null || !output) return { ...nothing, said: wordsOf(payload) };
  const { usage } = output;
  const [choice] = output.choices ? await elementSlices(payload.bytes, "choices") : [];
  const chosen = choice ? await memberSlice(choice.bytes, "message") : null;
  const own = chosen ? LlmOutput.safeParse(parseValue(chosen.bytes)).data : output;
  const bytes = chosen?.bytes ?? payload.bytes;
  if (!own || !("content" in own || "tool_calls" in own)) return { ...nothing, said: wordsOf(payload), usage };
  const calls = own.tool_calls ? await callsOf(bytes) : [];
  if (!Array.isArray(own.content)) return { thought: null, said: own.content || null, calls, usage };
  const blocks = await readBlocks(own.content, bytes);
  const thought = blocks.thoughts.join("\n\n") || null;
  return { thought, said: blocks.said.join("\n") || null, calls: [...calls, ...blocks.calls], usage };
}

/** Calls as `{id, name, arguments}` or with a `function` around the last two. */
async function callsOf(bytes: Uint8Array): Promise<Call[]> {
  const calls: Call[] = [];
  for (const slice of await elementSlices(bytes, "tool_calls")) {
    const inner = (await memberSlice(slice.bytes, "function")) ?? slice;
    const id = CALL.safeParse(parseValue(slice.bytes)).data?.id ?? null;
    const name = CALL.safeParse(parseValue(inner.bytes)).data?.name || "tool";
    const given = await memberSlice(inner.bytes, "arguments");
    const value = given && parseValue(given.bytes);
    calls.push({ id, name, text: typeof value === "string" ? value : given ? decodeView(given.bytes) : "{}" });
  }
  return calls;
}
