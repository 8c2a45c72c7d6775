import type { SourcePointer } from "../../domain/record/step.ts";
import type { Attributes } from "../traces/attributes.ts";

/** An event of a span, or a log record that names it. The body of a log record stands under `body`. */
export type SpanEvent = { name: string; nanos: bigint | null; attributes: Attributes };

/**
 * One span of OpenTelemetry, whatever wire it came over. Ids are lower-case hex where the source has hex or base64, else
 * as they are. Times are nanoseconds since 1970; null where the source has none.
 */
export type OtelSpan = {
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
