import { z } from "zod";
import type { ReparseRunView } from "../../api/contract/reparse.ts";
import { query } from "../verb.ts";
import { reparseFile } from "./reparse-file.ts";

/**
 * Does a reparse now, a file after the other, where there may be no worker to do it: at the command line. A worker that
 * does the same at the same time is waited for, and what it did is told like the rest.
 */
export const reparseWaiting = query({
  name: "reparse-waiting",
  access: { permission: "system" },
  input: z.strictObject({ projectId: z.uuid(), reparseId: z.uuid() }),
  run: async ({ ctx, input: { projectId, reparseId } }): Promise<AsyncIterable<ReparseRunView[]>> => {
    const files = await ctx.db.prisma.reparseRun.findMany({
      where: { projectId, reparseId },
      select: { fileId: true },
      distinct: ["fileId"],
      orderBy: { fileId: "asc" },
    });
    return (async function* () {
      for (const { fileId } of files)
        yield await reparseFile(ctx, { projectId, reparseId, fileId, isLastAttempt: true });
    })();
  },
});
