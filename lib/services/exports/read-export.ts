import { getExport } from "../../api/contract/exports.ts";
import { bySlug } from "../authorize.ts";
import { query } from "../verb.ts";
import { findExport, viewExport } from "./view.ts";

/** An export and how far it is. */
export const readExport = query({
  name: "read-export",
  access: { permission: "exports:read", locate: bySlug, thing: "project" },
  input: getExport.input,
  async run({ ctx, input: { exportId }, standing: { projectId } }) {
    const { row, version } = await findExport(ctx.db.prisma, projectId, exportId);
    return viewExport(row, version);
  },
});
