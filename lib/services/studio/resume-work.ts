import { z } from "zod";
import type { Database } from "../../db/client.ts";
import { enqueue, enqueueAll } from "../../db/enqueue.ts";
import type { Scan } from "../../db/generated/client.ts";
import { runsUnderOtherRules } from "../governance/gate.ts";
import { queueScans } from "../governance/queue-scan.ts";
import { sweepLeftOver } from "../imports/sweep-staged.ts";
import { waitingFiles } from "../reparse/waiting-files.ts";
import { query } from "../verb.ts";

/** Scans asked for in one transaction. */
const BATCH_SCANS = 500;

/**
 * Puts work back on the queue that nobody is doing: files received or half read, files to be read again, exports
 * queued or half written, scans, and runs that today's rules have not seen. Whoever does such work holds an advisory lock that ends with their process, so a killed worker's work is free at once, while
 * the queue itself would wait hours for it. Each worker runs it once, when it starts; tries are counted from there.
 */
export const resumeWork = query({
  name: "resume-work",
  access: { permission: "system" },
  input: z.strictObject({}),
  async run({ ctx }): Promise<{ resumed: number }> {
    const db = ctx.db.prisma;
    await sweepLeftOver(ctx.db);
    const [files, exports, scans, unseen, reparses] = await Promise.all([
      db.importFile.findMany({
        where: { status: { in: ["received", "reading"] } },
        select: { projectId: true, id: true, sha256: true },
      }),
      db.export.findMany({ where: { status: { in: ["queued", "running"] } }, select: { projectId: true, id: true } }),
      db.scan.findMany({ where: { status: { in: ["queued", "running"] } } }),
      runsUnderOtherRules(db),
      waitingFiles(db),
    ]);
    let resumed = 0;
    const putBack = async (lock: string, put: (tx: Parameters<typeof enqueue>[0]) => Promise<void>) =>
      db.$transaction(async (tx) => {
        const [answer] = await tx.$queryRaw<
          { isFree: boolean }[]
        >`SELECT pg_try_advisory_xact_lock(hashtextextended(${lock}, 0)) AS "isFree"`;
        if (!answer?.isFree) return;
        await put(tx);
        resumed += 1;
      });
    for (const { projectId, id: fileId, sha256 } of files) {
      await putBack(`import:${projectId}:${sha256}`, (tx) =>
        enqueue(tx, { kind: "process-import-file", payload: { projectId, fileId } }, `import-file:${fileId}`),
      );
    }
    for (const { projectId, id: exportId } of exports) {
      await putBack(`export:${exportId}`, (tx) =>
        enqueue(tx, { kind: "run-export", payload: { projectId, exportId } }, `export:${exportId}`),
      );
    }
    for (const { projectId, reparseId, fileId, sha256 } of reparses) {
      await putBack(`import:${projectId}:${sha256}`, (tx) =>
        enqueue(
          tx,
          { kind: "reparse-file", payload: { projectId, reparseId, fileId } },
          `reparse:${reparseId}:${fileId}`,
        ),
      );
    }
    for (let from = 0; from < scans.length; from += BATCH_SCANS)
      resumed += await putBackScans(ctx.db, scans.slice(from, from + BATCH_SCANS));
    for (let from = 0; from < unseen.length; from += BATCH_SCANS)
      await db.$transaction((tx) => queueScans(tx, ctx, unseen.slice(from, from + BATCH_SCANS)));
    return { resumed: resumed + unseen.length };
  },
});

/** Many runs may wait for their scan, so those that nobody is doing are put back together; how many there were. */
async function putBackScans({ prisma }: Database, scans: readonly Scan[]): Promise<number> {
  return prisma.$transaction(async (tx) => {
    const locks = scans.map(({ id }) => lockOf(id));
    const rows = await tx.$queryRaw<{ lock: string }[]>`
      SELECT "lock" FROM unnest(${locks}::text[]) AS "lock" WHERE pg_try_advisory_xact_lock(hashtextextended("lock", 0))`;
    const free = new Set(rows.map(({ lock }) => lock));
    const waiting = scans.filter(({ id }) => free.has(lockOf(id)));
    await enqueueAll(
      tx,
      waiting.map(({ projectId, trajectoryId, revisionId, id: scanId }) => ({
        kind: "scan-run",
        payload: { projectId, trajectoryId, revisionId, scanId },
        jobKey: lockOf(scanId),
      })),
    );
    return waiting.length;
  });
}

function lockOf(scanId: string): string {
  return `scan:${scanId}`;
}
