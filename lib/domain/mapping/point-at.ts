import {
  CALL_SLOTS,
  type MappingDraft,
  RUN_SLOTS,
  type RunSlot,
  type RunsPlace,
  saysSomething,
  STEP_SLOTS,
  type StepSlot,
} from "./field-mapping.ts";
import type { JsonPointer } from "./json-pointer.ts";
import { basesOf, relativeTo, stepsListAt } from "./places.ts";
import type { SampleNode } from "./sample.ts";

/** Everything of a mapping that is a place: where steps, calls and the run of a row are, and the facts of both. */
export type Slot = "steps" | "calls" | "by" | StepSlot | RunSlot;

const isStepSlot = (slot: Slot): slot is StepSlot => (STEP_SLOTS as readonly string[]).includes(slot);
const isRunSlot = (slot: Slot): slot is RunSlot => (RUN_SLOTS as readonly string[]).includes(slot);

/** The draft with a slot at a field of the sample, or why the field cannot be it. */
export function pointAt(
  draft: MappingDraft,
  slot: Slot,
  { pointer, kind }: Pick<SampleNode, "pointer" | "kind">,
  isLines: boolean,
): { draft: MappingDraft } | { refusal: string } {
  const bases = basesOf(draft);
  if ((slot === "steps" || slot === "calls") && kind !== "list")
    return { refusal: `This field is no list. ${slot === "steps" ? "Steps" : "Calls"} stand in a list.` };
  if (slot === "steps") return pointAtSteps(draft, pointer, isLines);
  const base = isRunSlot(slot) || slot === "by" ? bases.record : slotBase(draft, slot);
  const place = relativeTo(pointer, base);
  if (place === null) return { refusal: `This field is not in ${whereOf(draft, slot)}. ${MOVE}` };
  if (slot === "by") return withBy(draft, place);
  if (slot === "calls") return { draft: { ...draft, calls: place } };
  if (isRunSlot(slot)) return { draft: { ...draft, run: { ...draft.run, [slot]: place } } };
  return { draft: { ...draft, step: { ...draft.step, [slot]: place } } };
}

const MOVE = "Choose one that is, or change where they are.";

/** Rows stay rows when their list is pointed at; otherwise the place says how runs are cut. */
function pointAtSteps(draft: MappingDraft, pointer: JsonPointer, isLines: boolean) {
  if (draft.runs.at === "rows" && !isLines) return { draft: { ...draft, runs: { ...draft.runs, list: pointer } } };
  return { draft: { ...draft, ...stepsListAt(pointer, isLines) } };
}

function withBy(draft: MappingDraft, by: JsonPointer) {
  if (draft.runs.at !== "rows") return { refusal: "Runs are told apart by a field only where rows are grouped." };
  return { draft: { ...draft, runs: { ...draft.runs, by } } };
}

function slotBase(draft: MappingDraft, slot: Slot): string[] {
  const { step, call } = basesOf(draft);
  return call !== null && isStepSlot(slot) && CALL_SLOTS.includes(slot) ? call : step;
}

function whereOf(draft: MappingDraft, slot: Slot): string {
  if (isRunSlot(slot)) return "a record";
  if (slot === "by") return "a row";
  return slotBase(draft, slot) === basesOf(draft).step || draft.calls === null
    ? "a step"
    : "a step or its list of calls";
}

/** The draft without a slot. */
export function clearSlot(draft: MappingDraft, slot: Slot): MappingDraft {
  if (slot === "calls") return { ...draft, calls: null };
  if (slot === "steps") return { ...draft, steps: "" };
  if (slot === "by") return draft.runs.at === "rows" ? { ...draft, runs: { ...draft.runs, by: "" } } : draft;
  if (isRunSlot(slot)) return { ...draft, run: without(draft.run, slot) };
  return { ...draft, step: without(draft.step, slot), ...(slot === "role" ? { roles: [] } : {}) };
}

function without<T extends object>(record: T, key: keyof T): T {
  const { [key]: _, ...rest } = record;
  // What is left has every member of T but an optional one.
  return rest as T;
}

/** Where a slot is, relative to what it stands in; undefined where it is not chosen. */
export function placeOf(draft: MappingDraft, slot: Slot): JsonPointer | undefined {
  if (slot === "steps") return draft.runs.at === "rows" ? (draft.runs.list ?? undefined) : draft.steps;
  if (slot === "calls") return draft.calls ?? undefined;
  if (slot === "by") return draft.runs.at === "rows" && draft.runs.by !== "" ? draft.runs.by : undefined;
  return isRunSlot(slot) ? draft.run[slot] : draft.step[slot];
}

const FACTS: readonly Slot[] = ["by", "calls", ...STEP_SLOTS, ...RUN_SLOTS];

/** The slots that a field of the sample fills. */
export function slotsAt(draft: MappingDraft, pointer: JsonPointer): Slot[] {
  const { record } = basesOf(draft);
  return FACTS.filter((slot) => {
    const place = placeOf(draft, slot);
    const base = isRunSlot(slot) || slot === "by" ? record : slotBase(draft, slot);
    return place !== undefined && relativeTo(pointer, base) === place;
  });
}

/** The draft with its runs cut another way; the list of records is kept where both have one. */
export function cutRuns(draft: MappingDraft, at: RunsPlace["at"], isLines: boolean): MappingDraft {
  const known = "list" in draft.runs ? draft.runs.list : draft.runs.at === "document" ? draft.steps : "";
  switch (at) {
    case "rows":
      return { ...draft, runs: { at, list: isLines ? null : (known ?? ""), by: "" } };
    case "each":
      return { ...draft, runs: { at, list: known ?? "" }, steps: "" };
    case "document":
      return { ...draft, runs: { at }, steps: draft.runs.at === "rows" ? (known ?? "") : draft.steps };
    default:
      return { ...draft, runs: { at } };
  }
}

/** What is still missing before a draft can be tried, each as a sentence with the slot it is about. */
export function missingOf(draft: MappingDraft): { slot: Slot; sentence: string }[] {
  const missing: { slot: Slot; sentence: string }[] = [];
  if (draft.runs.at === "rows" && draft.runs.by === "")
    missing.push({ slot: "by", sentence: "Choose the field that tells the runs apart." });
  if (!saysSomething(draft))
    missing.push({ slot: "message", sentence: "Choose a message, an action or an output: nothing of a step is read." });
  if (draft.step.role !== undefined && draft.roles.length === 0)
    missing.push({ slot: "role", sentence: "Say what the values of the role mean: every row is unknown now." });
  return missing;
}
