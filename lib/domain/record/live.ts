import { z } from "zod";
import { LANE_ROLES } from "./run.ts";
import { STEP_ROLES } from "./step.ts";

/** Steps that one request may carry. */
export const MAX_LIVE_STEPS = 500;
/** How far ahead of the published prefix a step may come; what lies between is waited for. */
export const LIVE_WINDOW = 10_000;

const Text = z.string().nullable().optional();
const Count = z.int32().nonnegative().nullable().optional();

/**
 * One step as an agent's program sends it while it works. `seq` counts from 0 without gaps, in the order of the tape;
 * a step is sent once it is over. Text is kept unit for unit; what is not known is left out and never guessed.
 */
export const LiveStep = z.strictObject({
  seq: z.number().int().min(0).max(10_000_000),
  /** The agent instance; a new name is a new lane. */
  lane: z.string().min(1).max(200).default("main"),
  laneRole: z.enum(LANE_ROLES).optional(),
  role: z.enum(STEP_ROLES).default("agent"),
  thought: Text,
  /** The tool's name and what it was given, as text. */
  action: z.strictObject({ name: z.string().min(1).max(200), input: z.string() }).optional(),
  observation: Text,
  message: Text,
  isError: z.boolean().nullable().optional(),
  exitCode: z.int32().nullable().optional(),
  durationMs: z.number().nonnegative().nullable().optional(),
  tokensIn: Count,
  tokensOut: Count,
  costUsd: z.number().nonnegative().nullable().optional(),
  startedAt: z.iso.datetime({ offset: true }).nullable().optional(),
  /** It is a further parallel call of the turn of the step before it. */
  isSameTurn: z.boolean().default(false),
  /** The step that called the agent of this one. */
  parentSeq: z.number().int().nonnegative().nullable().optional(),
});
export type LiveStep = z.infer<typeof LiveStep>;

/** What is known of a run when it begins. */
export const LiveHeader = z.strictObject({
  /** The run's own id; the same id again goes on with the same run. */
  runId: z.string().min(1).max(500).optional(),
  task: z
    .strictObject({
      key: z.string().min(1).max(500).optional(),
      title: z.string().max(500).optional(),
      instruction: z.string().optional(),
    })
    .optional(),
  agent: z.string().max(200).optional(),
  agentVersion: z.string().max(200).optional(),
  model: z.string().max(200).optional(),
  /** Facts of the environment as pairs: commit, lockfile, versions, test command. */
  environment: z
    .array(z.tuple([z.string().max(500), z.string().max(20_000)]))
    .max(200)
    .default([]),
});
export type LiveHeader = z.infer<typeof LiveHeader>;

/** How a run ended, as its program says. */
export const LiveSeal = z.strictObject({
  exitStatus: z.string().max(500).nullable().optional(),
  /** The patch or answer. */
  submission: z.string().nullable().optional(),
  environment: z
    .array(z.tuple([z.string().max(500), z.string().max(20_000)]))
    .max(200)
    .default([]),
});
export type LiveSeal = z.infer<typeof LiveSeal>;

/** Steps that never came: `from` to `to`, both missing. */
export const LiveGap = z.strictObject({ from: z.number().int().nonnegative(), to: z.number().int().nonnegative() });
export type LiveGap = z.infer<typeof LiveGap>;

/** The lines of a live run as they are kept: its head, then steps and gaps in order, then its end. */
export const LiveHeadLine = z.strictObject({
  format: z.literal("runtape-live"),
  version: z.literal(1),
  run: LiveHeader,
});
export const LiveLine = z.union([
  z.strictObject({ step: LiveStep }),
  z.strictObject({ gap: LiveGap }),
  z.strictObject({ seal: LiveSeal }),
]);
export type LiveLine = z.infer<typeof LiveLine>;
