import { markFinding as contract } from "../../api/contract/governance.ts";
import { AppError } from "../../domain/errors.ts";
import { byTrajectory } from "../authorize.ts";
import { keepRevision } from "../trajectories/keep-revision.ts";
import { command } from "../verb.ts";
import { keyedPlaces } from "./finding-places.ts";
import { readGate, refreshGates } from "./gate.ts";
import { standingFindings } from "./standing-findings.ts";
import { viewFinding } from "./view-finding.ts";

/**
 * A person says that something must not leave. It blocks the run at once; where the kind hides text, the text and
 * every copy of it in the run are masked for everyone else from now on.
 */
export const markFinding = command({
  name: "mark-finding",
  access: { permission: "reviews:write", locate: byTrajectory, thing: "run" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, input, standing: { projectId }, tx }) {
    const { trajectoryId, revisionId, kind, place, note } = input;
    await keepRevision(tx, trajectoryId);
    const run = await tx.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
    if (run.currentRevisionId !== revisionId)
      throw new AppError("conflict", "The run has a newer revision. Reload it and mark the place again.");
    if (place.ordinal !== null && place.ordinal >= run.stepCount)
      throw new AppError(
        "invalid_input",
        `Step ${place.ordinal + 1} does not exist; the run has ${run.stepCount} steps.`,
      );
    const ref = { trajectoryId, revisionId };
    const markId = ctx.newId();
    const places = await keyedPlaces(ctx, tx, { ref, projectId, kind, place });
    const facts = {
      kind,
      type: "marked",
      severity: "high",
      source: "person",
      rule: "person",
      authorId: ctx.actor.id,
      markId,
    };
    await tx.finding.createMany({
      data: places.map((at, index) => ({
        ...ref,
        ...at,
        ...facts,
        projectId,
        id: ctx.newId(),
        note: index === 0 ? note : null,
        createdAt: ctx.clock(),
      })),
    });
    await refreshGates(tx, [trajectoryId]);
    const { gate } = await readGate(tx, ref);
    const made = (await standingFindings(tx, ref)).filter((finding) => finding.markId === markId);
    return {
      reply: { findings: made.map((finding) => viewFinding(finding, ctx.actor.id)), gate },
      audit: { subject: trajectoryId, details: { markId, kind, places: made.length, step: place.ordinal } },
    };
  },
});
