import { type JsonPointer, writePointer } from "../../domain/mapping/json-pointer.ts";

/** The fields of several objects by their place, each with the values it has. */
export type Fields = ReadonlyMap<JsonPointer, unknown[]>;

const MAX_OBJECTS = 50;
const MAX_FIELDS = 400;
/** Facts such as counts of tokens lie in an object of their own. */
const MAX_DEPTH = 2;

export function fieldsOf(values: readonly unknown[]): Fields {
  const fields = new Map<JsonPointer, unknown[]>();
  for (const value of values.slice(0, MAX_OBJECTS)) addFields(fields, value, []);
  return fields;
}

function addFields(fields: Map<JsonPointer, unknown[]>, value: unknown, tokens: readonly string[]): void {
  if (typeof value !== "object" || value === null || Array.isArray(value) || tokens.length > MAX_DEPTH) return;
  for (const [name, inner] of Object.entries(value)) {
    const pointer = writePointer([...tokens, name]);
    const known = fields.get(pointer);
    if (known) known.push(inner);
    else if (fields.size < MAX_FIELDS) fields.set(pointer, [inner]);
    addFields(fields, inner, [...tokens, name]);
  }
}
