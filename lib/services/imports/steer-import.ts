import { steerImport as contract, type ImportState } from "../../api/contract/imports.ts";
import type { Tx } from "../../db/client.ts";
import { enqueueAll } from "../../db/enqueue.ts";
import { AppError } from "../../domain/errors.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { bySlug } from "../authorize.ts";
import { command } from "../verb.ts";
import { summarise } from "./summarise-import.ts";

/**
 * Pauses, resumes or cancels an import. What is settled stays; a file that is being read is put down at its next
 * progress note, and read again from its start when the import goes on. A cancelled import cannot be resumed: files not
 * read yet are rejected, and their bytes are forgotten by the jobs that would have read them.
 */
export const steerImport = command({
  name: "steer-import",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "record",
  async run({ tx, input: { importId, state }, standing: { projectId } }) {
    const place = { projectId, importId };
    const [row] = await tx.$queryRaw<{ state: ImportState }[]>`
      SELECT "state" FROM "Import" WHERE "projectId" = ${projectId}::uuid AND "id" = ${importId}::uuid FOR UPDATE`;
    if (!row) throw new AppError("not_found", "There is no such import in this project.");
    if (row.state === "cancelled" && state !== "cancelled")
      throw new AppError("conflict", "This import was cancelled. Send its files again as a new one.");
    await tx.import.update({ where: { projectId_id: { projectId, id: importId } }, data: { state } });
    if (state !== "paused" && row.state !== state) await putBack(tx, place);
    const reply = await summarise(tx, place);
    const audit = row.state === state ? null : { subject: importId, details: { from: row.state, to: state } };
    return { reply, audit };
  },
});

/** Files on the way go back to the queue: to be read, or, where the import is cancelled, to be put away. */
async function putBack(tx: Tx, { projectId, importId }: { projectId: string; importId: string }): Promise<void> {
  const waiting = await tx.importFile.findMany({
    where: { projectId, importId, status: { in: ["received", "reading"] } },
    select: { id: true },
  });
  await enqueueAll(
    tx,
    waiting.map(({ id: fileId }) => ({
      kind: "process-import-file",
      payload: { projectId, fileId },
      jobKey: `import-file:${fileId}`,
    })),
  );
}

/** What a file of a cancelled import says. */
export const CANCELLED: ImportProblem = {
  severity: "reject",
  code: "cancelled",
  message: "The import was cancelled before this file was read. Send it again to import it.",
  line: null,
  path: null,
  byteOffset: null,
};
