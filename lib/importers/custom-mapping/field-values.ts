import { type JsonPointer, listIndex, pointerTokens, valueAt } from "../../domain/mapping/json-pointer.ts";
import type { FieldMapping } from "../../domain/mapping/field-mapping.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { decodeView } from "../json/bytes.ts";
import { keySegment } from "../json/json-key.ts";
import { elementSlices, memberSlice, type Slice } from "../json/slices.ts";

/** A value of the source as data and as its own bytes. */
export type Part = { value: unknown; bytes: Uint8Array };

/** The bytes at a place as they stand in the source, `byteStart` relative to `bytes`; null where nothing is. */
export async function sliceAt(bytes: Uint8Array, pointer: JsonPointer): Promise<Slice | null> {
  let found: Slice = { byteStart: 0, byteEnd: bytes.length, bytes };
  for (const token of pointerTokens(pointer)) {
    const next = (await memberSlice(found.bytes, token)) ?? (await elementAt(found.bytes, token));
    if (next === null) return null;
    found = { ...next, byteStart: found.byteStart + next.byteStart, byteEnd: found.byteStart + next.byteEnd };
  }
  return found;
}

/** A place as the paths of steps and problems are written: `.name`, `[3]`. */
export function pathOf(tokens: readonly string[]): string {
  return tokens.map((token) => (listIndex(token) === null ? keySegment(token) : `[${token}]`)).join("");
}

async function elementAt(bytes: Uint8Array, token: string): Promise<Slice | null> {
  const index = listIndex(token);
  return index === null ? null : ((await elementSlices(bytes, null))[index] ?? null);
}

/**
 * What stands at a place, unit for unit: a text as it is, anything else as its own JSON. Null where nothing, `null` or
 * an empty text stands.
 */
export async function textAt({ value, bytes }: Part, pointer: JsonPointer | undefined): Promise<string | null> {
  if (pointer === undefined) return null;
  const found = valueAt(value, pointer);
  if (found === undefined || found === null || found === "") return null;
  if (typeof found === "string") return found;
  const slice = await sliceAt(bytes, pointer);
  return slice && decodeView(slice.bytes);
}

const TRUE_WORDS = new Set(["true", "error", "failed", "failure", "fail", "1"]);
const FALSE_WORDS = new Set(["false", "ok", "success", "succeeded", "completed", "0"]);

/** Whether a value says that a step failed: a truth value, an exit code, or a word for it; null where it does not say. */
export function errorOf(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  if (typeof value !== "string") return null;
  const word = value.trim().toLowerCase();
  return TRUE_WORDS.has(word) ? true : FALSE_WORDS.has(word) ? false : null;
}

const DECIMAL = /^-?\d{1,17}(?:\.\d{1,12})?$/;
const UNIT_MS = { s: 1000, ms: 1 } as const;

/** A time as ISO 8601 in UTC; null where it cannot be read in the unit. */
export function timeOf(value: unknown, unit: FieldMapping["timeUnit"]): string | null {
  if (unit === "iso") return typeof value === "string" ? isoTime(value) : null;
  const isNumber = typeof value === "number" || (typeof value === "string" && DECIMAL.test(value));
  const time = new Date(isNumber ? Math.round(Number(value) * UNIT_MS[unit]) : Number.NaN);
  const year = time.getUTCFullYear();
  return year >= 1 && year <= 9999 ? time.toISOString() : null;
}
