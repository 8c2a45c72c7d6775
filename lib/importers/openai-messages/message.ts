import { z } from "zod";
import type { Call } from "../dialogue/dialogue-steps.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";

const Text = z.string().nullish().catch(null);
const Function = z.looseObject({ name: Text, arguments: z.unknown().optional() });

const Message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(z.unknown())]).nullish(),
  reasoning_content: Text,
  reasoning: Text,
  tool_calls: z
    .array(z.looseObject({ id: Text, function: Function.nullish() }))
    .nullish()
    .catch(null),
  function_call: Function.nullish().catch(null),
  tool_call_id: Text,
  name: Text,
});

/** A message in the words of the product: what was thought, said and called. */
export type ReadMessage = {
  role: string;
  thought: string | null;
  said: string | null;
  calls: Call[];
  /** The call a result answers; null where it does not say. */
  answers: string | null;
};

const Part = z.looseObject({ type: z.string().optional(), text: Text, value: Text });
const PLAIN = new Set(["text", "input_text", "output_text"]);
const THINK = /^\s*<think>([\s\S]*?)<\/think>\s*/;

/** One message of any dialect; null when it is none. `bytes` are its own, from which arguments are cut. */
export function readMessage(value: unknown, bytes: Uint8Array): ReadMessage | null {
  const parsed = Message.safeParse(value);
  if (!parsed.success) return null;
  const message = parsed.data;
  const parts = partsOf(message.content, bytes);
  const said = parts.said.join("\n");
  const think = message.role === "assistant" ? THINK.exec(said) : null;
  const thoughts = [message.reasoning_content, message.reasoning, ...parts.thoughts, think?.[1]].filter(isSaid);
  const rest = think ? said.slice(think[0].length) : said;
  return {
    role: message.role,
    thought: thoughts.length === 0 ? null : thoughts.join("\n\n"),
    said: rest === "" ? null : rest,
    calls: [...callsOf(message, bytes), ...parts.calls],
    answers: message.tool_call_id ?? null,
  };
}

type Parts = { said: string[]; thoughts: string[]; calls: Call[] };

/** Content is a string or parts; a part that is neither words, a thought nor a call stays as its JSON. */
function partsOf(content: string | unknown[] | null | undefined, bytes: Uint8Array): Parts {
  const parts: Parts = { said: [], thoughts: [], calls: [] };
  if (content === null || content === undefined) return parts;
  if (typeof content === "string") return content === "" ? parts : { ...parts, said: [content] };
  const slices = elementSlices(bytes, "content");
  for (const [at, item] of content.entries()) {
    const part = Part.safeParse(item);
    const text = part.success ? (part.data.text ?? part.data.value ?? null) : null;
    const type = part.success ? part.data.type : undefined;
    if (type !== undefined && PLAIN.has(type) && text !== null) parts.said.push(text);
    else if ((type === "reasoning" || type === "thinking") && text !== null) parts.thoughts.push(text);
    else if ((type === "tool_call" || type === "function_call") && text !== null)
      parts.calls.push(...writtenCalls(text));
    else {
      const slice = slices[at];
      parts.said.push(slice ? decodeView(slice.bytes) : JSON.stringify(item));
    }
  }
  return parts;
}

/** Calls of `tool_calls` or of the older `function_call`, with their arguments as they stand in the bytes. */
function callsOf(message: z.infer<typeof Message>, bytes: Uint8Array): Call[] {
  const calls: Call[] = [];
  for (const [at, call] of (message.tool_calls ?? []).entries()) {
    const written = () => memberOf(elementSlices(bytes, "tool_calls")[at]?.bytes, "function");
    const text = argumentsText(call.function?.arguments, written);
    calls.push({ id: call.id ?? null, name: call.function?.name ?? "tool", text });
  }
  if (message.function_call) {
    const text = argumentsText(message.function_call.arguments, () => memberOf(bytes, "function_call"));
    calls.push({ id: null, name: message.function_call.name ?? "function", text });
  }
  return calls;
}

function memberOf(bytes: Uint8Array | undefined, key: string): Uint8Array | null {
  return (bytes && memberSlice(bytes, key)?.bytes) ?? null;
}

/** Arguments that are a string are that string; an object is cut out as it stands in the call that `written` finds. */
function argumentsText(value: unknown, written: () => Uint8Array | null): string {
  if (typeof value === "string") return value;
  const slice = memberOf(written() ?? undefined, "arguments");
  return slice ? decodeView(slice) : "{}";
}

const Written = z.looseObject({ name: Text, arguments: z.unknown().optional() });

/** Calls written as JSON inside a part's text: one object or a list of them; anything else is one call of its own words. */
function writtenCalls(text: string): Call[] {
  const bytes = new TextEncoder().encode(text);
  const value = parsedOrNull(text);
  const items = Array.isArray(value) ? value : [value];
  const slices = Array.isArray(value) ? elementSlices(bytes, null) : [];
  const calls: Call[] = [];
  for (const [at, item] of items.entries()) {
    const written = Written.safeParse(item);
    if (!written.success) return [{ id: null, name: "tool", text }];
    const own = Array.isArray(value) ? slices[at]?.bytes : bytes;
    calls.push({
      id: null,
      name: written.data.name ?? "tool",
      text: argumentsText(written.data.arguments, () => own ?? null),
    });
  }
  return calls;
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isSaid(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && text !== "";
}
