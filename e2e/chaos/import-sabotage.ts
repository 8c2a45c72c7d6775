import type { Database } from "../../lib/db/client.ts";

/** Takes a row away from the first run that is staged of each file; how many were taken. */
export async function sabotage({ prisma }: Database, projectId: string): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM "StepBody" b USING (
      SELECT DISTINCT ON ("importFileId") "trajectoryId", "id" FROM "TrajectoryRevision"
      WHERE "projectId" = ${projectId}::uuid AND NOT "isPublished" AND "staged" IS NOT NULL
      ORDER BY "importFileId", ("staged"->>'position')::int
    ) r
    WHERE b."trajectoryId" = r."trajectoryId" AND b."revisionId" = r."id" AND b."ordinal" = 0`;
}
