import type { Message } from "./message.ts";

/** The last words of a conversation; null where nobody said any. */
export function lastWords(messages: readonly Message[]): string | null {
  return messages.findLast(({ text }) => text !== null)?.text ?? null;
}
