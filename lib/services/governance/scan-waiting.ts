import { z } from "zod";
import { query } from "../verb.ts";
import { scanRun } from "./scan-run.ts";

/** Does the scans that wait for some runs now, where there may be no worker to do them: at the command line, in a seed. */
export const scanWaiting = query({
  name: "scan-waiting",
  access: { permission: "system" },
  input: z.strictObject({ projectId: z.uuid(), trajectoryIds: z.array(z.uuid()) }),
  async run({ ctx, input: { projectId, trajectoryIds } }): Promise<void> {
    const waiting = await ctx.db.prisma.scan.findMany({
      where: { trajectoryId: { in: trajectoryIds }, projectId, status: { in: ["queued", "running"] } },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    });
    for (const { trajectoryId, revisionId, id: scanId } of waiting)
      await scanRun(ctx, { projectId, trajectoryId, revisionId, scanId });
  },
});
