import type { Span } from "./span.ts";

/** Years 1 to 9999 in nanoseconds since 1970: outside it no database keeps a time. */
const FIRST = -62_135_596_800_000_000_000n;
const LAST = 253_402_300_799_999_000_000n;

/** When a span began, ISO 8601 to the millisecond. */
export function startedAt({ startNanos }: Pick<Span, "startNanos">): string | null {
  // Zero is what an exporter writes where it has no time.
  if (startNanos === null || startNanos === 0n || startNanos < FIRST || startNanos > LAST) return null;
  return new Date(Number(startNanos / 1_000_000n)).toISOString();
}

/** How long a span took, to the microsecond; null where an end is missing or stands before the start. */
export function tookMs({ startNanos, endNanos }: Pick<Span, "startNanos" | "endNanos">): number | null {
  if (startNanos === null || endNanos === null || startNanos === 0n || endNanos < startNanos) return null;
  return Number((endNanos - startNanos) / 1000n) / 1000;
}

/** A span as text, for one that no convention explains. */
export function sourceOfSpan({ name, attributes }: Span): string {
  return [name, ...[...attributes].map(([key, value]) => `${key}: ${String(value)}`)].join("\n");
}
