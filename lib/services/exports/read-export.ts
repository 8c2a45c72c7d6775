import { getExport } from "../../api/contract/exports.ts";
import { bySlug } from "../authorize.ts";
import { query } from "../verb.ts";
import { foundExport, viewExport } from "./view.ts";

/** An export and how far it is. */
export const readExport = query({
  name: "read-export",
  access: { permission: "exports:read", locate: bySlug, thing: "project" },
  input: getExport.input,
  run: async ({ ctx, input: { exportId: id }, standing: { projectId } }) =>
    viewExport(foundExport(await ctx.db.prisma.export.findUnique({ where: { projectId_id: { projectId, id } } }))),
});
