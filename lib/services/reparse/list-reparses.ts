import { listReparses as contract } from "../../api/contract/reparse.ts";
import { bySlug } from "../authorize.ts";
import { readCursor, TimeCursor, writeCursor } from "../page-cursor.ts";
import { query } from "../verb.ts";
import { groupByParser, outdatedOf } from "./outdated-runs.ts";
import { parsersOf } from "./parsers.ts";
import { summariseReparses } from "./summarise-reparse.ts";

/** What is out of date, and what was read again. */
export const listReparses = query({
  name: "list-reparses",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input: { cursor, limit }, standing: { projectId } }) {
    const db = ctx.db.prisma;
    const [groups, parsers, unmatched, rows] = await Promise.all([
      groupByParser(db, projectId),
      parsersOf(ctx, db, projectId),
      db.unmatchedMark.count({ where: { projectId, status: "open" } }),
      summariseReparses(db, projectId, { before: readCursor(cursor, TimeCursor), limit: limit + 1 }),
    ]);
    const reparses = rows.slice(0, limit);
    const last = reparses.at(-1);
    return {
      outdated: outdatedOf(groups, parsers),
      runs: groups.reduce((sum, { runs }) => sum + runs, 0),
      unmatched,
      reparses,
      nextCursor: rows.length > limit && last ? writeCursor([last.createdAt, last.id]) : null,
    };
  },
});
