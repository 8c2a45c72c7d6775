import { readWith as contract } from "../../api/contract/mappings.ts";
import { enqueue } from "../../db/enqueue.ts";
import { AppError } from "../../domain/errors.ts";
import { bySlug } from "../authorize.ts";
import { holdState } from "../imports/import-state.ts";
import { viewFile } from "../imports/view.ts";
import { command } from "../verb.ts";
import { findWaiting } from "./waiting-file.ts";

/** Sends a waiting file back to be read, by the newest version of a mapping. */
export const readWith = command({
  name: "read-with-mapping",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "record",
  async run({ input: { fileId, mappingId }, standing: { projectId }, tx }) {
    await tx.$queryRaw`SELECT 1 FROM "ImportFile" WHERE "projectId" = ${projectId}::uuid AND "id" = ${fileId}::uuid FOR UPDATE`;
    const { formatId, importId } = await findWaiting(tx, projectId, fileId);
    if ((await holdState(tx, { projectId, importId })) === "cancelled")
      throw new AppError(
        "conflict",
        "The import of this file was cancelled. Send the file again, then map its fields.",
      );
    const mapping = await tx.importMapping.findFirst({
      where: { projectId, id: mappingId },
      orderBy: { number: "desc" },
    });
    if (!mapping) throw new AppError("not_found", "There is no such mapping in this project. Save it first.");
    const row = await tx.importFile.update({
      where: { projectId_id: { projectId, id: fileId } },
      data: {
        status: "received",
        problems: [],
        readBytes: 0n,
        finishedAt: null,
        mappingId,
        mappingNumber: mapping.number,
      },
    });
    await enqueue(tx, { kind: "process-import-file", payload: { projectId, fileId } }, `import-file:${fileId}`);
    const details = { mappingId, number: mapping.number, before: formatId };
    return { reply: viewFile(row), audit: { subject: fileId, details } };
  },
});
