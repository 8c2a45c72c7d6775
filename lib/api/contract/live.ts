import { z } from "zod";
import { LiveHeader, LiveSeal, LiveStep, MAX_LIVE_STEPS } from "../../domain/record/live.ts";
import { endpoint } from "./endpoint.ts";

/** Where a live run stands: `nextSeq` is the first step that is not published, `pending` those that came beyond it. */
export const LiveState = z.object({
  trajectoryId: z.string(),
  runId: z.string(),
  nextSeq: z.number().int(),
  pending: z.number().int(),
  isSealed: z.boolean(),
});
export type LiveState = z.infer<typeof LiveState>;

const Ref = z.strictObject({ trajectoryId: z.uuid() });

export const openLiveRun = endpoint({
  method: "POST",
  path: "/api/v1/trajectories",
  summary:
    "Begins a run that is sent step by step while its agent works, or goes on with the one of the same run id: nextSeq says where.",
  input: LiveHeader.extend({
    project: z.string(),
    /** Sealed by itself when nothing came for this long. */
    sealAfterMs: z
      .number()
      .int()
      .min(1000)
      .max(7 * 24 * 3_600_000)
      .default(600_000),
  }),
  output: LiveState,
});

export const appendSteps = endpoint({
  method: "POST",
  path: "/api/v1/trajectories/:trajectoryId/steps",
  summary:
    "Adds steps. The same seq with the same content again changes nothing; only the part without gaps is published.",
  input: Ref.extend({ steps: z.array(LiveStep).min(1).max(MAX_LIVE_STEPS) }),
  output: LiveState,
});

export const sealLiveRun = endpoint({
  method: "POST",
  path: "/api/v1/trajectories/:trajectoryId/seal",
  summary: "Ends a live run: what is missing is marked as missing, its bytes are kept, and it is scanned.",
  input: Ref.extend(LiveSeal.shape),
  output: LiveState,
});
