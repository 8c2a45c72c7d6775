const QUOTE = '"';
const BACKSLASH = "\\";
const CLOSERS = new Set(["}", "]"]);
const OPENERS = new Set(["{", "["]);
/** Texts inside texts are opened this far: a payload is often a JSON string of a JSON string. */
const MAX_UNWRAPS = 4;

/**
 * A JSON value as it is written, so that numbers, key order and hostile keys survive. It is cut one level at a time
 * and only when asked. Its text must be sound JSON. Names live in a Map, so `__proto__` is a name like any other.
 */
export class JsonNode {
  #text: string | null;
  #members: ReadonlyMap<string, JsonNode> | null;
  #items: readonly JsonNode[] | null;

  /** `made`: what the source was written from, which then need not be cut again. */
  constructor(
    readonly source: string,
    made: { text?: string; members?: ReadonlyMap<string, JsonNode>; items?: readonly JsonNode[] } = {},
  ) {
    this.#text = made.text ?? null;
    this.#members = made.members ?? null;
    this.#items = made.items ?? null;
  }

  get isObject(): boolean {
    return this.source.startsWith("{");
  }

  get isList(): boolean {
    return this.source.startsWith("[");
  }

  /** A string's own text; null for every other kind of value. */
  get text(): string | null {
    if (this.source.startsWith(QUOTE)) this.#text ??= stringOf(this.source);
    return this.#text;
  }

  /** A number, when it is one. */
  get number(): number | null {
    return /^[-\d]/.test(this.source) ? Number(this.source) : null;
  }

  /** A string's own text, a number or a truth value as it is written; null for what has structure, and for null. */
  get scalar(): string | null {
    return this.isObject || this.isList || this.source === "null" ? null : this.shown;
  }

  /** The members of an object, nulls left out; nothing for anything else. */
  get members(): ReadonlyMap<string, JsonNode> {
    this.#members ??= new Map(
      (this.isObject ? cut(this.source) : []).flatMap((part): [string, JsonNode][] => {
        const end = stringEnd(part, 0);
        const value = part.slice(part.indexOf(":", end) + 1).trim();
        return value === "null" ? [] : [[stringOf(part.slice(0, end)), new JsonNode(value)]];
      }),
    );
    return this.#members;
  }

  /** The elements of a list; nothing for anything else. */
  get items(): readonly JsonNode[] {
    this.#items ??= (this.isList ? cut(this.source) : []).map((part) => new JsonNode(part));
    return this.#items;
  }

  /** The first of the named members that is there and not null. */
  get(...names: readonly string[]): JsonNode | null {
    for (const name of names) {
      const found = this.members.get(name);
      if (found !== undefined) return found;
    }
    return null;
  }

  /** The first of the named members that is a scalar and not empty. */
  textAt(...names: readonly string[]): string | null {
    for (const name of names) {
      const text = this.members.get(name)?.scalar;
      if (text) return text;
    }
    return null;
  }

  /** A string's own text, else the JSON as it stands. */
  get shown(): string {
    return this.text ?? this.source;
  }
}

/** A text as a node; null where it is no sound JSON. */
export function parseNode(text: string): JsonNode | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  return new JsonNode(text.trim());
}

export function scalarNode(value: string | number | boolean): JsonNode {
  return new JsonNode(JSON.stringify(value), typeof value === "string" ? { text: value } : {});
}

export function listNode(items: readonly JsonNode[]): JsonNode {
  return new JsonNode(`[${items.map(({ source }) => source).join(",")}]`, { items });
}

/** An object with the members that are not null; of two with one name the last. */
export function objectNode(entries: Iterable<readonly [string, JsonNode | null]>): JsonNode {
  const members = new Map<string, JsonNode>();
  for (const [name, node] of entries) if (node && node.source !== "null") members.set(name, node);
  const written = [...members].map(([name, { source }]) => `${JSON.stringify(name)}:${source}`);
  return new JsonNode(`{${written.join(",")}}`, { members });
}

/** The value inside a string that is itself JSON of a list, an object or a string; else the node as it is. */
export function opened(node: JsonNode): JsonNode {
  let here = node;
  for (let unwraps = 0; unwraps < MAX_UNWRAPS; unwraps += 1) {
    const text = here.text ?? "";
    const inner = /^\s*[[{"]/.test(text) ? parseNode(text) : null;
    if (inner === null) return here;
    here = inner;
  }
  return here;
}

function stringOf(source: string): string {
  const text: unknown = JSON.parse(source);
  return typeof text === "string" ? text : "";
}

/** The parts between the commas of the outermost brackets, trimmed. */
function cut(source: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 1;
  for (let at = 1; at < source.length; at += 1) {
    const mark = source[at] ?? "";
    if (mark === QUOTE) at = stringEnd(source, at) - 1;
    else if (OPENERS.has(mark)) depth += 1;
    else if (CLOSERS.has(mark) && depth > 0) depth -= 1;
    else if ((mark === "," && depth === 0) || CLOSERS.has(mark)) {
      const part = source.slice(from, at).trim();
      if (part !== "") parts.push(part);
      from = at + 1;
    }
  }
  return parts;
}

/** The place behind the string that begins here: behind the first quote after an even number of backslashes. */
function stringEnd(source: string, from: number): number {
  for (let at = source.indexOf(QUOTE, from + 1); at >= 0; at = source.indexOf(QUOTE, at + 1)) {
    let before = at;
    while (source[before - 1] === BACKSLASH) before -= 1;
    if ((at - before) % 2 === 0) return at + 1;
  }
  return source.length;
}
