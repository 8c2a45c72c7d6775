import { z } from "zod";
import { enqueue } from "../../db/enqueue.ts";
import { query } from "../verb.ts";

/**
 * Puts work back on the queue that nobody is doing: files received or half read, exports queued or half written. Whoever
 * does such work holds an advisory lock that ends with their process, so a killed worker's work is free at once, while
 * the queue itself would wait hours for it. Each worker runs it once, when it starts; tries are counted from there.
 */
export const resumeWork = query({
  name: "resume-work",
  access: { permission: "system" },
  input: z.strictObject({}),
  async run({ ctx }): Promise<{ resumed: number }> {
    const db = ctx.db.prisma;
    const [files, exports] = await Promise.all([
      db.importFile.findMany({
        where: { status: { in: ["received", "reading"] } },
        select: { projectId: true, id: true, sha256: true },
      }),
      db.export.findMany({ where: { status: { in: ["queued", "running"] } }, select: { projectId: true, id: true } }),
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
    return { resumed };
  },
});
