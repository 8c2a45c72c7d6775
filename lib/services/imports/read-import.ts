import { getImport } from "../../api/contract/imports.ts";
import { AppError } from "../../domain/errors.ts";
import { bySlug } from "../authorize.ts";
import { query } from "../verb.ts";
import { countFiles, viewFile } from "./view.ts";

/** What became of each file of an import. */
export const readImport = query({
  name: "read-import",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: getImport.input,
  async run({ ctx, input, standing }) {
    const rows = await ctx.db.prisma.importFile.findMany({
      where: { projectId: standing.projectId, importId: input.importId },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    });
    if (rows.length === 0) throw new AppError("not_found", "There is no such import in this project.");
    const files = rows.map(viewFile);
    return { importId: input.importId, counts: countFiles(files), files };
  },
});
