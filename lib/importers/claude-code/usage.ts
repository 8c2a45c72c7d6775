import { countOrNull, stepCountOrNull } from "../dialogue/number-facts.ts";
import type { Message } from "./schema.ts";

export type Usage = { tokensIn: number | null; tokensOut: number | null };

/**
 * What one message took. Its lines repeat the usage, the early ones with the output so far, so the last line counts.
 * Tokens that went in include those written to and read from the cache, which the API counts apart.
 */
export function usageOf({ usage }: Message): Usage {
  const fresh = countOrNull(usage?.input_tokens);
  const cached = [usage?.cache_creation_input_tokens, usage?.cache_read_input_tokens].map(
    (part) => countOrNull(part) ?? 0,
  );
  return {
    tokensIn: fresh === null ? null : stepCountOrNull(cached.reduce((sum, count) => sum + count, fresh)),
    tokensOut: stepCountOrNull(usage?.output_tokens),
  };
}

/** Usage by message, each counted once however many lines it has. */
export class MessageUsage {
  readonly #byId = new Map<string, Usage>();

  note(id: string, usage: Usage): void {
    this.#byId.set(id, usage);
  }

  of(id: string): Usage {
    return this.#byId.get(id) ?? { tokensIn: null, tokensOut: null };
  }

  total(name: keyof Usage): number | null {
    const counts = [...this.#byId.values()].map((usage) => usage[name]).filter((count) => count !== null);
    return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
  }
}
