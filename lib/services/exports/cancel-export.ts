import { cancelExport as contract } from "../../api/contract/exports.ts";
import { AppError } from "../../domain/errors.ts";
import { bySlug } from "../authorize.ts";
import { command } from "../verb.ts";
import { findExport, viewExport } from "./view.ts";

/** Stops an export that has not ended. The worker that writes it sees this at its next chunk and removes its files. */
export const cancelExport = command({
  name: "cancel-export",
  access: { permission: "exports:create", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, input: { exportId: id }, standing: { projectId }, tx }) {
    const { count } = await tx.export.updateMany({
      where: { projectId, id, status: { in: ["queued", "running"] } },
      data: { status: "cancelled", finishedAt: ctx.clock() },
    });
    const { row, version } = await findExport(tx, projectId, id);
    if (row.status !== "cancelled")
      throw new AppError("conflict", `The export has ${row.status} already; there is nothing left to stop.`);
    const audit = count === 0 ? null : { subject: id, details: { profile: row.profile, rows: row.rowCount } };
    return { reply: viewExport(row, version), audit };
  },
});
