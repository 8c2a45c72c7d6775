import { getImportFile } from "../../api/contract/mappings.ts";
import { AppError } from "../../domain/errors.ts";
import { bySlug } from "../authorize.ts";
import { query } from "../verb.ts";
import { viewFile } from "./view.ts";

/** What became of one file. */
export const readImportFile = query({
  name: "read-import-file",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: getImportFile.input,
  async run({ ctx, input, standing: { projectId } }) {
    const place = { projectId_id: { projectId, id: input.fileId } };
    const row = await ctx.db.prisma.importFile.findUnique({ where: place });
    if (!row) throw new AppError("not_found", "There is no such file in any import of this project.");
    return viewFile(row);
  },
});
