import { takeBackFinding as contract } from "../../api/contract/governance.ts";
import { AppError } from "../../domain/errors.ts";
import { byTrajectory } from "../authorize.ts";
import { keepRevision } from "../trajectories/keep-revision.ts";
import { command } from "../verb.ts";
import { readGate, refreshGates } from "./gate.ts";
import { standingFindings } from "./standing-findings.ts";

/** Undo for one's own mark, as long as nobody has judged it. */
export const takeBackFinding = command({
  name: "take-back-finding",
  access: { permission: "reviews:write", locate: byTrajectory, thing: "run" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, input: { trajectoryId, findingId }, tx }) {
    await keepRevision(tx, trajectoryId);
    const { currentRevisionId: revisionId } = await tx.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
    const ref = { trajectoryId, revisionId };
    const finding = (await standingFindings(tx, ref)).find(({ id }) => id === findingId);
    if (!finding) throw new AppError("not_found", "There is no such finding, or it was taken back already.");
    if (finding.authorId !== ctx.actor.id)
      throw new AppError("forbidden", "Only the person who marked it can take it back. A lead can judge it instead.");
    if (finding.status !== "open")
      throw new AppError("conflict", `A lead has judged this value: ${finding.status.replaceAll("_", " ")}. It stays.`);
    await tx.finding.updateMany({
      where: { trajectoryId, markId: finding.markId ?? findingId },
      data: { takenBackAt: ctx.clock() },
    });
    await refreshGates(tx, [trajectoryId]);
    const { gate } = await readGate(tx, ref);
    return { reply: { gate }, audit: { subject: trajectoryId, details: { markId: finding.markId } } };
  },
});
