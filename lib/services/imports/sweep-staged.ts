import type { Database } from "../../db/client.ts";

/** Removes what an interrupted or refused reading of this file staged. Published rows are safe from it by trigger. */
export async function sweepStaged(db: Database, importFileId: string): Promise<void> {
  const staged = await db.prisma.trajectoryRevision.findMany({
    where: { importFileId, isPublished: false },
    select: { trajectoryId: true, id: true },
  });
  for (const { trajectoryId, id: revisionId } of staged) {
    await db.prisma.$transaction([
      db.prisma.step.deleteMany({ where: { trajectoryId, revisionId } }),
      db.prisma.stepBody.deleteMany({ where: { trajectoryId, revisionId } }),
      db.prisma.trajectoryRevision.delete({ where: { trajectoryId_id: { trajectoryId, id: revisionId } } }),
    ]);
  }
}
