import type { Tx } from "../../db/client.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { ReadRun } from "./read-runs.ts";

/** A read run with the names it goes by. */
export type Named = ReadRun & { runKey: string; recordSha256: string; name: string; taskKey: string };

/** The columns of a trajectory that follow its current revision. */
export function runColumns({ run, staged }: Pick<ReadRun, "run" | "staged">) {
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

/** Lanes, outline and the run itself of revisions whose steps are copied; after this, readers may see them. */
export async function publishRevisions(
  tx: Tx,
  projectId: string,
  runs: readonly (Named & { trajectoryId: string; number: number })[],
): Promise<void> {
  await tx.lane.createMany({
    data: runs.flatMap(({ run, trajectoryId, staged: { revisionId } }) =>
      run.lanes.map(({ name, role }, ordinal) => ({
        trajectoryId,
        revisionId,
        ordinal,
        projectId,
        name: plain(name),
        role,
      })),
    ),
  });
  await tx.skeletonSegment.createMany({
    data: runs.flatMap(({ staged, trajectoryId }) => staged.segments.map((segment) => ({ ...segment, trajectoryId }))),
  });
  const rows = runs.map(({ run, recordSha256, trajectoryId, number, staged: { revisionId } }) => ({
    trajectoryId,
    revisionId,
    number,
    recordSha256,
    run: JSON.stringify(run),
  }));
  await tx.$executeRaw`
    UPDATE "TrajectoryRevision" r
    SET "isPublished" = true, "run" = p."run", "rawSha256" = ARRAY[p."recordSha256"], "number" = p."number"
    FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS p("trajectoryId" uuid, "revisionId" uuid, "number" int, "recordSha256" text, "run" text)
    WHERE r."trajectoryId" = p."trajectoryId" AND r."id" = p."revisionId"`;
}

/** The records of a file as entries of its pack, so that one run's bytes can be read, and erased, by themselves. */
export async function keepRecords(tx: Tx, file: ImportFile, runs: readonly Named[]): Promise<void> {
  const records = runs.flatMap(({ record }) => (record === null ? [] : [record]));
  if (records.length === 0) return;
  const { projectId, sha256 } = file;
  const pack = await tx.rawPack.findUniqueOrThrow({ where: { projectId_sha256: { projectId, sha256 } } });
  await tx.rawEntry.createMany({
    data: records.map(({ sha256: entry, byteStart, byteEnd }) => ({
      projectId,
      sha256: entry,
      packId: pack.id,
      byteStart: BigInt(byteStart),
      byteEnd: BigInt(byteEnd),
    })),
    skipDuplicates: true,
  });
}

/** Text as a column can hold it. */
export function plain(text: string): string {
  return toStorable(text).text;
}

function plainOrNull(text: string | null): string | null {
  return text === null ? null : plain(text);
}
