import type { SourcePointer } from "../../domain/record/step.ts";

/** A value of an attribute. What has structure (lists, lists of pairs) is its JSON text; a whole number that a JS number cannot hold exactly is its digits. */
export type AttributeValue = string | number | boolean;

/** Names may be `__proto__` or a number, so they are never keys of a plain object. */
export type Attributes = ReadonlyMap<string, AttributeValue>;

/** An event of a span, or a log record that names it. The body of a log record stands under `body`. */
export type SpanEvent = { name: string; nanos: bigint | null; attributes: Attributes };

/**
 * One span of a trace, whatever wire it came over. Ids are lower-case hex where the source has hex or base64, else as
 * they are. Times are nanoseconds since 1970; null where the source has none.
 */
export type Span = {
  traceId: string | null;
  spanId: string | null;
  parentSpanId: string | null;
  name: string;
  /** The kind the source states beside the attributes (Phoenix's `span_kind`); null for most. */
  kind: string | null;
  startNanos: bigint | null;
  endNanos: bigint | null;
  attributes: Attributes;
  resource: Attributes;
  events: readonly SpanEvent[];
  status: { isError: boolean | null; message: string | null };
  /** Where it stands in its source: its number among all spans there, and its bytes. */
  sourceIndex: number;
  sourcePointer: SourcePointer;
};

/** A log record on its way to the span it names. */
export type SpanLog = { traceId: string; spanId: string; event: SpanEvent };

/** The first of the named attributes that says something, as text. */
export function attributeText(attributes: Attributes, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = attributes.get(name);
    if (value !== undefined && value !== "") return String(value);
  }
  return null;
}

/** The first of the named attributes that is a number, or the digits of one, of at least 0. */
export function attributeNumber(attributes: Attributes, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = attributes.get(name);
    const number = typeof value === "string" && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number) && number >= 0) return number;
  }
  return null;
}
