import { dismissMark as contract } from "../../api/contract/unmatched.ts";
import { byTrajectory } from "../authorize.ts";
import { refreshGates } from "../governance/gate.ts";
import { command } from "../verb.ts";
import { endMark, holdWaiting } from "./waiting-mark.ts";

/** A person says that a mark has no place any more, and why. It stays on the revision it was made on. */
export const dismissMark = command({
  name: "dismiss-mark",
  access: { permission: "reviews:write", locate: byTrajectory, thing: "run" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, tx, input: { trajectoryId, markId, reason }, standing }) {
    const row = await holdWaiting(tx, ctx, standing, { trajectoryId, markId, act: "dismiss" });
    await endMark(tx, ctx, row, { status: "dismissed", endReason: reason });
    if (row.kind === "finding") await refreshGates(tx, [trajectoryId]);
    const details = { markId, kind: row.kind, dimension: row.dimension, sourceKey: row.sourceKey, reason };
    return { reply: { status: "dismissed" as const }, audit: { subject: trajectoryId, details } };
  },
});
