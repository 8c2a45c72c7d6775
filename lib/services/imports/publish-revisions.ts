import type { Tx } from "../../db/client.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import { insertRows } from "../../db/insert-rows.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { StagedRun } from "./staged-runs.ts";

/** A staged run with the names it goes by. */
export type Named = StagedRun & { runKey: string; recordSha256: string; name: string; taskKey: string };

/** The columns of a trajectory that follow its current revision. */
export function runColumns({ run, staged }: Pick<StagedRun, "run" | "staged">) {
  const { stepCount, actionCount, errorCount } = staged;
  return {
    agent: plainOrNull(run.agent),
    model: plainOrNull(run.model),
    exitStatus: plainOrNull(run.exitStatus),
    stepCount,
    actionCount,
    errorCount,
    costUsd: run.costUsd,
  };
}

/** The revisions of staged runs as they are to be known; after this, readers may see them. */
export async function publishRevisions(
  tx: Tx,
  runs: readonly (Named & { trajectoryId: string; number: number })[],
): Promise<void> {
  const rows = runs.map(({ recordSha256, trajectoryId, number, staged: { revisionId } }) => ({
    trajectoryId,
    revisionId,
    number,
    recordSha256,
  }));
  await tx.$executeRaw`
    UPDATE "TrajectoryRevision" r
    SET "isPublished" = true, "staged" = NULL, "rawSha256" = ARRAY[p."recordSha256"], "number" = p."number"
    FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS p("trajectoryId" uuid, "revisionId" uuid, "number" int, "recordSha256" text)
    WHERE r."trajectoryId" = p."trajectoryId" AND r."id" = p."revisionId"`;
}

/** The records of a file as entries of its pack, so that one run's bytes can be read, and erased, by themselves. */
export async function keepRecords(tx: Tx, file: ImportFile, runs: readonly Named[]): Promise<void> {
  const records = runs.flatMap(({ record }) => (record === null ? [] : [record]));
  if (records.length === 0) return;
  const { projectId, sha256 } = file;
  const pack = await tx.rawPack.findUniqueOrThrow({ where: { projectId_sha256: { projectId, sha256 } } });
  const entries = records.map(({ sha256: entry, byteStart, byteEnd }) => ({
    projectId,
    sha256: entry,
    packId: pack.id,
    byteStart,
    byteEnd,
  }));
  await insertRows(tx, "RawEntry", entries, { keepsOld: true });
}

/** Text as a column can hold it. */
export function plain(text: string): string {
  return toStorable(text).text;
}

function plainOrNull(text: string | null): string | null {
  return text === null ? null : plain(text);
}
