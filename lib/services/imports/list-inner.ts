import { z } from "zod";
import { query } from "../verb.ts";

/** The files that came out of an archive, in the order they came. */
export const listInner = query({
  name: "list-inner",
  access: { permission: "system", projectOf: ({ projectId }) => projectId },
  input: z.strictObject({ projectId: z.uuid(), archiveId: z.uuid() }),
  run: ({ ctx, input }): Promise<{ id: string }[]> =>
    ctx.db.prisma.importFile.findMany({
      where: input,
      select: { id: true },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    }),
});
