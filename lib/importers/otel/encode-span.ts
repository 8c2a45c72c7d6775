import type { Attributes, AttributeValue } from "../traces/attributes.ts";
import type { OtelSpan } from "./otel-span.ts";

/**
 * A span as one line of OTLP JSON, an export request of its own, so that the spans of a trace can be kept a line each
 * and read again. Structure inside attributes is its JSON text, as `OtelSpan` holds it.
 */
export function encodeSpan(span: OtelSpan): string {
  const { traceId, spanId, parentSpanId, name, startNanos, endNanos, attributes, events, status } = span;
  const encoded = {
    traceId: traceId ?? "",
    spanId: spanId ?? "",
    ...(parentSpanId === null ? {} : { parentSpanId }),
    name,
    ...(startNanos === null ? {} : { startTimeUnixNano: String(startNanos) }),
    ...(endNanos === null ? {} : { endTimeUnixNano: String(endNanos) }),
    attributes: pairs(attributes),
    ...(events.length === 0
      ? {}
      : {
          events: events.map((event) => ({
            name: event.name,
            ...(event.nanos === null ? {} : { timeUnixNano: String(event.nanos) }),
            attributes: pairs(event.attributes),
          })),
        }),
    status: {
      ...(status.isError === null ? {} : { code: status.isError ? 2 : 1 }),
      ...(status.message === null ? {} : { message: status.message }),
    },
  };
  return JSON.stringify({
    resourceSpans: [{ resource: { attributes: pairs(span.resource) }, scopeSpans: [{ spans: [encoded] }] }],
  });
}

function pairs(attributes: Attributes): { key: string; value: object }[] {
  return [...attributes].map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: AttributeValue): object {
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "string") return { stringValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
