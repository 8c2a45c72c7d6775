import type { Tx } from "../../db/client.ts";
import type { Outcome, Verification } from "../../domain/record/trajectory.ts";
import type { Context } from "../context.ts";

type Check = Pick<Verification, "kind" | "source"> & Partial<Verification>;
type Place = { projectId: string; trajectoryId: string; fileId?: string };

/**
 * Adds what checks said of a run, in the caller's transaction, and lets the outcome follow: the newest word on whether
 * the task is resolved holds. Rows are never changed, so a later check stands beside an earlier one.
 */
export async function addChecks(tx: Tx, ctx: Context, place: Place, checks: readonly Check[]): Promise<void> {
  if (checks.length === 0) return;
  await tx.verificationRow.createMany({
    data: checks.map((check) => ({ ...place, id: ctx.newId(), createdAt: ctx.clock(), ...check })),
  });
  const isResolved = checks.findLast((check) => typeof check.isResolved === "boolean")?.isResolved;
  if (typeof isResolved !== "boolean") return;
  const outcome: Outcome = isResolved ? "resolved" : "not_resolved";
  await tx.trajectory.update({ where: { id: place.trajectoryId }, data: { outcome } });
}
