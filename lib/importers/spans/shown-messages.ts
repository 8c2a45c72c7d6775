import type { Message } from "./message.ts";

/**
 * What a lane has shown. Every call of a model repeats the conversation before it, so a message is new only when it
 * stands there more often than it was shown.
 */
export class ShownMessages {
  readonly #shown = new Map<string, number>();

  /** The messages of a model's input that no row shows yet; they count as shown. */
  takeNew(messages: readonly Message[]): Message[] {
    const here = new Map<string, number>();
    return messages.filter((message) => {
      const key = keyOf(message);
      const nth = (here.get(key) ?? 0) + 1;
      here.set(key, nth);
      if (nth <= (this.#shown.get(key) ?? 0)) return false;
      this.#shown.set(key, nth);
      return true;
    });
  }

  /** A message that a row shows already. */
  add(message: Message): void {
    const key = keyOf(message);
    this.#shown.set(key, (this.#shown.get(key) ?? 0) + 1);
  }
}

/** Thoughts are left out: a model's history seldom carries them. */
function keyOf({ role, text, calls, results }: Message): string {
  const called = calls.map(({ id, name }) => id ?? name);
  return JSON.stringify([role, text?.trim() ?? "", called, results.map(({ id, text: said }) => [id, said.trim()])]);
}
