import { z } from "zod";
import { restore, StandIn, toStorable } from "../text/stand-ins.ts";
import { LANE_ROLES, ParsedRun } from "./run.ts";
import { ParsedStep, STEP_FIELDS } from "./step.ts";

/**
 * What of a run a foreign format has no place for, as it travels in that format's own slot for extras, under one key.
 * Written by an exporter, read back by an importer, which holds it to these schemas and to what stands around it.
 */
export const CARRIER = "runtape";
export const CARRIED_SCHEMA = "runtape-carried/1";

/** Only what a stand-in may stand for: U+0000 and halves of surrogate pairs. */
const CarriedStandIns = z
  .array(StandIn.refine(([, unit]) => unit === 0 || (unit >= 0xd800 && unit <= 0xdfff)))
  .refine((all) => all.every(([at], index) => at > (all[index - 1]?.[0] ?? -1)), "offsets must rise");

/** A text that every reader of JSON and every database can hold, and what its stand-ins stand for. */
export const CarriedText = z.union([
  z.string(),
  z.strictObject({ text: z.string(), standIns: CarriedStandIns.optional() }),
]);
export type CarriedText = z.infer<typeof CarriedText>;

export function carryText(text: string): CarriedText {
  const storable = toStorable(text);
  return storable.standIns.length === 0 ? text : storable;
}

/** The text as it was. */
export function takeText(carried: CarriedText): string {
  return typeof carried === "string" ? carried : restore(carried.text, carried.standIns ?? []);
}

/** Where the foreign step holds a field's text: its words, or the arguments of a call whole or as `command`. */
export const CARRIED_PLACES = ["reasoning", "message", "arguments", "command", "result"] as const;
export const CarriedPlace = z.enum(CARRIED_PLACES);
export type CarriedPlace = z.infer<typeof CarriedPlace>;

/** How a field's text stands in the foreign step; `text` where that has no place for it. */
export const CarriedField = z.union([
  CarriedPlace,
  z.strictObject({ in: CarriedPlace, standIns: CarriedStandIns }),
  z.strictObject({ text: z.string(), standIns: CarriedStandIns.optional() }),
]);
export type CarriedField = z.infer<typeof CarriedField>;

/** A column of the database holds no more. */
const INT4 = 2_147_483_647;
const Int = z.number().int().min(0).max(INT4);
const nullable = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);

/** The facts of one step; absent ones are null, false or 0. Its texts are where `text` says, absent ones are null. */
export const CarriedStep = z.object({
  ordinal: Int,
  turn: Int,
  callOrdinal: Int.default(0),
  lane: Int.default(0),
  parentOrdinal: nullable(Int),
  kind: ParsedStep.shape.kind,
  role: ParsedStep.shape.role,
  isAction: z.boolean().default(false),
  actionType: nullable(CarriedText),
  target: CarriedText,
  isError: z.boolean().default(false),
  isErrorInferred: z.boolean().default(false),
  exitCode: nullable(z.number().int().min(-INT4).max(INT4)),
  durationMs: ParsedStep.shape.durationMs.default(null),
  tokensIn: ParsedStep.shape.tokensIn.default(null),
  tokensOut: ParsedStep.shape.tokensOut.default(null),
  costUsd: ParsedStep.shape.costUsd.default(null),
  startedAt: ParsedStep.shape.startedAt.default(null),
  sourceIndex: Int,
  text: z.partialRecord(z.enum(STEP_FIELDS), CarriedField).default({}),
});
export type CarriedStep = z.infer<typeof CarriedStep>;

/** The steps of the record that one foreign step stands for, in order. */
export const CarriedSteps = z.object({ rows: z.array(CarriedStep).min(1) });

/** The facts of a run that are not counted again when it is read. */
export const CarriedRun = z.object({
  schema: z.literal(CARRIED_SCHEMA),
  run: z.object({
    runId: CarriedText.nullable(),
    task: z.object({ key: CarriedText, title: CarriedText, instruction: CarriedText.nullable() }),
    agent: CarriedText.nullable(),
    agentVersion: CarriedText.nullable(),
    model: CarriedText.nullable(),
    lanes: z.array(z.object({ name: CarriedText, role: z.enum(LANE_ROLES) })).min(1),
    exitStatus: CarriedText.nullable(),
    submission: CarriedText.nullable(),
    environment: z.array(z.tuple([CarriedText, CarriedText])),
    tokensIn: ParsedRun.shape.tokensIn,
    tokensOut: ParsedRun.shape.tokensOut,
    costUsd: ParsedRun.shape.costUsd,
    unknownRecords: ParsedRun.shape.unknownRecords,
  }),
});
export type CarriedRun = z.infer<typeof CarriedRun>;

/** In a part of a run that stands for one lane of it. */
export const CarriedLane = z.object({ schema: z.literal(CARRIED_SCHEMA), lane: Int });
export type CarriedLane = z.infer<typeof CarriedLane>;

/** Facts of a run that are read again from its steps. */
type Counts = "stepCount" | "actionCount";

export function carryRun(run: Omit<ParsedRun, Counts>): CarriedRun {
  const { runId, task, agent, agentVersion, model, lanes, exitStatus, submission, environment, ...numbers } = run;
  const { tokensIn, tokensOut, costUsd, unknownRecords } = numbers;
  return {
    schema: CARRIED_SCHEMA,
    run: {
      runId: orNull(runId, carryText),
      task: {
        key: carryText(task.key),
        title: carryText(task.title),
        instruction: orNull(task.instruction, carryText),
      },
      agent: orNull(agent, carryText),
      agentVersion: orNull(agentVersion, carryText),
      model: orNull(model, carryText),
      lanes: lanes.map(({ name, role }) => ({ name: carryText(name), role })),
      exitStatus: orNull(exitStatus, carryText),
      submission: orNull(submission, carryText),
      environment: environment.map(([name, value]): [CarriedText, CarriedText] => [carryText(name), carryText(value)]),
      tokensIn,
      tokensOut,
      costUsd,
      unknownRecords,
    },
  };
}

export function takeRun({ run }: CarriedRun): Omit<ParsedRun, Counts> {
  const { runId, task, agent, agentVersion, model, lanes, exitStatus, submission, environment, ...numbers } = run;
  return {
    runId: orNull(runId, takeText),
    task: { key: takeText(task.key), title: takeText(task.title), instruction: orNull(task.instruction, takeText) },
    agent: orNull(agent, takeText),
    agentVersion: orNull(agentVersion, takeText),
    model: orNull(model, takeText),
    lanes: lanes.map(({ name, role }) => ({ name: takeText(name), role })),
    exitStatus: orNull(exitStatus, takeText),
    submission: orNull(submission, takeText),
    environment: environment.map(([name, value]): [string, string] => [takeText(name), takeText(value)]),
    ...numbers,
  };
}

function orNull<A, B>(value: A | null, change: (value: A) => B): B | null {
  return value === null ? null : change(value);
}
