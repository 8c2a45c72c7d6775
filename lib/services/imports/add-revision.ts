import type { Tx } from "../../db/client.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import { moveRevision } from "../../db/move-revision.ts";
import type { Context } from "../context.ts";
import { refreshGates } from "../governance/gate.ts";
import { queueScans } from "../governance/queue-scan.ts";
import { holdRevision } from "../trajectories/keep-revision.ts";
import { keepRecords, type Named, publishRevisions, runColumns } from "./publish-revisions.ts";

type Addition = { file: ImportFile; formatId: string; named: Named; trajectoryId: string };

/**
 * A run id that the project knows already: the same bytes read by the same parser add nothing (false), anything else is
 * the run's next revision, and the one that people see from now on. Marks stay on the revision they were made on.
 */
export async function addRevision(
  tx: Tx,
  ctx: Context,
  { file, formatId, named, trajectoryId }: Addition,
): Promise<boolean> {
  const { projectId } = file;
  await holdRevision(tx, trajectoryId);
  const earlier = await tx.trajectoryRevision.findMany({
    where: { trajectoryId, isPublished: true },
    select: { number: true, rawSha256: true, importer: true, parserVersion: true },
  });
  const { trajectoryId: stagedId, revisionId } = named.staged;
  const staged = await tx.trajectoryRevision.findUniqueOrThrow({
    where: { trajectoryId_id: { trajectoryId: stagedId, id: revisionId } },
  });
  const isKnown = earlier.some(
    ({ rawSha256, importer, parserVersion }) =>
      rawSha256[0] === named.recordSha256 && importer === staged.importer && parserVersion === staged.parserVersion,
  );
  if (isKnown) return false;
  const number = Math.max(...earlier.map((revision) => revision.number)) + 1;
  await moveRevision(tx, { from: stagedId, to: trajectoryId, revisionId, number });
  await keepRecords(tx, file, [named]);
  await publishRevisions(tx, [{ ...named, trajectoryId, number }]);
  await tx.trajectory.update({
    where: { id: trajectoryId },
    data: { currentRevisionId: revisionId, formatId, ...runColumns(named) },
  });
  await queueScans(tx, ctx, [{ projectId, trajectoryId, revisionId }]);
  await refreshGates(tx, [trajectoryId]);
  return true;
}
