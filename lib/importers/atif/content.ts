import { z } from "zod";

const TextPart = z.looseObject({ type: z.literal("text"), text: z.string() });

/** A message or result as words: text parts as they are, parts of any other kind as their JSON; null where nothing is said. */
export function contentText(content: string | readonly unknown[] | null | undefined): string | null {
  if (content === null || content === undefined || content === "") return null;
  if (typeof content === "string") return content;
  const words = content.map((part) => {
    const text = TextPart.safeParse(part);
    return text.success ? text.data.text : JSON.stringify(part);
  });
  return words.length === 0 ? null : words.join("\n");
}
