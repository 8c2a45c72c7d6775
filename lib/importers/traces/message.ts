import type { Call } from "../dialogue/dialogue-steps.ts";

export type MessageRole = "system" | "user" | "agent" | "tool" | "other";

/** What a tool gave back, where it stands in a conversation. `name` is the tool's, where it says. */
export type MessageResult = { id: string | null; name: string | null; text: string; isError: boolean | null };

/** One message of a conversation with a model, out of any dialect. */
export type Message = {
  role: MessageRole;
  thoughts: string[];
  texts: string[];
  calls: Call[];
  results: MessageResult[];
  /** A text or a value that is no message of any dialect. */
  isPlain: boolean;
};

/** A message of nothing but a text, or of nothing yet. */
export function messageOf(role: MessageRole, text: string | null = null, isPlain = false): Message {
  return { role, thoughts: [], texts: text === null ? [] : [text], calls: [], results: [], isPlain };
}

/** The words of a message; null where there are none. */
export function wordsOf({ texts }: Message): string | null {
  const words = texts.join("\n");
  return words === "" ? null : words;
}
