import { elementsOf, type JsonNode, member, membersOf, parseJsonText, scalarText } from "../spans/json-text.ts";
import type { Attributes, AttributeValue, Span, SpanEvent, SpanLog } from "../spans/span.ts";
import { addPlain, decodeAnyValue, decodeAttributes } from "./decode-attributes.ts";
import { idOf, nanosOf, periodOf, statusOf } from "./ids-and-times.ts";

type Members = ReadonlyMap<string, JsonNode>;
/** What stands around a span: its resource, the trace it is written under, and the span it is written inside of. */
export type SpanContext = { resource: Attributes; traceId: string | null; parentSpanId: string | null };
type Place = Pick<Span, "sourceIndex" | "sourcePointer">;

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
): Span | null {
  const members = membersOf(node);
  const context = membersOf(member(members, "spanContext", "context"));
  const spanId = idOf(
    member(members, "spanId", "span_id", "context.span_id") ??
      member(context, "spanId", "span_id") ??
      member(members, "id"),
  );
  const name = scalarText(member(members, "name", "span_name"));
  if (spanId === null || name === null) return null;
  const parent = membersOf(member(members, "parentSpanContext"));
  const start = nanosOf(
    member(members, "startTimeUnixNano", "start_time_unix_nano", "startTime", "start_time", "timestamp"),
  );
  const own = membersOf(member(members, "resource"));
  return {
    traceId:
      idOf(member(members, "traceId", "trace_id", "context.trace_id") ?? member(context, "traceId", "trace_id")) ??
      traceId,
    spanId,
    parentSpanId:
      idOf(
        member(members, "parentSpanId", "parent_span_id", "parentId", "parent_id") ??
          member(parent, "spanId", "span_id"),
      ) ?? parentSpanId,
    name,
    kind: scalarText(member(members, "span_kind")),
    startNanos: start,
    endNanos: endOf(members, start),
    attributes: attributesOf(members),
    resource: resourceOf(members, own, resource),
    events: elementsOf(opened(member(members, "events"))).map(decodeEvent),
    status: statusOf(member(members, "status", "status_code"), member(members, "status_message")),
    ...place,
  };
}

/** Names that only attributes of a span have; an object with one of them is the attributes of one span and nothing else. */
const MARKS = ["openinference.span.kind", "gen_ai.operation.name", "ai.operationId", "traceloop.span.kind"];

export function isAttributeMap(keys: { has(name: string): boolean }): boolean {
  return MARKS.some((mark) => keys.has(mark));
}

/** The attributes of one span by themselves, as fixtures and tests write them: a trace of one span without ids. */
export function decodeAttributeMap(node: JsonNode, place: Place): Span | null {
  if (!isAttributeMap(membersOf(node))) return null;
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
  const members = membersOf(node);
  const traceId = idOf(member(members, "traceId", "trace_id"));
  const spanId = idOf(member(members, "spanId", "span_id"));
  if (traceId === null || spanId === null) return null;
  const attributes = decodeAttributes(member(members, "attributes"));
  const body = decodeAnyValue(member(members, "body"));
  if (body !== null) attributes.set("body", body);
  const name = scalarText(member(members, "eventName", "event_name")) ?? String(attributes.get("event.name") ?? "");
  const nanos = nanosOf(member(members, "timeUnixNano", "time_unix_nano"));
  return { traceId, spanId, event: { name, nanos, attributes } };
}

function decodeEvent(node: JsonNode): SpanEvent {
  const members = membersOf(node);
  return {
    name: scalarText(member(members, "name", "Name")) ?? "",
    nanos: nanosOf(member(members, "timeUnixNano", "time_unix_nano", "time", "timestamp", "Timestamp")),
    attributes: decodeAttributes(opened(member(members, "attributes", "Attributes"))),
  };
}

function endOf(members: Members, start: bigint | null): bigint | null {
  const end = nanosOf(member(members, "endTimeUnixNano", "end_time_unix_nano", "endTime", "end_time"));
  const period = end === null ? periodOf(member(members, "duration")) : null;
  return end ?? (start !== null && period !== null ? start + period : null);
}

/** Under `attributes`, or as columns named `attributes.*`. */
function attributesOf(members: Members): Attributes {
  const found: Map<string, AttributeValue> = decodeAttributes(opened(member(members, "attributes", "span_attributes")));
  for (const [name, node] of members) if (name.startsWith(FLAT)) addPlain(found, name.slice(FLAT.length), node);
  return found;
}

function resourceOf(members: Members, own: Members, around: Attributes): Attributes {
  const stated = member(own, "attributes", "_rawAttributes") ?? member(members, "resource_attributes");
  return stated === null ? around : new Map([...around, ...decodeAttributes(stated)]);
}

/** Some tables write what has structure as its JSON in a text. */
function opened(node: JsonNode | null): JsonNode | null {
  return typeof node?.value === "string" ? parseJsonText(node.value) : node;
}
