import { listImports as contract } from "../../api/contract/imports.ts";
import { bySlug } from "../authorize.ts";
import { readCursor, TimeCursor, writeCursor } from "../page-cursor.ts";
import { query } from "../verb.ts";
import { summariseAll } from "./summarise-import.ts";

/** Imports of a project, newest first, a page at a time. */
export const listImports = query({
  name: "list-imports",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input, standing: { projectId } }) {
    const page = { before: readCursor(input.cursor, TimeCursor), limit: input.limit + 1 };
    const rows = await summariseAll(ctx.db.prisma, projectId, page);
    const imports = rows.slice(0, input.limit);
    const last = rows.length > input.limit ? imports.at(-1) : undefined;
    return { imports, nextCursor: last ? writeCursor([last.createdAt, last.importId]) : null };
  },
});
