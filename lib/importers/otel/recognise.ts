import { type Probe, probeJson } from "../json/probe.ts";
import { isAttributeMap } from "./decode-span.ts";

/** The shapes spans are written in. */
export type SpanShape = "otlp" | "sdk" | "phoenix" | "trail";

const LF = 0x0a;

/** Which shape a head shows, by its first line where that says enough, else by the whole. */
export function shapeOf(head: Uint8Array): SpanShape | null {
  const feed = head.indexOf(LF);
  const line = probeJson(feed < 0 ? head : head.subarray(0, feed));
  return shapeIn(line) ?? (feed < 0 ? null : shapeIn(probeJson(head)));
}

function shapeIn(probe: Probe): SpanShape | null {
  const { root, members, inner, elements, isBroken } = probe;
  if (isBroken || root === null || root === "other") return null;
  if (root === "array") return shapeOfKeys(elements);
  if (REQUESTS.some((name) => members.get(name) === "array")) return "otlp";
  const listed = ["spans", "data"].find((name) => members.get(name) === "array");
  if (listed === undefined) return shapeOfKeys(new Set(members.keys()));
  return shapeOfKeys(inner.get(listed) ?? new Set());
}

const REQUESTS = ["resourceSpans", "resource_spans", "resourceLogs", "resource_logs"];

/** What the names of a span's members say of who wrote it. */
function shapeOfKeys(keys: ReadonlySet<string>): SpanShape | null {
  const has = (...names: readonly string[]) => names.every((name) => keys.has(name));
  if (has("span_id", "span_attributes")) return "trail";
  if (has("context.trace_id", "context.span_id")) return "phoenix";
  if (has("context", "span_kind", "name")) return "phoenix";
  if (has("name", "spanContext") || has("name", "context", "parent_id", "attributes")) return "sdk";
  const isSpan = has("traceId", "name") && (keys.has("spanId") || keys.has("id"));
  if (isSpan && keys.has("startTimeUnixNano")) return "otlp";
  if ((isSpan && keys.has("attributes")) || isAttributeMap(keys)) return "sdk";
  return null;
}
