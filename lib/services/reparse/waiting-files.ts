import type { Tx } from "../../db/client.ts";

export type WaitingFile = { projectId: string; reparseId: string; fileId: string; sha256: string };

/** Files with runs that are still to be read again, of one reparse or of all. */
export async function waitingFiles(db: Tx, reparseId: string | null = null): Promise<WaitingFile[]> {
  return db.$queryRaw<WaitingFile[]>`
    SELECT DISTINCT r."projectId"::text AS "projectId", r."reparseId"::text AS "reparseId", r."fileId"::text AS "fileId", f."sha256"
    FROM "ReparseRun" r JOIN "ImportFile" f ON f."projectId" = r."projectId" AND f."id" = r."fileId"
    WHERE r."status" = 'waiting' AND (${reparseId}::uuid IS NULL OR r."reparseId" = ${reparseId}::uuid)
    ORDER BY 1, 2, 3`;
}
