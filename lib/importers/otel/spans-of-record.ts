import { decodeView } from "../json/bytes.ts";
import type { DocumentPlan } from "../json/document-plan.ts";
import { readDocument } from "../json/document.ts";
import { once, type Slice } from "../json/slices.ts";
import { type JsonNode, parseNode } from "../traces/json-node.ts";
import type { OtelSpan, SpanLog } from "./otel-span.ts";
import { decodeAttributes } from "./decode-attributes.ts";
import { decodeAttributeMap, decodeLog, decodeSpan, type SpanContext } from "./decode-span.ts";
import { idOf } from "./ids-and-times.ts";

/** What a record held, in its order; `unknown` is where something stood that is no span. */
export type Decoded =
  | { type: "span"; span: OtelSpan }
  | { type: "log"; log: SpanLog }
  | { type: "unknown"; path: string; byteStart: number };

/** Spans of TRAIL nest; deeper than this they are not read. */
const MAX_NESTING = 64;
const NOWHERE: SpanContext = { resource: new Map(), traceId: null, parentSpanId: null };

/**
 * Spans out of one record: an export request of OTLP (`resourceSpans`, `resourceLogs`), an object with `spans` or
 * `data`, a list of spans, one span, or the attributes of one. Byte ranges are those of the file.
 */
export class SpanDecoder {
  /** Spans so far; the next one's number in its source. */
  count = 0;

  async *read(record: Slice, path: string, context = NOWHERE): AsyncGenerator<Decoded> {
    const { root, hasList, found } = await partsOf(record, [...RESOURCE_LISTS, ...SPAN_LISTS], ["trace_id", "traceId"]);
    const listed = found.filter(({ key, index }) => index !== null && key !== null);
    if (root === "array") for (const part of found) yield* this.read(part, `${path}[${part.index}]`, context);
    else if (!hasList) yield* this.#one(record, path, context, 0);
    const traceId = traceOf(found);
    for (const part of listed) {
      const here = `${dotted(path, part.key ?? "")}[${part.index}]`;
      if (RESOURCE_LISTS.includes(part.key ?? "")) yield* this.#resource(part, here);
      else yield* this.#one(part, here, { ...context, traceId: traceId ?? context.traceId }, 0);
    }
  }

  /** A resource, its scopes, and their spans or logs. */
  async *#resource(record: Slice, path: string): AsyncGenerator<Decoded> {
    const { found } = await partsOf(record, SCOPE_LISTS, ["resource"]);
    const stated = found.find(({ key }) => key === "resource");
    const node = stated === undefined ? null : parseNode(decodeView(stated.bytes));
    const resource = decodeAttributes(node?.get("attributes") ?? null);
    for (const part of found)
      if (part.index !== null)
        yield* this.#scope(part, `${dotted(path, part.key ?? "")}[${part.index}]`, { ...NOWHERE, resource });
  }

  async *#scope(record: Slice, path: string, context: SpanContext): AsyncGenerator<Decoded> {
    for (const part of (await partsOf(record, ["spans", ...LOG_LISTS])).found) {
      const here = `${dotted(path, part.key ?? "")}[${part.index}]`;
      if (part.key === "spans") yield* this.#one(part, here, context, 0);
      else yield this.#log(part, here);
    }
  }

  #log({ bytes, byteStart }: Slice, path: string): Decoded {
    const node = parseNode(decodeView(bytes));
    const log = node === null ? null : decodeLog(node);
    return log === null ? { type: "unknown", path, byteStart } : { type: "log", log };
  }

  async *#one(record: Slice, path: string, context: SpanContext, depth: number): AsyncGenerator<Decoded> {
    const { byteStart, byteEnd, bytes } = record;
    const node = parseNode(decodeView(bytes));
    const place = { sourceIndex: this.count, sourcePointer: { path, byteStart, byteEnd } };
    const span = node === null ? null : (decodeSpan(node, context, place) ?? decodeAttributeMap(node, place));
    if (node === null || span === null) {
      yield { type: "unknown", path, byteStart };
      return;
    }
    this.count += 1;
    yield { type: "span", span };
    yield* this.#children(record, node, path, { ...context, traceId: span.traceId, parentSpanId: span.spanId }, depth);
  }

  async *#children(
    record: Slice,
    node: JsonNode,
    path: string,
    context: SpanContext,
    depth: number,
  ): AsyncGenerator<Decoded> {
    if (node.get(CHILDREN) === null) return;
    const here = `${dotted(path, CHILDREN)}`;
    if (depth >= MAX_NESTING) yield { type: "unknown", path: here, byteStart: record.byteStart };
    else
      for (const part of (await partsOf(record, [CHILDREN])).found)
        yield* this.#one(part, `${here}[${part.index}]`, context, depth + 1);
  }
}

/** An element of a list, or a member as a whole, with its place in the file. */
type Part = Slice & { key: string | null; index: number | null };

/** The elements of the named lists and the other named members of a record, in one pass; of a list its elements. */
async function partsOf(
  { bytes, byteStart: base }: Slice,
  lists: readonly string[],
  wholes: readonly string[] = [],
): Promise<{ root: string | null; hasList: boolean; found: Part[] }> {
  const plan: DocumentPlan = {
    member: (key) => (lists.includes(key) ? "elements" : wholes.includes(key) ? "whole" : "skip"),
    rootElements: true,
  };
  const found: Part[] = [];
  let root: string | null = null;
  let hasList = false;
  for await (const part of readDocument(once(bytes), plan)) {
    if (part.type === "end") root = part.facts.root;
    hasList ||= part.type === "list";
    if (part.type !== "value") continue;
    const { key, index, byteStart, byteEnd } = part;
    // The bytes stay those of the record; a copy would hold them twice.
    found.push({
      key,
      index,
      byteStart: base + byteStart,
      byteEnd: base + byteEnd,
      bytes: bytes.subarray(byteStart, byteEnd),
    });
  }
  return { root, hasList, found };
}

function traceOf(parts: readonly Part[]): string | null {
  const stated = parts.find(({ index }) => index === null);
  return stated === undefined ? null : idOf(parseNode(decodeView(stated.bytes)));
}

const CHILDREN = "child_spans";
const SPAN_LISTS = ["spans", "data"];
const LOG_LISTS = ["logRecords", "log_records"];
const SCOPE_LISTS = [
  "scopeSpans",
  "scope_spans",
  "instrumentationLibrarySpans",
  "instrumentation_library_spans",
  "scopeLogs",
  "scope_logs",
];
const RESOURCE_LISTS: readonly string[] = ["resourceSpans", "resource_spans", "resourceLogs", "resource_logs"];

function dotted(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
