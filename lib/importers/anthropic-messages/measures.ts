import { amountOrNull, countOrNull, stepCountOrNull } from "../dialogue/number-facts.ts";
import type { Message } from "./schema.ts";

/** When a message was written and what it took; null where it does not say. */
export type Measures = {
  startedAt: string | null;
  tokensIn: number | null;
  tokensOut: number | null;
  costUsd: number | null;
  model: string | null;
};

/**
 * The facts of one message. Tokens that went in include those a cache gave: the API counts them apart, so they are
 * added up; the SDK's `inputTokens` holds them already.
 */
export function measuresOf({ ts, usage, metrics, modelInfo, model }: Message): Measures {
  const parts = [usage?.input_tokens, usage?.cache_creation_input_tokens, usage?.cache_read_input_tokens];
  const counted = parts.map(countOrNull).filter((count) => count !== null);
  const fresh = countOrNull(usage?.input_tokens);
  return {
    startedAt: timeOf(ts),
    tokensIn: stepCountOrNull(fresh === null ? metrics?.inputTokens : counted.reduce((sum, count) => sum + count, 0)),
    tokensOut: stepCountOrNull(usage?.output_tokens) ?? stepCountOrNull(metrics?.outputTokens),
    costUsd: amountOrNull(metrics?.cost),
    model: model || modelInfo?.id || null,
  };
}

/** Years 1 to 9999, which every reader of ISO 8601 takes. */
const LAST_MS = Date.UTC(9999, 11, 31);

/** Milliseconds since 1970 as ISO 8601; null for anything else. */
function timeOf(ts: unknown): string | null {
  const ms = countOrNull(ts);
  return ms === null || ms > LAST_MS ? null : new Date(ms).toISOString();
}

/** The sum of what the steps of a run say; null where none says anything. */
export class Totals {
  readonly #sums = new Map<string, number>();

  add(measures: Pick<Measures, "tokensIn" | "tokensOut" | "costUsd">): void {
    for (const [name, value] of Object.entries(measures))
      if (typeof value === "number") this.#sums.set(name, (this.#sums.get(name) ?? 0) + value);
  }

  of(name: "tokensIn" | "tokensOut" | "costUsd"): number | null {
    return this.#sums.get(name) ?? null;
  }
}
