import { cancelReparse as contract } from "../../api/contract/reparse.ts";
import { bySlug } from "../authorize.ts";
import { command } from "../verb.ts";
import { summariseReparse } from "./summarise-reparse.ts";

/** Takes the runs that still wait out of a reparse; a file that is being read is put down before it is published. */
export const cancelReparse = command({
  name: "cancel-reparse",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, tx, input: { reparseId }, standing: { projectId } }) {
    await summariseReparse(tx, projectId, reparseId);
    const { count } = await tx.reparseRun.updateMany({
      where: { projectId, reparseId, status: "waiting" },
      data: { status: "cancelled", finishedAt: ctx.clock() },
    });
    const reply = await summariseReparse(tx, projectId, reparseId);
    return { reply, audit: count === 0 ? null : { subject: reparseId, details: { cancelled: count } } };
  },
});
