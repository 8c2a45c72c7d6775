import { decodeView } from "../json/bytes.ts";
import { probeJson } from "../json/probe.ts";
import { elementSlices, memberSlice, type Slice } from "../json/slices.ts";
import { type JsonNode, member, membersOf, parseJsonText } from "../spans/json-text.ts";
import type { Attributes, Span, SpanLog } from "../spans/span.ts";
import { decodeAttributes } from "./decode-attributes.ts";
import { decodeAttributeMap, decodeLog, decodeSpan, type SpanContext } from "./decode-span.ts";
import { idOf } from "./ids-and-times.ts";

/** What a record held, in its order; `unknown` is where something stood that is no span. */
export type Decoded =
  | { type: "span"; span: Span }
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
    const { root, members } = probeJson(record.bytes);
    const resources = RESOURCE_LISTS.filter((name) => members.get(name) === "array");
    const list = SPAN_LISTS.find((name) => members.get(name) === "array");
    if (root === "array")
      for (const { slice, at } of await this.#elements(record, null))
        yield* this.read(slice, `${path}[${at}]`, context);
    else if (resources.length === 0 && list === undefined) yield* this.#one(record, path, context, 0);
    else if (list !== undefined && resources.length === 0)
      yield* this.#spans(record, dotted(path, list), list, await this.#trace(record));
    for (const name of resources)
      for (const { slice, at } of await this.#elements(record, name))
        yield* this.#resource(slice, `${dotted(path, name)}[${at}]`);
  }

  /** A resource, its scopes, and their spans or logs. */
  async *#resource(record: Slice, path: string): AsyncGenerator<Decoded> {
    const { members } = probeJson(record.bytes);
    const resource = await this.#attributes(record);
    for (const scopes of SCOPE_LISTS.filter((name) => members.has(name)))
      for (const { slice, at } of await this.#elements(record, scopes)) {
        const here = `${dotted(path, scopes)}[${at}]`;
        yield* this.#spans(slice, `${here}.spans`, "spans", { ...NOWHERE, resource });
        for (const name of LOG_LISTS) yield* this.#logs(slice, `${here}.${name}`, name);
      }
  }

  async *#spans(record: Slice, path: string, list: string, context: SpanContext): AsyncGenerator<Decoded> {
    for (const { slice, at } of await this.#elements(record, list))
      yield* this.#one(slice, `${path}[${at}]`, context, 0);
  }

  async *#logs(record: Slice, path: string, list: string): AsyncGenerator<Decoded> {
    for (const { slice, at } of await this.#elements(record, list)) {
      const node = parseJsonText(decodeView(slice.bytes));
      const log = node === null ? null : decodeLog(node);
      if (log !== null) yield { type: "log", log };
      else yield { type: "unknown", path: `${path}[${at}]`, byteStart: slice.byteStart };
    }
  }

  async *#one(record: Slice, path: string, context: SpanContext, depth: number): AsyncGenerator<Decoded> {
    const { byteStart, byteEnd, bytes } = record;
    const node = parseJsonText(decodeView(bytes));
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
    if (member(membersOf(node), CHILDREN) === null) return;
    const here = `${dotted(path, CHILDREN)}`;
    if (depth >= MAX_NESTING) yield { type: "unknown", path: here, byteStart: record.byteStart };
    else
      for (const { slice, at } of await this.#elements(record, CHILDREN))
        yield* this.#one(slice, `${here}[${at}]`, context, depth + 1);
  }

  async #elements(record: Slice, list: string | null): Promise<{ slice: Slice; at: number }[]> {
    const slices = await elementSlices(record.bytes, list);
    return slices.map((slice, at) => ({ slice: within(slice, record.byteStart), at }));
  }

  async #attributes(record: Slice): Promise<Attributes> {
    const slice = await memberSlice(record.bytes, "resource");
    const node = slice === null ? null : parseJsonText(decodeView(slice.bytes));
    return decodeAttributes(member(membersOf(node), "attributes"));
  }

  /** The trace a list of spans is written under. */
  async #trace({ bytes }: Slice): Promise<SpanContext> {
    const slice = (await memberSlice(bytes, "trace_id")) ?? (await memberSlice(bytes, "traceId"));
    return { ...NOWHERE, traceId: slice === null ? null : idOf(parseJsonText(decodeView(slice.bytes))) };
  }
}

const CHILDREN = "child_spans";
const SPAN_LISTS: readonly string[] = ["spans", "data"];
const LOG_LISTS = ["logRecords", "log_records"];
const SCOPE_LISTS = [
  "scopeSpans",
  "scope_spans",
  "instrumentationLibrarySpans",
  "instrumentation_library_spans",
  "scopeLogs",
  "scope_logs",
];
const RESOURCE_LISTS = ["resourceSpans", "resource_spans", "resourceLogs", "resource_logs"];

function within({ byteStart, byteEnd, bytes }: Slice, base: number): Slice {
  return { byteStart: base + byteStart, byteEnd: base + byteEnd, bytes };
}

function dotted(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
