import { z } from "zod";
import type { FieldMapping } from "../../domain/mapping/field-mapping.ts";
import { type JsonPointer, valueAt, writePointer } from "../../domain/mapping/json-pointer.ts";
import { type Head, readHead } from "./head.ts";

/**
 * The structure of the files a mapping is for: the members of its records, and of its steps as `*` and their name. Kept
 * as text beside the mapping.
 */
export const Signature = z.strictObject({ version: z.literal(1), members: z.array(z.string()) });
export type Signature = z.infer<typeof Signature>;

/** Steps and records that are looked at; members beyond the cap are data, not structure. */
const MAX_LOOK = 200;
const MAX_MEMBERS = 300;

/** Of the smaller set of members, how many both files must have; and of all members of both. */
const MIN_CONTAINED = 0.8;
const MIN_ALIKE = 0.5;

/** The signature of a file for a mapping; null where the head of the file does not show what the mapping reads. */
export function signatureOf(head: Uint8Array, mapping: FieldMapping): Signature | null {
  const read = readHead(head);
  const members = read === null ? null : membersOf(read, mapping);
  return members === null ? null : { version: 1, members: [...members].sort() };
}

/** How sure it is that a file has the structure that a mapping was saved for, 0..1; below a half it has not. */
export function fits(head: Uint8Array, mapping: FieldMapping, signature: Signature): number {
  const found = signatureOf(head, mapping);
  if (found === null) return 0;
  const known = new Set(signature.members);
  const both = found.members.filter((member) => known.has(member)).length;
  const alike = both / (known.size + found.members.length - both);
  const contained = both / Math.min(known.size, found.members.length);
  return contained >= MIN_CONTAINED && alike >= MIN_ALIKE ? 0.5 + alike / 2 : 0;
}

/** Members of the records and steps that a head shows; null where the mapping finds no step in it. */
function membersOf(head: Head, mapping: FieldMapping): Set<string> | null {
  const records = recordsOf(head, mapping.runs);
  const isRows = mapping.runs.at === "rows" || mapping.runs.at === "log";
  const members = new Set<string>();
  let steps = 0;
  for (const record of records.slice(0, MAX_LOOK)) {
    if (!isRows) addMembers(members, record, "");
    const list = isRows ? [record] : valueAt(record, mapping.steps);
    for (const step of Array.isArray(list) ? list.slice(0, MAX_LOOK) : []) {
      steps += 1;
      addMembers(members, step, isRows ? "" : "*");
    }
  }
  const isGrouped = mapping.runs.at !== "rows" || valueAt(records[0], mapping.runs.by) !== undefined;
  return steps === 0 || members.size === 0 || !isGrouped ? null : members;
}

/** The records a head shows, as the mapping cuts the file; none where the file is of the other kind. */
export function recordsOf({ isLines, records }: Head, runs: FieldMapping["runs"]): unknown[] {
  const list = listOf(runs);
  if (list === null) return isLines === false ? [] : records.map(({ value }) => value);
  const [document] = isLines === true ? [] : records;
  if (document === undefined) return [];
  if (runs.at === "document") return [document.value];
  const found = valueAt(document.value, list);
  return Array.isArray(found) ? found : [];
}

/** Where the list of records is; null for lines. */
function listOf(runs: FieldMapping["runs"]): JsonPointer | null {
  if (runs.at === "lines" || runs.at === "log") return null;
  return runs.at === "document" ? "" : runs.list;
}

function addMembers(members: Set<string>, value: unknown, prefix: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  for (const name of Object.keys(value)) if (members.size < MAX_MEMBERS) members.add(prefix + writePointer([name]));
}
