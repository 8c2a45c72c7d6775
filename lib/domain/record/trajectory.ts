import { z } from "zod";
import { GateState } from "../governance/clearance.ts";
import { ImportProblem } from "./import-outcome.ts";
import { LinkedRun } from "./run-link.ts";
import { Lane } from "./run.ts";

export const OUTCOMES = ["resolved", "not_resolved", "unknown"] as const;
export const Outcome = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof Outcome>;

/** What a check said about a run. */
export const Verification = z.object({
  kind: z.enum(["visible_tests", "hidden_tests", "resolved", "reward"]),
  passed: z.number().int().nullable(),
  failed: z.number().int().nullable(),
  isResolved: z.boolean().nullable(),
  /** As the verifier gives it, often 0 to 1. */
  reward: z.number().nullable(),
  source: z.string(),
});
export type Verification = z.infer<typeof Verification>;

/** One row of the library. `labelledSteps` counts steps with a phase: the reader's own, or anyone's for leads and up. */
export const TrajectoryRow = z.object({
  id: z.string(),
  name: z.string(),
  taskKey: z.string(),
  taskTitle: z.string(),
  agent: z.string().nullable(),
  model: z.string().nullable(),
  formatId: z.string(),
  outcome: Outcome,
  exitStatus: z.string().nullable(),
  stepCount: z.number().int(),
  actionCount: z.number().int(),
  errorCount: z.number().int(),
  labelledSteps: z.number().int(),
  /** Standing failures: the reader's own, or anyone's for leads and up. */
  failureCount: z.number().int(),
  /** Whether the run may leave the studio. */
  gate: GateState,
  /** Own phase labels in step order, for the phase strip: index into the phase labels, -1 for none; at most 96 bins. */
  phases: z.array(z.number().int()),
  costUsd: z.number().nullable(),
  importedAt: z.string(),
});
export type TrajectoryRow = z.infer<typeof TrajectoryRow>;

/** Everything the replay needs to know of a run besides its steps. */
export const TrajectoryDetail = TrajectoryRow.omit({
  labelledSteps: true,
  failureCount: true,
  gate: true,
  phases: true,
}).extend({
  projectSlug: z.string(),
  revisionId: z.string(),
  revisionNumber: z.number().int(),
  runKey: z.string(),
  task: z.object({ key: z.string(), title: z.string(), instruction: z.string().nullable() }),
  agentVersion: z.string().nullable(),
  lanes: z.array(Lane),
  environment: z.array(z.tuple([z.string(), z.string()])),
  submission: z.string().nullable(),
  tokensIn: z.number().int().nullable(),
  tokensOut: z.number().int().nullable(),
  durationMs: z.number().nullable(),
  verification: z.array(Verification),
  /** Runs that this one opened, and those it came out of. */
  links: z.array(LinkedRun),
  problems: z.array(ImportProblem),
  rawSha256: z.array(z.string()),
  /** Where the run's agent still works: steps that came beyond a gap, and when the last one came. Null once it is sealed. */
  live: z.object({ pending: z.number().int(), lastSeenAt: z.string() }).nullable(),
});
export type TrajectoryDetail = z.infer<typeof TrajectoryDetail>;
