import { getBodies, getText, MAX_BODIES } from "../../api/contract/trajectories.ts";
import { AppError } from "../../domain/errors.ts";
import { CLAMP_UNITS } from "../../domain/record/body.ts";
import { byTrajectory } from "../authorize.ts";
import { readerOf } from "../text/hidden-text.ts";
import { readFieldRange, readStepTexts } from "../text/read-step-text.ts";
import { query } from "../verb.ts";
import { currentRevision } from "./current-revision.ts";

const access = { permission: "runs:read", locate: byTrajectory, thing: "run" } as const;

/** The text of a stretch of steps, long fields clamped. */
export const readBodies = query({
  name: "read-bodies",
  access,
  input: getBodies.input,
  async run({ ctx, input: { trajectoryId, from, to }, standing }) {
    if (to < from || to - from > MAX_BODIES)
      throw new AppError("invalid_input", `Ask for 0 to ${MAX_BODIES} steps at once; this asks for ${to - from}.`);
    const ref = await currentRevision(ctx, trajectoryId);
    return {
      steps: await readStepTexts(ctx, ref, { from, to }, { clampUnits: CLAMP_UNITS, reader: readerOf(ctx, standing) }),
    };
  },
});

/** Part of one field. */
export const readText = query({
  name: "read-text",
  access,
  input: getText.input,
  async run({ ctx, input: { trajectoryId, ordinal, field, start, end }, standing }) {
    if (end < start) throw new AppError("invalid_input", "The range ends before it starts.");
    const ref = await currentRevision(ctx, trajectoryId);
    return readFieldRange(ctx, ref, { ordinal, field, start, end }, readerOf(ctx, standing));
  },
});
