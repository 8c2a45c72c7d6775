import { z } from "zod";

/** A place in a JSON value, RFC 6901: "" is the value itself, "/steps/0/role" a member of an element of a member. */
export const JsonPointer = z
  .string()
  .max(500)
  .regex(/^(?:\/(?:[^~/]|~[01])*)*$/, "A place is written as a JSON Pointer, such as /steps/0/role.");
export type JsonPointer = z.infer<typeof JsonPointer>;

/** The names and indexes of a pointer, from the outside in. */
export function pointerTokens(pointer: JsonPointer): string[] {
  const [, ...tokens] = pointer.split("/");
  return tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export function writePointer(tokens: readonly (string | number)[]): JsonPointer {
  return tokens.map((token) => `/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Whether a place is another place or inside it. */
export function isWithin(pointer: JsonPointer, outer: JsonPointer): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}

/** The index a token is in a list; null where it is none: no sign, no leading zero (RFC 6901, section 4). */
export function listIndex(token: string): number | null {
  return /^(?:0|[1-9]\d{0,8})$/.test(token) ? Number(token) : null;
}

/** The value at a place. Only own members and elements are followed, so `__proto__` and `length` lead nowhere. */
export function valueAt(value: unknown, pointer: JsonPointer): unknown {
  let found: unknown = value;
  for (const token of pointerTokens(pointer)) found = memberOf(found, token);
  return found;
}

function memberOf(value: unknown, token: string): unknown {
  if (Array.isArray(value)) {
    const index = listIndex(token);
    return index === null ? undefined : value[index];
  }
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, token)?.value;
}
