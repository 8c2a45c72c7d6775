import type { LiveState } from "../../api/contract/live.ts";
import type { Tx } from "../../db/client.ts";

/** Where a live run stands. */
export async function stateOfLive(tx: Tx, trajectoryId: string): Promise<LiveState> {
  const live = await tx.liveRun.findUniqueOrThrow({ where: { trajectoryId } });
  const [{ runKey }, pending] = await Promise.all([
    tx.trajectory.findUniqueOrThrow({ where: { id: trajectoryId }, select: { runKey: true } }),
    tx.liveStep.count({ where: { trajectoryId, seq: { gte: live.nextSeq } } }),
  ]);
  return { trajectoryId, runId: runKey, nextSeq: live.nextSeq, pending, isSealed: live.sealedAt !== null };
}
