import type { Call } from "../dialogue/dialogue-steps.ts";

export type SaidRole = "system" | "user" | "agent" | "tool" | "other";

/** What a tool gave back, where it stands in a conversation. `name` is the tool's, where it says. */
export type SaidResult = { id: string | null; name: string | null; text: string; isError: boolean | null };

/** One message of a conversation with a model, out of any dialect. */
export type Said = {
  role: SaidRole;
  thoughts: string[];
  texts: string[];
  calls: Call[];
  results: SaidResult[];
  /** A text or a value that is no message of any dialect. */
  isPlain: boolean;
};

export function saying(role: SaidRole, text: string | null = null, isPlain = false): Said {
  return { role, thoughts: [], texts: text === null ? [] : [text], calls: [], results: [], isPlain };
}

/** The words of a message; null where there are none. */
export function wordsOf({ texts }: Said): string | null {
  const words = texts.join("\n");
  return words === "" ? null : words;
}
