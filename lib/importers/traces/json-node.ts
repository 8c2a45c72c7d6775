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
  #members: ReadonlyMap<string, JsonNode> | null = null;
  #items: readonly JsonNode[] | null = null;

  constructor(readonly source: string) {}

  get isObject(): boolean {
    return this.source.startsWith("{");
  }

  get isList(): boolean {
    return this.source.startsWith("[");
  }

  /** A string's own text; null for every other kind of value. */
  get text(): string | null {
    return this.source.startsWith(QUOTE) ? stringOf(this.source) : null;
  }

  /** A number, when it is one. */
  get number(): number | null {
    return /^[-\d]/.test(this.source) ? Number(this.source) : null;
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

  /** The first of the named members that is a text, or a number as it is written, and not empty. */
  textAt(...names: readonly string[]): string | null {
    for (const name of names) {
      const found = this.members.get(name);
      const text = found?.text ?? (found?.number === null ? null : found?.source);
      if (text) return text;
    }
    return null;
  }

  /** A string's own text, else the JSON as it stands. */
  get shown(): string {
    return this.text ?? this.source;
  }
}

/** The value inside a string that is itself JSON of a list, an object or a string; else the node as it is. */
export function opened(node: JsonNode): JsonNode {
  let here = node;
  for (let unwraps = 0; unwraps < MAX_UNWRAPS; unwraps += 1) {
    const text = here.text?.trim() ?? "";
    if (!/^[[{"]/.test(text) || !isJson(text)) return here;
    here = new JsonNode(text);
  }
  return here;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
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
