import type { Tx } from "../../db/client.ts";

/**
 * Holds the run's revision until the transaction ends: a new one waits, so that what is said of this one is carried or
 * refused, never lost between the two. It bars nobody else; `holdRevision` is the other side of it.
 */
export async function keepRevision(tx: Tx, trajectoryId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Trajectory" WHERE "id" = ${trajectoryId}::uuid FOR KEY SHARE`;
}

/** Waits for everyone who says something of the run's revision, then holds it alone; the revision as it is then. */
export async function holdRevision(tx: Tx, trajectoryId: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ revisionId: string }[]>`
    SELECT "currentRevisionId"::text AS "revisionId" FROM "Trajectory" WHERE "id" = ${trajectoryId}::uuid FOR UPDATE`;
  return row?.revisionId ?? null;
}
