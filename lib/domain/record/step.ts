import { z } from "zod";

/** What a step did, as far as its own text shows it. Decides the card; never a label. */
export const STEP_KINDS = [
  "shell",
  "read",
  "edit",
  "search",
  "test",
  "browser",
  "message",
  "subagent",
  "submit",
  "other",
] as const;
export const StepKind = z.enum(STEP_KINDS);
export type StepKind = z.infer<typeof StepKind>;

/** Whose row it is. */
export const STEP_ROLES = ["agent", "user", "system", "environment", "tool"] as const;
export const StepRole = z.enum(STEP_ROLES);
export type StepRole = z.infer<typeof StepRole>;

/** The named text columns of a step, in reading order. All text of a run lives in one of these. */
export const STEP_FIELDS = ["thought", "action", "observation", "message"] as const;
export const StepField = z.enum(STEP_FIELDS);
export type StepField = z.infer<typeof StepField>;

/** Where a step stands in the raw bytes: a JSON path and a half-open byte range of the stored entry. */
export const SourcePointer = z.object({
  path: z.string(),
  byteStart: z.number().int().nonnegative(),
  byteEnd: z.number().int().nonnegative(),
});
export type SourcePointer = z.infer<typeof SourcePointer>;

/**
 * One step as an importer hands it over. Absent facts are null and are never invented; a number that its 32-bit column
 * does not hold is no fact.
 */
export const ParsedStep = z.object({
  /** 0..n-1 in display order; a person reads `ordinal + 1`. */
  ordinal: z.int32().nonnegative(),
  /** Turns of the model; parallel calls of one turn share it and count up `callOrdinal`. */
  turn: z.int32().nonnegative(),
  callOrdinal: z.int32().nonnegative(),
  /** Index into `ParsedRun.lanes`. */
  lane: z.int32().nonnegative(),
  parentOrdinal: z.int32().nonnegative().nullable(),
  kind: StepKind,
  role: StepRole,
  /** An action carries a tool call or a command. */
  isAction: z.boolean(),
  /** First word of a command or the tool's name. */
  actionType: z.string().nullable(),
  /** What the step is about in one line: a path, a command, the first words of a message. At most 200 UTF-16 units. */
  target: z.string(),
  text: z.object({
    thought: z.string().nullable(),
    action: z.string().nullable(),
    observation: z.string().nullable(),
    message: z.string().nullable(),
  }),
  isError: z.boolean(),
  /** True when `isError` was read out of the text, not stated by the source. */
  isErrorInferred: z.boolean(),
  exitCode: z.int32().nullable(),
  durationMs: z.number().nonnegative().nullable(),
  tokensIn: z.int32().nonnegative().nullable(),
  tokensOut: z.int32().nonnegative().nullable(),
  costUsd: z.number().nonnegative().nullable(),
  /** ISO 8601, only where the source has one. */
  startedAt: z.string().nullable(),
  /** Position in the source's own list; labels from elsewhere resolve through it. */
  sourceIndex: z.int32().nonnegative(),
  sourcePointer: SourcePointer,
});
export type ParsedStep = z.infer<typeof ParsedStep>;
