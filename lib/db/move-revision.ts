import type { Tx } from "./client.ts";
import { COPY_COLUMNS } from "./copy.ts";
import { Prisma } from "./generated/client.ts";

type Move = { from: string; to: string; revisionId: string; number: number };

/**
 * Puts a staged revision under the trajectory it turned out to belong to. Steps are staged before the run's id is
 * known and rows are never rewritten, so they are copied inside the database and the staged ones removed.
 */
export async function moveRevision(tx: Tx, { from, to, revisionId, number }: Move): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "TrajectoryRevision" ("trajectoryId", "id", "projectId", "importFileId", "number", "rawSha256", "importer", "parserVersion", "run")
    SELECT ${to}::uuid, "id", "projectId", "importFileId", ${number}, "rawSha256", "importer", "parserVersion", "run"
    FROM "TrajectoryRevision" WHERE "trajectoryId" = ${from}::uuid AND "id" = ${revisionId}::uuid`;
  for (const table of ["Step", "StepBody", "Lane", "SkeletonSegment"] as const) {
    const [first, ...rest] = COPY_COLUMNS[table].map((column) => Prisma.raw(`"${column}"`));
    if (!first) continue;
    const name = Prisma.raw(`"${table}"`);
    await tx.$executeRaw`
      INSERT INTO ${name} (${Prisma.join([first, ...rest])}) SELECT ${to}::uuid, ${Prisma.join(rest)}
      FROM ${name} WHERE "trajectoryId" = ${from}::uuid AND "revisionId" = ${revisionId}::uuid`;
    await tx.$executeRaw`DELETE FROM ${name} WHERE "trajectoryId" = ${from}::uuid AND "revisionId" = ${revisionId}::uuid`;
  }
  await tx.trajectoryRevision.delete({ where: { trajectoryId_id: { trajectoryId: from, id: revisionId } } });
}
