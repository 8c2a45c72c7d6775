import { type JsonPointer, writePointer } from "../../domain/mapping/json-pointer.ts";
import type { SampleNode } from "../../domain/mapping/sample.ts";
import type { Head } from "./head.ts";

/** Of a sample in all, and of the elements of one list, the members of one object and the units of one text. */
const MAX_NODES = 1500;
const MAX_ELEMENTS = 12;
const MAX_MEMBERS = 80;
const MAX_DEPTH = 12;
export const SAMPLE_UNITS = 4000;

/** The first record of a file as a flat tree, or the first lines of a file of lines; long lists and texts are cut. */
export function sampleOf({ isLines, records }: Head): SampleNode[] {
  const nodes: SampleNode[] = [];
  const roots = isLines ? records.slice(0, MAX_ELEMENTS) : records.slice(0, 1);
  for (const [at, { value }] of roots.entries()) {
    const name = isLines ? `line ${at + 1}` : "document";
    addNode(nodes, { value, name, tokens: isLines ? [at] : [], depth: 0 });
  }
  return nodes;
}

type Place = { value: unknown; name: string; tokens: readonly (string | number)[]; depth: number };

function addNode(nodes: SampleNode[], { value, name, tokens, depth }: Place): void {
  if (nodes.length >= MAX_NODES) return;
  const pointer: JsonPointer = writePointer(tokens);
  // A name beyond the length of a place cannot be chosen.
  if (pointer.length > 500) return;
  nodes.push({ pointer, name, depth, ...describe(value) });
  if (depth >= MAX_DEPTH || typeof value !== "object" || value === null) return;
  const inner: [string | number, unknown][] = Array.isArray(value)
    ? value.slice(0, MAX_ELEMENTS).map((each, at): [number, unknown] => [at, each])
    : Object.entries(value).slice(0, MAX_MEMBERS);
  for (const [key, each] of inner)
    addNode(nodes, { value: each, name: String(key), tokens: [...tokens, key], depth: depth + 1 });
}

function describe(value: unknown): Pick<SampleNode, "kind" | "text" | "size"> {
  if (value === null) return { kind: "null", text: "null", size: 0 };
  if (Array.isArray(value)) return { kind: "list", text: "", size: value.length };
  switch (typeof value) {
    case "object":
      return { kind: "object", text: "", size: Object.keys(value).length };
    case "boolean":
      return { kind: "boolean", text: String(value), size: 0 };
    case "number":
      return { kind: "number", text: String(value), size: 0 };
    default:
      return { kind: "text", text: String(value).slice(0, SAMPLE_UNITS), size: String(value).length };
  }
}
