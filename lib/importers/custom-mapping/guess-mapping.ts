import {
  EMPTY_MAPPING,
  type FieldMapping,
  guessOwner,
  SAYING_SLOTS,
  type StepSlot,
} from "../../domain/mapping/field-mapping.ts";
import { type JsonPointer, valueAt, writePointer } from "../../domain/mapping/json-pointer.ts";
import { fieldsOf, type Fields } from "./fields-of.ts";
import type { Head } from "./head.ts";
import { recordsOf } from "./signature.ts";
import {
  CALL_NAMES,
  GROUPING,
  LISTS_OF_CALLS,
  LISTS_OF_STEPS,
  plainName,
  RUN_NAMES,
  STEP_NAMES,
} from "./slot-names.ts";

const MAX_DEPTH = 4;
const MAX_ROLES = 12;

/** A first mapping of a file by the names of its fields, for a person to correct. Says nothing it has no name for. */
export function guessMapping(head: Head): FieldMapping {
  const place = placeOf(head);
  const records = recordsOf(head, place.runs);
  const isRows = place.runs.at === "rows" || place.runs.at === "log";
  const steps = isRows ? records : records.flatMap((record) => listAt(record, place.steps));
  const fields = fieldsOf(steps);
  const { calls, step } = stepSlots(fields, steps);
  const used = new Set(Object.values(step));
  const grouped = place.runs.at === "rows" ? [place.runs.by] : [];
  const run = slotsOf(RUN_NAMES, fieldsOf(records), (pointer, values) => {
    const isTaken = isRows && (used.has(pointer) || grouped.includes(pointer));
    return !isTaken && values.every((value) => value === null || typeof value !== "object");
  });
  return {
    ...EMPTY_MAPPING,
    ...place,
    calls,
    step,
    run,
    roles: rolesOf(steps, step.role),
    timeUnit: unitOf(steps, step.startedAt),
  };
}

const MAX_ROLE_VALUES = 30;

/** The values that stand in the field of the role in the part of a file that is at hand, in order. */
export function roleValuesOf(head: Head, { runs, steps, step }: FieldMapping): string[] {
  const { role } = step;
  if (role === undefined) return [];
  const records = recordsOf(head, runs);
  const isRows = runs.at === "rows" || runs.at === "log";
  const values = (isRows ? records : records.flatMap((record) => listAt(record, steps))).flatMap((row) => {
    const value = valueAt(row, role);
    const said = typeof value === "object" || value === undefined ? "" : String(value);
    return said === "" || said.length > 200 ? [] : [said];
  });
  return [...new Set(values)].slice(0, MAX_ROLE_VALUES);
}

type Place = Pick<FieldMapping, "runs" | "steps">;

function placeOf(head: Head): Place {
  const isLines = head.isLines === true;
  const lists = head.records.slice(0, 1).flatMap(({ value }) => listsIn(value, [], 0));
  const [best] = lists.sort((a, b) => b.score - a.score || a.tokens.length - b.tokens.length);
  if (
    isLines &&
    (best === undefined ||
      best.score <
        scoreOf(
          head.records.map(({ value }) => value),
          "",
        ))
  ) {
    const by = groupingOf(head.records.map(({ value }) => value));
    return { runs: by === null ? { at: "log" } : { at: "rows", list: null, by }, steps: "" };
  }
  if (best === undefined) return { runs: { at: isLines ? "lines" : "document" }, steps: "" };
  if (isLines) return { runs: { at: "lines" }, steps: writePointer(best.tokens) };
  const outer = best.tokens.indexOf(0);
  if (outer < 0) {
    const pointer = writePointer(best.tokens);
    const by = groupingOf(listAt(head.records[0]?.value, pointer));
    if (by !== null) return { runs: { at: "rows", list: pointer, by }, steps: "" };
    return { runs: { at: "document" }, steps: pointer };
  }
  const [list, steps] = [best.tokens.slice(0, outer), best.tokens.slice(outer + 1)];
  return { runs: { at: "each", list: writePointer(list) }, steps: writePointer(steps) };
}

type ListPlace = { tokens: (string | number)[]; score: number };

/** Lists of objects in a value that may be steps; at most one other list around each. */
function listsIn(value: unknown, tokens: (string | number)[], depth: number): ListPlace[] {
  if (depth > MAX_DEPTH || typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) {
    const score = scoreOf(value, String(tokens.at(-1) ?? ""));
    const inner = tokens.includes(0) ? [] : listsIn(value[0], [...tokens, 0], depth + 1);
    return score > 0 ? [{ tokens, score }, ...inner] : inner;
  }
  return Object.entries(value).flatMap(([name, each]) => listsIn(each, [...tokens, name], depth + 1));
}

/** How much the elements of a list look like steps: the slots they have names for, and the name of the list. */
function scoreOf(list: readonly unknown[], name: string): number {
  const { step } = stepSlots(fieldsOf(list), list);
  const slots = Object.keys(step).length;
  if (!SAYING_SLOTS.some((slot) => step[slot] !== undefined)) return 0;
  return slots + (isIn(LISTS_OF_STEPS, name) ? 2 : 0);
}

function groupingOf(rows: readonly unknown[]): JsonPointer | null {
  const fields = fieldsOf(rows);
  return GROUPING.split(" ").flatMap((name) => named(fields, name).slice(0, 1))[0] ?? null;
}

function stepSlots(fields: Fields, steps: readonly unknown[]): Pick<FieldMapping, "calls" | "step"> {
  const calls = [...fields].find(([pointer, values]) => {
    const isList = values.some((value) => Array.isArray(value) && typeof value[0] === "object");
    return isList && isIn(LISTS_OF_CALLS, pointer.slice(1));
  })?.[0];
  const step: FieldMapping["step"] = slotsOf(STEP_NAMES, fields, isFitting);
  if (step.input === undefined && step.action?.endsWith("/name")) delete step.action;
  if (calls === undefined) return { calls: null, step };
  const inCalls = slotsOf(CALL_NAMES, fieldsOf(steps.flatMap((each) => listAt(each, calls))), () => true);
  const { action: _action, input: _input, callId: _callId, ...rest } = step;
  return { calls, step: { ...rest, ...inCalls } };
}

/** Whether the values of a field can be what a slot wants. */
function isFitting(_: JsonPointer, values: readonly unknown[], slot: StepSlot): boolean {
  const said = values.filter((value) => value !== null);
  if (slot === "tokensIn" || slot === "tokensOut") return said.every((value) => typeof value === "number");
  if (slot === "startedAt") return said.every((value) => typeof value === "number" || typeof value === "string");
  if (slot === "role") {
    const names = new Set(said.map((value) => (typeof value === "string" ? value : "")));
    return names.size <= MAX_ROLES && [...names].some((value) => guessOwner(value) !== null);
  }
  if (slot === "isError") return said.every((value) => typeof value !== "object");
  return (
    slot === "input" || slot === "observation" || slot === "message" || said.every((value) => typeof value !== "object")
  );
}

function slotsOf<S extends string>(
  names: readonly (readonly [S, string])[],
  fields: Fields,
  isAllowed: (pointer: JsonPointer, values: readonly unknown[], slot: S) => boolean,
): Partial<Record<S, JsonPointer>> {
  const slots: Partial<Record<S, JsonPointer>> = {};
  const used = new Set<JsonPointer>();
  for (const [slot, list] of names) {
    const found = list
      .split(" ")
      .flatMap((name) => named(fields, name))
      .find((pointer) => !used.has(pointer) && isAllowed(pointer, fields.get(pointer) ?? [], slot));
    if (found === undefined) continue;
    used.add(found);
    slots[slot] = found;
  }
  return slots;
}

/** The fields of this name, the outer ones first. */
function named(fields: Fields, name: string): JsonPointer[] {
  const found = [...fields.keys()].filter((pointer) => plainName(pointer.slice(pointer.lastIndexOf("/") + 1)) === name);
  return found.sort((a, b) => a.split("/").length - b.split("/").length);
}

function rolesOf(steps: readonly unknown[], role: JsonPointer | undefined): FieldMapping["roles"] {
  if (role === undefined) return [];
  const values = new Set(steps.map((step) => valueAt(step, role)).filter((value) => typeof value === "string"));
  return [...values].flatMap((value) => {
    const is = guessOwner(value);
    return is === null ? [] : [{ value, is }];
  });
}

function unitOf(steps: readonly unknown[], pointer: JsonPointer | undefined): FieldMapping["timeUnit"] {
  const times = pointer === undefined ? [] : steps.map((step) => valueAt(step, pointer));
  const number = times.find((time) => typeof time === "number");
  // A day of this century is below 1e11 in seconds and above it in milliseconds.
  return number === undefined ? "iso" : number > 1e11 ? "ms" : "s";
}

function listAt(value: unknown, pointer: JsonPointer): unknown[] {
  const found = valueAt(value, pointer);
  return Array.isArray(found) ? found : [];
}

function isIn(names: string, name: string): boolean {
  return names.split(" ").includes(plainName(name));
}
