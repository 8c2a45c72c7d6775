import { type JsonNode, parseJsonText } from "./json-text.ts";
import type { Attributes } from "./span.ts";

/**
 * A node of the tree that flattened names spell (`llm.input_messages.0.message.role`) and that JSON spells too. `text`
 * is what stands at this place by itself: a scalar, or the JSON of what has structure. All names live in Maps.
 */
export type Branch = { text: string | null; children: ReadonlyMap<string, Branch> };
type Growing = { text: string | null; children: Map<string, Growing> };

/** A name with more dots than this is one name. */
const MAX_SEGMENTS = 64;
const INDEX = /^(?:0|[1-9]\d{0,8})$/;

/** Everything under a name: attributes that begin with it and a dot, and the JSON that stands at the name itself. */
export function branchAt(attributes: Attributes, prefix: string): Branch | null {
  const root: Growing = { text: null, children: new Map() };
  const own = attributes.get(prefix);
  if (own !== undefined && own !== "") open(root, String(own));
  for (const [name, value] of attributes)
    if (name.startsWith(`${prefix}.`)) reach(root, name.slice(prefix.length + 1)).text = String(value);
  return root.text === null && root.children.size === 0 ? null : root;
}

/** All attributes as one tree. */
export function branchOfAll(attributes: Attributes): Branch {
  const root: Growing = { text: null, children: new Map() };
  for (const [name, value] of attributes) reach(root, name).text = String(value);
  return root;
}

/** A text as a tree: its JSON where it is some, else only itself. */
export function branchOfText(text: string): Branch {
  const root: Growing = { text: null, children: new Map() };
  open(root, text);
  return root;
}

/** The branch along a path of names; null where it ends before. */
export function child(branch: Branch | null, ...path: readonly string[]): Branch | null {
  let here = branch;
  for (const name of path) here = here?.children.get(name) ?? null;
  return here;
}

/** The text of the first of the named children that has one that says something. */
export function textAt(branch: Branch | null, ...names: readonly string[]): string | null {
  for (const name of names) {
    const text = branch?.children.get(name)?.text;
    if (text !== null && text !== undefined && text !== "") return text;
  }
  return null;
}

/** The children with an index as their name, in its order; gaps are nothing. */
export function items(branch: Branch | null): Branch[] {
  return [...(branch?.children ?? [])]
    .filter(([name]) => INDEX.test(name))
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([, each]) => each);
}

/** What a branch says: its own text, else its names and values as JSON. */
export function written(branch: Branch): string {
  if (branch.text !== null) return branch.text;
  const members = [...branch.children].map(([name, each]) => {
    const isText = each.text !== null || each.children.size === 0;
    return `${JSON.stringify(name)}: ${isText ? JSON.stringify(each.text ?? "") : written(each)}`;
  });
  return `{${members.join(", ")}}`;
}

/** A text with what its JSON holds, where it is a list or an object; the text itself stays, blanks and all. */
function open(at: Growing, text: string): void {
  const node = /^\s*[[{]/.test(text) ? parseJsonText(text) : null;
  if (node !== null) graft(at, node);
  at.text = text;
}

function graft(at: Growing, { value, source }: JsonNode): void {
  at.text = value === null ? null : typeof value === "string" ? value : source;
  if (value === null || typeof value !== "object") return;
  for (const [name, node] of value.entries()) graft(reach(at, String(name)), node);
}

function reach(from: Growing, name: string): Growing {
  const segments = name.split(".");
  let here = from;
  for (const segment of segments.length > MAX_SEGMENTS ? [name] : segments) {
    const next = here.children.get(segment) ?? { text: null, children: new Map() };
    here.children.set(segment, next);
    here = next;
  }
  return here;
}
