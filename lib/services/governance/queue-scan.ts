import type { Tx } from "../../db/client.ts";
import { enqueueAll } from "../../db/enqueue.ts";
import { insertRows } from "../../db/insert-rows.ts";
import { RULESET_SHA256, RULESET_VERSION } from "../../governance/ruleset.ts";
import type { Context } from "../context.ts";

export type ScanPlace = { projectId: string; trajectoryId: string; revisionId: string };

/** Asks for scans of revisions in the caller's transaction: a run waits for one exactly when its cause was committed. */
export async function queueScans(
  tx: Tx,
  ctx: Pick<Context, "newId" | "clock">,
  places: readonly ScanPlace[],
): Promise<void> {
  const scans = places.map((place) => ({ ...place, id: ctx.newId() }));
  const createdAt = ctx.clock().toISOString();
  const facts = { ruleset: RULESET_VERSION, rulesetSha256: RULESET_SHA256, status: "queued", createdAt };
  await insertRows(
    tx,
    "Scan",
    scans.map((scan) => ({ ...scan, ...facts })),
  );
  await tx.trajectory.updateMany({
    where: { id: { in: places.map(({ trajectoryId }) => trajectoryId) } },
    data: { gate: "scanning" },
  });
  await enqueueAll(
    tx,
    scans.map(({ id: scanId, ...place }) => ({
      kind: "scan-run",
      payload: { ...place, scanId },
      jobKey: `scan:${scanId}`,
    })),
  );
}
