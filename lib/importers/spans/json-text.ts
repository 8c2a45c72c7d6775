/** A value inside a JSON text, with its JSON as it stands there, so that numbers, key order and hostile keys survive. */
export type JsonNode = {
  source: string;
  value: string | number | boolean | null | readonly JsonNode[] | ReadonlyMap<string, JsonNode>;
};

const MAX_DEPTH = 200;
const BLANK = /[ \t\r\n]*/y;
const SCALAR = /[^,\]} \t\r\n]+/y;

/** The tree of a JSON text; null where it is none, or nests deeper than 200. */
export function parseJsonText(text: string): JsonNode | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  // The text is sound, so the reader only has to find where each value ends.
  return new Reader(text).read();
}

/** The members of an object; nothing for anything else. */
export function membersOf(node: JsonNode | null | undefined): ReadonlyMap<string, JsonNode> {
  return node?.value instanceof Map ? node.value : new Map();
}

/** The elements of a list; nothing for anything else. */
export function elementsOf(node: JsonNode | null | undefined): readonly JsonNode[] {
  return Array.isArray(node?.value) ? node.value : [];
}

/** A scalar as text: a string's own, a number as it is written. Null for what has structure, and for null. */
export function scalarText(node: JsonNode | null | undefined): string | null {
  if (node === null || node === undefined || node.value === null || typeof node.value === "object") return null;
  return typeof node.value === "string" ? node.value : node.source;
}

/** The first of the named members that is not null. */
export function member(members: ReadonlyMap<string, JsonNode>, ...names: readonly string[]): JsonNode | null {
  const found = names.map((name) => members.get(name)).find((node) => node !== undefined && node.value !== null);
  return found ?? null;
}

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  read(depth = 0): JsonNode | null {
    if (depth > MAX_DEPTH) return null;
    this.#skip();
    const from = this.#at;
    const value = this.#value(depth);
    if (value === undefined) return null;
    const source = this.text.slice(from, this.#at);
    this.#skip();
    return { source, value };
  }

  #value(depth: number): JsonNode["value"] | undefined {
    const first = this.text[this.#at];
    if (first === "{") return this.#object(depth);
    if (first === "[") return this.#list(depth);
    const literal = first === '"' ? this.#string() : this.#match(SCALAR);
    const value: unknown = JSON.parse(literal);
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
  }

  #object(depth: number): ReadonlyMap<string, JsonNode> | undefined {
    const members = new Map<string, JsonNode>();
    for (this.#step(); this.text[this.#at] !== "}"; ) {
      const key: unknown = JSON.parse(this.#string());
      this.#step(":");
      const node = this.read(depth + 1);
      if (node === null) return undefined;
      members.set(String(key), node);
      if (this.text[this.#at] === ",") this.#step();
    }
    this.#at += 1;
    return members;
  }

  #list(depth: number): readonly JsonNode[] | undefined {
    const elements: JsonNode[] = [];
    for (this.#step(); this.text[this.#at] !== "]"; ) {
      const node = this.read(depth + 1);
      if (node === null) return undefined;
      elements.push(node);
      if (this.text[this.#at] === ",") this.#step();
    }
    this.#at += 1;
    return elements;
  }

  /** A string with its quotes: to the first quote behind an even number of backslashes. */
  #string(): string {
    const from = this.#at;
    let end = from;
    let slashes = 1;
    while (slashes % 2 === 1) {
      end = this.text.indexOf('"', end + 1);
      for (slashes = 0; this.text[end - 1 - slashes] === "\\"; ) slashes += 1;
    }
    this.#at = end + 1;
    return this.text.slice(from, this.#at);
  }

  /** Over one mark, and the blanks around it. */
  #step(mark?: string): void {
    if (mark !== undefined) this.#skip();
    this.#at += 1;
    this.#skip();
  }

  #skip(): void {
    this.#match(BLANK);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ""] = pattern.exec(this.text) ?? [];
    this.#at += found.length;
    return found;
  }
}
