import { z } from "zod";
import { Verification } from "../../domain/record/trajectory.ts";
import { byTrajectory } from "../authorize.ts";
import { command } from "../verb.ts";
import { addChecks } from "./add-checks.ts";

const Check = Verification.partial().required({ kind: true, source: true });

/** Adds what checks said of a run after it came in. */
export const addRunChecks = command({
  name: "add-run-checks",
  access: { permission: "runs:import", locate: byTrajectory, thing: "run" },
  input: z.strictObject({ trajectoryId: z.uuid(), checks: z.array(Check).min(1).max(20) }),
  idempotency: "record",
  async run({ ctx, tx, input: { trajectoryId, checks }, standing: { projectId } }) {
    await addChecks(tx, ctx, { projectId, trajectoryId }, checks);
    return {
      reply: { added: checks.length },
      audit: { subject: trajectoryId, details: { kinds: checks.map(({ kind }) => kind) } },
    };
  },
});
