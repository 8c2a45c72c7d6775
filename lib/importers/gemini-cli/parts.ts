import type { Call } from "../dialogue/dialogue-steps.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { Part, Response } from "./schema.ts";

/** A result as a part of a message; `isError` is null where it does not say. */
export type PartResult = { callId: string | null; text: string; isError: boolean | null };
export type Parts = { said: string[]; words: string[]; thoughts: string[]; calls: Call[]; results: PartResult[] };

/**
 * The parts at `key` of an object, `bytes` being its own: text, one part, or a list of them. A part that is neither
 * words, a thought, a call nor a result is said as its own JSON.
 */
export async function readParts(value: unknown, key: string, bytes: Uint8Array): Promise<Parts> {
  const parts: Parts = { said: [], words: [], thoughts: [], calls: [], results: [] };
  if (value === undefined || value === null) return parts;
  if (typeof value === "string") addText(parts, value);
  else if (Array.isArray(value)) {
    const slices = await elementSlices(bytes, key);
    for (const [at, item] of value.entries()) await addPart(parts, item, slices[at]?.bytes ?? new Uint8Array());
  } else await addPart(parts, value, (await memberSlice(bytes, key))?.bytes ?? new Uint8Array());
  return parts;
}

async function addPart(parts: Parts, item: unknown, bytes: Uint8Array): Promise<void> {
  const part = typeof item === "string" ? { text: item } : Part.safeParse(item).data;
  if (part && "functionCall" in part && part.functionCall) {
    const { id, name } = part.functionCall;
    parts.calls.push({ id: id || null, name: name || "tool", text: await argumentsIn(bytes, "functionCall") });
  } else if (part && "functionResponse" in part && part.functionResponse)
    parts.results.push(await resultOf(part, bytes));
  else if (typeof part?.text === "string") {
    if ("thought" in part && part.thought === true) parts.thoughts.push(part.text);
    else addText(parts, part.text);
  } else parts.said.push(decodeView(bytes));
}

function addText(parts: Parts, text: string): void {
  if (text === "") return;
  parts.said.push(text);
  parts.words.push(text);
}

async function argumentsIn(bytes: Uint8Array, key: string): Promise<string> {
  const call = await memberSlice(bytes, key);
  const args = call && (await memberSlice(call.bytes, "args"));
  return args ? decodeView(args.bytes) : "{}";
}

async function resultOf({ functionResponse }: Part, bytes: Uint8Array): Promise<PartResult> {
  const callId = functionResponse?.id || null;
  const response = Response.safeParse(functionResponse?.response).data;
  if (response && "output" in response) return { callId, text: response.output, isError: null };
  if (response) return { callId, text: response.error, isError: true };
  const whole = await memberSlice(bytes, "functionResponse");
  const slice = whole && (await memberSlice(whole.bytes, "response"));
  return { callId, text: slice ? decodeView(slice.bytes) : "", isError: null };
}
