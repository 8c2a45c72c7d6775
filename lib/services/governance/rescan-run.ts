import { rescanRun as contract } from "../../api/contract/governance.ts";
import { byTrajectory } from "../authorize.ts";
import { command } from "../verb.ts";
import { readGate } from "./gate.ts";
import { queueScans } from "./queue-scan.ts";

/** Scans a run again; what an earlier scan found stays in force until the new one has finished. */
export const rescanRun = command({
  name: "rescan-run",
  access: { permission: "governance:judge", locate: byTrajectory, thing: "run" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, input: { trajectoryId }, standing: { projectId }, tx }) {
    const { currentRevisionId: revisionId } = await tx.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
    await queueScans(tx, ctx, [{ projectId, trajectoryId, revisionId }]);
    const { gate } = await readGate(tx, { trajectoryId, revisionId });
    return { reply: { gate }, audit: { subject: trajectoryId, details: { revisionId } } };
  },
});
