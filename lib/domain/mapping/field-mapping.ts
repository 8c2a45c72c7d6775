import { z } from "zod";
import { JsonPointer } from "./json-pointer.ts";

/** Facts of a step, each at a place relative to the step; `action`, `input` and `callId` to the call where `calls` is set. */
export const STEP_SLOTS = [
  "role",
  "lane",
  "thought",
  "message",
  "action",
  "input",
  "callId",
  "observation",
  "resultOf",
  "isError",
  "startedAt",
  "tokensIn",
  "tokensOut",
] as const;
export type StepSlot = (typeof STEP_SLOTS)[number];

/** Facts of a run, each at a place relative to its record; in rows, to the row that says it first. */
export const RUN_SLOTS = ["runId", "instruction", "taskId", "agent", "model", "outcome"] as const;
export type RunSlot = (typeof RUN_SLOTS)[number];

/** The slots that stand in a call where a step has a list of them. */
export const CALL_SLOTS: readonly StepSlot[] = ["action", "input", "callId"];
/** The slots that hold something to read; a mapping needs at least one. */
export const SAYING_SLOTS: readonly StepSlot[] = ["message", "thought", "action", "input", "observation"];

/** Whose row a value of `role` stands for; `tool` is a result of a call. */
export const ROW_OWNERS = ["agent", "user", "system", "environment", "tool"] as const;
export const RowOwner = z.enum(ROW_OWNERS);
export type RowOwner = z.infer<typeof RowOwner>;

export const TIME_UNITS = ["iso", "s", "ms"] as const;

/** Where the runs of a file are. `list` is a place in the document; `by` a place in the row. */
export const RunsPlace = z.discriminatedUnion("at", [
  z.strictObject({ at: z.literal("document") }),
  z.strictObject({ at: z.literal("each"), list: JsonPointer }),
  z.strictObject({ at: z.literal("lines") }),
  /** All lines are steps of one run. */
  z.strictObject({ at: z.literal("log") }),
  /** Rows of several runs, told apart by a field: the lines, or the elements of a list. */
  z.strictObject({ at: z.literal("rows"), list: JsonPointer.nullable(), by: JsonPointer }),
]);
export type RunsPlace = z.infer<typeof RunsPlace>;

/** A mapping that is being made: it may say nothing yet. */
export const MappingDraft = z.strictObject({
  version: z.literal(1),
  runs: RunsPlace,
  /** The list of steps in a record; "" where the record is that list. Rows and lines of a log are steps and ignore it. */
  steps: JsonPointer,
  /** A list of calls in a step, where one step can make several. */
  calls: JsonPointer.nullable(),
  step: z.partialRecord(z.enum(STEP_SLOTS), JsonPointer),
  run: z.partialRecord(z.enum(RUN_SLOTS), JsonPointer),
  /** What the values of `role` mean. A value that is not listed makes a generic step, and is counted. */
  roles: z.array(z.strictObject({ value: z.string().min(1).max(200), is: RowOwner })).max(50),
  timeUnit: z.enum(TIME_UNITS),
});
export type MappingDraft = z.infer<typeof MappingDraft>;

/**
 * How a file that no format knows is read: where its runs and steps are, and which field says what. Version 1 of its
 * schema; a saved mapping is kept as this text.
 */
export const FieldMapping = MappingDraft.refine((draft) => saysSomething(draft), {
  path: ["step"],
  message: "Nothing is read out of a step yet. Choose the field of its message, its action or its observation.",
});
export type FieldMapping = z.infer<typeof FieldMapping>;

/** Whether anything of a step would be read. */
export function saysSomething({ step }: MappingDraft): boolean {
  return SAYING_SLOTS.some((slot) => step[slot] !== undefined);
}

export const EMPTY_MAPPING: FieldMapping = {
  version: 1,
  runs: { at: "document" },
  steps: "",
  calls: null,
  step: {},
  run: {},
  roles: [],
  timeUnit: "iso",
};

/** Names of roles that most logs use, lower case. */
const KNOWN_ROLES: ReadonlyMap<string, RowOwner> = new Map([
  ...["assistant", "agent", "ai", "model", "gpt", "bot", "action", "llm"].map((name) => [name, "agent"] as const),
  ...["user", "human", "customer"].map((name) => [name, "user"] as const),
  ...["system", "developer", "instruction"].map((name) => [name, "system"] as const),
  ...["tool", "function", "observation", "result", "tool_result", "tool_response", "function_response"].map(
    (name) => [name, "tool"] as const,
  ),
  ...["environment", "env"].map((name) => [name, "environment"] as const),
]);

/** What a value of `role` most likely means; null where its name says nothing. */
export function guessOwner(value: string): RowOwner | null {
  return KNOWN_ROLES.get(value.toLowerCase()) ?? null;
}
