import { elementsOf, type JsonNode, member, membersOf, scalarText } from "../spans/json-text.ts";
import type { AttributeValue } from "../spans/span.ts";

/** Objects inside attributes are also read as dotted names down to here. */
const MAX_NESTING = 16;

/** Attributes as OTLP lists them, `[{key, value: {stringValue}}]`, or as an object of names and values. */
export function decodeAttributes(node: JsonNode | null): Map<string, AttributeValue> {
  const found = new Map<string, AttributeValue>();
  for (const each of elementsOf(node)) {
    const pair = membersOf(each);
    const key = scalarText(pair.get("key"));
    const value = decodeAnyValue(member(pair, "value"));
    if (key !== null && value !== null) found.set(key, value);
  }
  addObject(found, "", membersOf(node), 0);
  return found;
}

/** One attribute of a flat row, as a plain JSON value. What has structure stays its own JSON, and its members get dotted names. */
export function addPlain(found: Map<string, AttributeValue>, name: string, node: JsonNode, depth = 0): void {
  const { value, source } = node;
  if (value === null) return;
  if (typeof value === "string" || typeof value === "boolean") found.set(name, value);
  else if (typeof value === "number") found.set(name, exact(source));
  else found.set(name, source);
  addObject(found, `${name}.`, membersOf(node), depth + 1);
}

function addObject(
  found: Map<string, AttributeValue>,
  prefix: string,
  members: ReadonlyMap<string, JsonNode>,
  depth: number,
): void {
  if (depth > MAX_NESTING) return;
  for (const [name, node] of members) addPlain(found, `${prefix}${name}`, node, depth);
}

/**
 * An `AnyValue` of OTLP; null where it is empty. Lists and lists of pairs become JSON text. Authority:
 * opentelemetry-proto `common/v1/common.proto` and its JSON mapping.
 */
export function decodeAnyValue(node: JsonNode | null): AttributeValue | null {
  const members = membersOf(node);
  const text = member(members, "stringValue", "string_value", "bytesValue", "bytes_value");
  if (text !== null) return scalarText(text);
  const truth = member(members, "boolValue", "bool_value");
  if (truth !== null) return scalarText(truth) === "true";
  const number = member(members, "intValue", "int_value", "doubleValue", "double_value");
  if (number !== null) return exact(scalarText(number) ?? "");
  return isStructured(members) ? anyValueJson(node) : null;
}

function isStructured(members: ReadonlyMap<string, JsonNode>): boolean {
  return member(members, "arrayValue", "array_value", "kvlistValue", "kvlist_value") !== null;
}

/** Nesting is bounded by the depth of the JSON it came from. */
function anyValueJson(node: JsonNode | null): string {
  const members = membersOf(node);
  const list = member(members, "arrayValue", "array_value");
  if (list !== null) return `[${elementsOf(membersOf(list).get("values")).map(anyValueJson).join(",")}]`;
  const pairs = member(members, "kvlistValue", "kvlist_value");
  if (pairs === null) return scalarJson(node);
  const written = elementsOf(membersOf(pairs).get("values")).map((pair) => {
    const { key, value } = { key: scalarText(membersOf(pair).get("key")), value: membersOf(pair).get("value") };
    return `${JSON.stringify(key ?? "")}:${anyValueJson(value ?? null)}`;
  });
  return `{${written.join(",")}}`;
}

function scalarJson(node: JsonNode | null): string {
  const members = membersOf(node);
  const digits = scalarText(member(members, "intValue", "int_value"));
  if (digits !== null && /^-?\d+$/.test(digits)) return digits;
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
