import { z } from "zod";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";

const TextPart = z.looseObject({ type: z.literal("text"), text: z.string() });

/**
 * The member `key` of an object as words: text as it is, parts of a list by line, whatever is no text as the JSON that
 * stands in `owner`, the object's own bytes. Null where nothing is said.
 */
export async function memberText(owner: Uint8Array, key: string, value: unknown): Promise<string | null> {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return (await sourceText(owner, key)) ?? null;
  const slices = await elementSlices(owner, key);
  const words = value.map((part: unknown, at) => {
    const text = TextPart.safeParse(part);
    return text.success ? text.data.text : decodeView(slices[at]?.bytes ?? new Uint8Array());
  });
  return words.length === 0 ? null : words.join("\n");
}

/** The member `key` as the JSON that stands in the source; null where there is none. */
export async function sourceText(owner: Uint8Array, key: string): Promise<string | null> {
  const slice = await memberSlice(owner, key);
  return slice && decodeView(slice.bytes);
}
