import { z } from "zod";
import { RunLink } from "./run-link.ts";

export const LANE_ROLES = [
  "main",
  "generator",
  "critic",
  "summarizer",
  "verifier",
  "tool-user",
  "user",
  "other",
] as const;

/** One agent instance inside a trajectory. */
export const Lane = z.object({ name: z.string(), role: z.enum(LANE_ROLES) });
export type Lane = z.infer<typeof Lane>;

/** Everything about a run that is not a step, as an importer hands it over after the run's last step. */
export const ParsedRun = z.object({
  /** A session, rollout or trial id of the source; null when it has none, and then the bytes' sha256 names the run. */
  runId: z.string().nullable(),
  /** What the run tried to solve; `key` is shared by all attempts at one task. */
  task: z.object({ key: z.string(), title: z.string(), instruction: z.string().nullable() }),
  agent: z.string().nullable(),
  agentVersion: z.string().nullable(),
  model: z.string().nullable(),
  lanes: z.array(Lane).min(1),
  exitStatus: z.string().nullable(),
  /** The patch or answer the run handed in. */
  submission: z.string().nullable(),
  /** Facts about the environment as pairs (image, repository, base commit): a name may be `__proto__` or a number. */
  environment: z.array(z.tuple([z.string(), z.string()])),
  tokensIn: z.number().int().nonnegative().nullable(),
  tokensOut: z.number().int().nonnegative().nullable(),
  costUsd: z.number().nonnegative().nullable(),
  stepCount: z.number().int().nonnegative(),
  actionCount: z.number().int().nonnegative(),
  /** Records of the source that no rule knew; kept as generic steps or only in the raw bytes, and counted. */
  unknownRecords: z.number().int().nonnegative(),
  /** What the run says of runs in other files; absent where it says nothing. */
  links: z.array(RunLink).optional(),
});
export type ParsedRun = z.infer<typeof ParsedRun>;
