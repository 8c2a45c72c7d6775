import type { AttributeValue } from "../traces/attributes.ts";
import type { JsonNode } from "../traces/json-node.ts";

/** Objects inside attributes are also read as dotted names down to here. */
const MAX_NESTING = 16;

/** Attributes as OTLP lists them, `[{key, value: {stringValue}}]`, or as an object of names and values. */
export function decodeAttributes(node: JsonNode | null): Map<string, AttributeValue> {
  const found = new Map<string, AttributeValue>();
  for (const pair of node?.items ?? []) {
    const key = pair.get("key")?.scalar ?? null;
    const value = decodeAnyValue(pair.get("value"));
    if (key !== null && value !== null) found.set(key, value);
  }
  if (node) addMembers(found, "", node, 0);
  return found;
}

/** One attribute of a flat row, as a plain JSON value. What has structure stays its own JSON, and its members get dotted names. */
export function addPlain(found: Map<string, AttributeValue>, name: string, node: JsonNode, depth = 0): void {
  const { source } = node;
  if (source === "true" || source === "false") found.set(name, source === "true");
  else found.set(name, node.number === null ? node.shown : exact(source));
  addMembers(found, `${name}.`, node, depth + 1);
}

function addMembers(found: Map<string, AttributeValue>, prefix: string, node: JsonNode, depth: number): void {
  if (depth > MAX_NESTING) return;
  for (const [name, each] of node.members) addPlain(found, `${prefix}${name}`, each, depth);
}

/**
 * An `AnyValue` of OTLP; null where it is empty. Lists and lists of pairs become JSON text. Authority:
 * opentelemetry-proto `common/v1/common.proto` and its JSON mapping.
 */
export function decodeAnyValue(node: JsonNode | null): AttributeValue | null {
  if (node === null) return null;
  const text = node.get("stringValue", "string_value", "bytesValue", "bytes_value");
  if (text !== null) return text.scalar;
  const truth = node.get("boolValue", "bool_value");
  if (truth !== null) return truth.scalar === "true";
  const number = node.get("intValue", "int_value", "doubleValue", "double_value");
  if (number !== null) return exact(number.scalar ?? "");
  const isStructured = node.get("arrayValue", "array_value", "kvlistValue", "kvlist_value") !== null;
  return isStructured ? anyValueJson(node) : null;
}

/** Nesting is bounded by the depth of the JSON it came from. */
function anyValueJson(node: JsonNode | null): string {
  const list = node?.get("arrayValue", "array_value");
  if (list) return `[${(list.get("values")?.items ?? []).map(anyValueJson).join(",")}]`;
  const pairs = node?.get("kvlistValue", "kvlist_value");
  if (!pairs) return scalarJson(node);
  const written = (pairs.get("values")?.items ?? []).map(
    (pair) => `${JSON.stringify(pair.get("key")?.scalar ?? "")}:${anyValueJson(pair.get("value"))}`,
  );
  return `{${written.join(",")}}`;
}

function scalarJson(node: JsonNode | null): string {
  const digits = node?.get("intValue", "int_value")?.scalar ?? "";
  if (/^-?\d+$/.test(digits)) return digits;
  const value = decodeAnyValue(node);
  return value === null ? "null" : JSON.stringify(value);
}

/** A number as it is, or its digits where a JS number would change them. */
function exact(source: string): AttributeValue {
  const number = Number(source);
  return Number.isFinite(number) && source !== "" && (!Number.isInteger(number) || Number.isSafeInteger(number))
    ? number
    : source;
}
