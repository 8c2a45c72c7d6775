import type { Attributes, AttributeValue } from "../traces/attributes.ts";
import type { OtelSpan, SpanEvent } from "./otel-span.ts";
import { fieldsOf, repeated, textOf, type WireField } from "./protobuf-fields.ts";

/** Values nested deeper than this are left out. */
const MAX_NESTING = 200;
const ERROR = 2n;
const OK = 1n;

/**
 * The spans of an `ExportTraceServiceRequest` in Protobuf, as its JSON would give them; null where the bytes are none.
 * Byte ranges are those of each span's message. Unknown fields are passed over, as Protobuf asks. Authority:
 * opentelemetry-proto `collector/trace/v1/trace_service.proto`, `trace/v1/trace.proto`, `common/v1/common.proto`.
 */
export function decodeTraceRequest(request: Uint8Array): OtelSpan[] | null {
  try {
    return [...spansOf(request)];
  } catch {
    // The reader throws where a length or a tag cannot be.
    return null;
  }
}

function* spansOf(request: Uint8Array): Generator<OtelSpan> {
  let sourceIndex = 0;
  let resourceAt = 0;
  for (const resourceSpans of repeated(request, 1)) {
    const resource = new Map([...repeated(resourceSpans, 1)].flatMap((each) => [...attributesOf(each, 1)]));
    let scopeAt = 0;
    for (const scopeSpans of repeated(resourceSpans, 2)) {
      let at = 0;
      for (const bytes of repeated(scopeSpans, 2)) {
        const path = `resourceSpans[${resourceAt}].scopeSpans[${scopeAt}].spans[${at}]`;
        const byteStart = bytes.byteOffset - request.byteOffset;
        const sourcePointer = { path, byteStart, byteEnd: byteStart + bytes.length };
        yield { ...spanOf(bytes), resource, sourceIndex, sourcePointer };
        sourceIndex += 1;
        at += 1;
      }
      scopeAt += 1;
    }
    resourceAt += 1;
  }
}

function spanOf(message: Uint8Array): Omit<OtelSpan, "resource" | "sourceIndex" | "sourcePointer"> {
  const fields = new Map<number, WireField>();
  const events: SpanEvent[] = [];
  for (const field of fieldsOf(message)) {
    // Of a field that stands twice, the last counts.
    fields.set(field.no, field);
    if (field.no === 11 && field.bytes !== null) events.push(eventOf(field.bytes));
  }
  return {
    traceId: idIn(fields.get(1)),
    spanId: idIn(fields.get(2)),
    parentSpanId: idIn(fields.get(4)),
    name: textIn(fields.get(5)),
    kind: null,
    startNanos: nanosIn(fields.get(7)),
    endNanos: nanosIn(fields.get(8)),
    attributes: attributesOf(message, 9),
    events,
    status: statusOf(fields.get(15)?.bytes ?? new Uint8Array()),
  };
}

function eventOf(message: Uint8Array): SpanEvent {
  const fields = new Map([...fieldsOf(message)].map((field) => [field.no, field]));
  return { nanos: nanosIn(fields.get(1)), name: textIn(fields.get(2)), attributes: attributesOf(message, 3) };
}

function statusOf(message: Uint8Array): OtelSpan["status"] {
  const fields = new Map([...fieldsOf(message)].map((field) => [field.no, field]));
  const code = fields.get(3)?.varint;
  const isError = code === ERROR ? true : code === OK ? false : null;
  return { isError, message: textIn(fields.get(2)) || null };
}

/** Hex; null for none and for all zeros. */
function idIn(field: WireField | undefined): string | null {
  const hex = Buffer.from(field?.bytes ?? []).toString("hex");
  return /^0*$/.test(hex) ? null : hex;
}

function textIn(field: WireField | undefined): string {
  return field ? textOf(field) : "";
}

function nanosIn(field: WireField | undefined): bigint | null {
  const nanos = field?.fixed?.getBigUint64(0, true) ?? 0n;
  return nanos === 0n ? null : nanos;
}

function attributesOf(message: Uint8Array, no: number): Attributes {
  const found = new Map<string, AttributeValue>();
  for (const pair of repeated(message, no)) {
    const { key, value } = pairOf(pair);
    const read = value === null ? null : attributeOf(value);
    if (read !== null) found.set(key, read);
  }
  return found;
}

function pairOf(pair: Uint8Array): { key: string; value: Uint8Array | null } {
  const fields = new Map([...fieldsOf(pair)].map((field) => [field.no, field]));
  return { key: textIn(fields.get(1)), value: fields.get(2)?.bytes ?? null };
}

/** A value by itself; one with structure as JSON text. */
function attributeOf(value: Uint8Array): AttributeValue | null {
  const field = [...fieldsOf(value)].at(-1);
  if (field === undefined) return null;
  return field.no === 5 || field.no === 6 ? jsonOf(value, 0) : scalarOf(field);
}

function scalarOf(field: WireField): AttributeValue | null {
  const { no, bytes, varint, fixed } = field;
  if (no === 1 && bytes !== null) return textOf(field);
  if (no === 2 && varint !== null) return varint !== 0n;
  if (no === 3 && varint !== null) return Number.isSafeInteger(Number(varint)) ? Number(varint) : String(varint);
  if (no === 4 && fixed !== null) return numberOrWord(fixed.getFloat64(0, true));
  return no === 7 && bytes !== null ? Buffer.from(bytes).toString("base64") : null;
}

function numberOrWord(value: number): AttributeValue {
  return Number.isFinite(value) ? value : String(value);
}

function jsonOf(value: Uint8Array, depth: number): string {
  const field = [...fieldsOf(value)].at(-1);
  if (field === undefined || depth > MAX_NESTING) return "null";
  const { no, bytes, varint } = field;
  if (no === 5 && bytes !== null)
    return `[${[...repeated(bytes, 1)].map((each) => jsonOf(each, depth + 1)).join(",")}]`;
  if (no === 6 && bytes !== null) return `{${[...repeated(bytes, 1)].map((pair) => memberOf(pair, depth)).join(",")}}`;
  if (no === 3 && varint !== null) return String(varint);
  const scalar = scalarOf(field);
  return scalar === null ? "null" : JSON.stringify(scalar);
}

function memberOf(pair: Uint8Array, depth: number): string {
  const { key, value } = pairOf(pair);
  return `${JSON.stringify(key)}:${value === null ? "null" : jsonOf(value, depth + 1)}`;
}
