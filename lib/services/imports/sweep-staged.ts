import type { Database } from "../../db/client.ts";
import { type ImportFile, Prisma } from "../../db/generated/client.ts";

/**
 * Removes what an interrupted or refused reading of this file staged, but its first `kept` runs, behind which the reading
 * is taken up. Published rows are safe from it by trigger.
 */
export async function sweepStaged(
  db: Database,
  { projectId, id: importFileId }: Pick<ImportFile, "projectId" | "id">,
  kept = 0,
): Promise<void> {
  const left = await db.prisma.$queryRaw<{ trajectoryId: string; revisionId: string }[]>`
    SELECT "trajectoryId", "id" AS "revisionId" FROM "TrajectoryRevision"
    WHERE "importFileId" = ${importFileId}::uuid AND NOT "isPublished"
      AND coalesce(("staged"->>'position')::int >= ${kept}, true)`;
  if (kept === 0)
    await db.prisma.importFile.update({
      where: { projectId_id: { projectId, id: importFileId } },
      data: { resume: Prisma.DbNull },
    });
  for (const { trajectoryId, revisionId } of left) {
    const where = { trajectoryId, revisionId };
    await db.prisma.$transaction([
      db.prisma.step.deleteMany({ where }),
      db.prisma.stepBody.deleteMany({ where }),
      db.prisma.lane.deleteMany({ where }),
      db.prisma.skeletonSegment.deleteMany({ where }),
      db.prisma.trajectoryRevision.deleteMany({ where: { trajectoryId, id: revisionId } }),
    ]);
  }
}

/**
 * The same for files that are settled already: their reader was killed between saying so and sweeping, or while it read
 * them again. Whoever reads one now holds its lock, and is left alone.
 */
export async function sweepLeftOver(db: Database): Promise<void> {
  const files = await db.prisma.$queryRaw<{ projectId: string; id: string; sha256: string }[]>`
    SELECT f."projectId", f."id", f."sha256" FROM "ImportFile" f
    WHERE f."status" NOT IN ('received', 'reading')
      AND f."id" IN (SELECT "importFileId" FROM "TrajectoryRevision" WHERE NOT "isPublished")`;
  for (const { sha256, ...file } of files)
    await db.prisma.$transaction(async (tx) => {
      const lock = `import:${file.projectId}:${sha256}`;
      const [answer] = await tx.$queryRaw<{ isFree: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(hashtextextended(${lock}, 0)) AS "isFree"`;
      if (answer?.isFree) await sweepStaged(db, file);
    });
}
