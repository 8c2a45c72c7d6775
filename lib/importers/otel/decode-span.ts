import type { Attributes, AttributeValue } from "../traces/attributes.ts";
import { type JsonNode, opened } from "../traces/json-node.ts";
import type { OtelSpan, SpanEvent, SpanLog } from "./otel-span.ts";
import { addPlain, decodeAnyValue, decodeAttributes } from "./decode-attributes.ts";
import { idOf, nanosOf, periodOf, statusOf } from "./ids-and-times.ts";

/** What stands around a span: its resource, the trace it is written under, and the span it is written inside of. */
export type SpanContext = { resource: Attributes; traceId: string | null; parentSpanId: string | null };
type Place = Pick<OtelSpan, "sourceIndex" | "sourcePointer">;

const FLAT = "attributes.";

/**
 * A span in any of its JSON shapes: OTLP, a dump of the JS or Python SDK, a row of Phoenix, a span of TRAIL. Null where
 * it has no id of its own. Authorities: opentelemetry-proto `trace/v1/trace.proto`; `ReadableSpan` of the two SDKs;
 * Phoenix's exported columns; the TRAIL dataset card.
 */
export function decodeSpan(
  node: JsonNode,
  { resource, traceId, parentSpanId }: SpanContext,
  place: Place,
): OtelSpan | null {
  const context = node.get("spanContext", "context");
  const spanId = idOf(
    node.get("spanId", "span_id", "context.span_id") ?? context?.get("spanId", "span_id") ?? node.get("id"),
  );
  const name = node.get("name", "span_name")?.scalar ?? null;
  if (spanId === null || name === null) return null;
  const trace = node.get("traceId", "trace_id", "context.trace_id") ?? context?.get("traceId", "trace_id") ?? null;
  const parent =
    node.get("parentSpanId", "parent_span_id", "parentId", "parent_id") ??
    node.get("parentSpanContext")?.get("spanId", "span_id") ??
    null;
  const start = nanosOf(node.get("startTimeUnixNano", "start_time_unix_nano", "startTime", "start_time", "timestamp"));
  return {
    traceId: idOf(trace) ?? traceId,
    spanId,
    parentSpanId: idOf(parent) ?? parentSpanId,
    name,
    kind: node.get("span_kind")?.scalar ?? null,
    startNanos: start,
    endNanos: endOf(node, start),
    attributes: attributesOf(node),
    resource: resourceOf(node, resource),
    events: (openedAt(node, "events")?.items ?? []).map(decodeEvent),
    status: statusOf(node.get("status", "status_code"), node.get("status_message")),
    ...place,
  };
}

/** Names that only attributes of a span have; an object with one of them is the attributes of one span and nothing else. */
const MARKS = ["openinference.span.kind", "gen_ai.operation.name", "ai.operationId", "traceloop.span.kind"];

export function isAttributeMap(keys: { has(name: string): boolean }): boolean {
  return MARKS.some((mark) => keys.has(mark));
}

/** The attributes of one span by themselves, as fixtures and tests write them: a trace of one span without ids. */
export function decodeAttributeMap(node: JsonNode, place: Place): OtelSpan | null {
  if (!isAttributeMap(node.members)) return null;
  const attributes = decodeAttributes(node);
  const name = ["gen_ai.operation.name", "ai.operationId", "openinference.span.kind"].map((key) => attributes.get(key));
  return {
    traceId: null,
    spanId: null,
    parentSpanId: null,
    name: String(name.find((each) => each !== undefined) ?? "span"),
    kind: null,
    startNanos: null,
    endNanos: null,
    attributes,
    resource: new Map(),
    events: [],
    status: { isError: null, message: null },
    ...place,
  };
}

/** A log record that names its span; null for others. Authority: opentelemetry-proto `logs/v1/logs.proto`. */
export function decodeLog(node: JsonNode): SpanLog | null {
  const traceId = idOf(node.get("traceId", "trace_id"));
  const spanId = idOf(node.get("spanId", "span_id"));
  if (traceId === null || spanId === null) return null;
  const attributes = decodeAttributes(node.get("attributes"));
  const body = decodeAnyValue(node.get("body"));
  if (body !== null) attributes.set("body", body);
  const name = node.get("eventName", "event_name")?.scalar ?? String(attributes.get("event.name") ?? "");
  const nanos = nanosOf(node.get("timeUnixNano", "time_unix_nano"));
  return { traceId, spanId, event: { name, nanos, attributes } };
}

function decodeEvent(node: JsonNode): SpanEvent {
  return {
    name: node.get("name", "Name")?.scalar ?? "",
    nanos: nanosOf(node.get("timeUnixNano", "time_unix_nano", "time", "timestamp", "Timestamp")),
    attributes: decodeAttributes(openedAt(node, "attributes", "Attributes")),
  };
}

function endOf(node: JsonNode, start: bigint | null): bigint | null {
  const end = nanosOf(node.get("endTimeUnixNano", "end_time_unix_nano", "endTime", "end_time"));
  const period = end === null ? periodOf(node.get("duration")) : null;
  return end ?? (start !== null && period !== null ? start + period : null);
}

/** Under `attributes`, or as columns named `attributes.*`. */
function attributesOf(node: JsonNode): Attributes {
  const found: Map<string, AttributeValue> = decodeAttributes(openedAt(node, "attributes", "span_attributes"));
  for (const [name, each] of node.members) if (name.startsWith(FLAT)) addPlain(found, name.slice(FLAT.length), each);
  return found;
}

function resourceOf(node: JsonNode, around: Attributes): Attributes {
  const stated = node.get("resource")?.get("attributes", "_rawAttributes") ?? node.get("resource_attributes");
  return stated === null ? around : new Map([...around, ...decodeAttributes(stated)]);
}

/** Some tables write what has structure as its JSON in a text. */
function openedAt(node: JsonNode, ...names: readonly string[]): JsonNode | null {
  const found = node.get(...names);
  return found && opened(found);
}
