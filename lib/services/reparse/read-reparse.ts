import { getReparse } from "../../api/contract/reparse.ts";
import { bySlug } from "../authorize.ts";
import { query } from "../verb.ts";
import { summariseReparse } from "./summarise-reparse.ts";

/** How far one reparse is. */
export const readReparse = query({
  name: "read-reparse",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: getReparse.input,
  run: ({ ctx, input: { reparseId }, standing: { projectId } }) =>
    summariseReparse(ctx.db.prisma, projectId, reparseId),
});
