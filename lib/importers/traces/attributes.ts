import { JsonNode, listNode, objectNode, scalarNode } from "./json-node.ts";

/** A value of an attribute. What has structure (lists, lists of pairs) is its JSON text; a whole number that a JS number cannot hold exactly is its digits. */
export type AttributeValue = string | number | boolean;

/** Names may be `__proto__` or a number, so they are never keys of a plain object. */
export type Attributes = ReadonlyMap<string, AttributeValue>;

/** The first of the named attributes that says something, as text. */
export function attributeText(attributes: Attributes, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = attributes.get(name);
    if (value !== undefined && value !== "") return String(value);
  }
  return null;
}

/** The first of the named attributes that is a number, or the digits of one, of at least 0. */
export function attributeNumber(attributes: Attributes, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = attributes.get(name);
    const number = typeof value === "string" && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number) && number >= 0) return number;
  }
  return null;
}

/** What attributes say at a name: the list that longer names spell (`NAME.0.message.role`), else its own value. */
export function attributeNode(attributes: Attributes, name: string): JsonNode | null {
  const prefix = `${name}.`;
  const beneath: [string, JsonNode][] = [];
  for (const [each, value] of attributes)
    if (each.startsWith(prefix) && INDEXED.test(each.slice(prefix.length)))
      beneath.push([each.slice(prefix.length), scalarNode(value)]);
  return beneath.length > 0 ? unflatten(beneath) : ownNode(attributes, name);
}

/** The own value of a name; null where it says nothing. */
export function ownNode(attributes: Attributes, name: string): JsonNode | null {
  const own = attributes.get(name);
  return own === undefined || own === "" ? null : scalarNode(own);
}

/** An object of which some names are paths, as rows of Phoenix write messages; anything else as it is. */
export function undotted(node: JsonNode): JsonNode {
  return [...node.members.keys()].some((name) => name.includes(".")) ? unflatten(node.members) : node;
}

type Growing = Map<string, Growing | JsonNode>;

/** A name with more dots than this is one name. */
const MAX_SEGMENTS = 64;
const INDEX = /^(?:0|[1-9]\d{0,8})$/;
const INDEXED = /^(?:0|[1-9]\d{0,8})(?:\.|$)/;

/** The tree that dotted names spell. Where all names are indexes stands a list of what they name, without its gaps. */
export function unflatten(entries: Iterable<readonly [string, JsonNode]>): JsonNode {
  const root: Growing = new Map();
  for (const [path, node] of entries) {
    const names = path.split(".");
    const above = names.length > MAX_SEGMENTS ? [] : names.slice(0, -1);
    const last = names.length > MAX_SEGMENTS ? path : (names.at(-1) ?? "");
    const place = above.reduce(branchIn, root);
    if (!(place.get(last) instanceof Map)) place.set(last, node);
  }
  return grown(root);
}

function branchIn(above: Growing, name: string): Growing {
  const known = above.get(name);
  if (known instanceof Map) return known;
  const made: Growing = new Map();
  above.set(name, made);
  return made;
}

function grown(place: Growing | JsonNode): JsonNode {
  if (place instanceof JsonNode) return place;
  const entries = [...place].map(([name, each]): [string, JsonNode] => [name, grown(each)]);
  if (!entries.every(([name]) => INDEX.test(name))) return objectNode(entries);
  return listNode(entries.sort(([left], [right]) => Number(left) - Number(right)).map(([, each]) => each));
}
