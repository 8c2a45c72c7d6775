import { getImport } from "../../api/contract/imports.ts";
import { bySlug } from "../authorize.ts";
import { query } from "../verb.ts";
import { summarise } from "./summarise-import.ts";

/** How far an import is, in numbers that reconcile. */
export const readImport = query({
  name: "read-import",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: getImport.input,
  run: ({ ctx, input: { importId }, standing: { projectId } }) => summarise(ctx.db.prisma, { projectId, importId }),
});
