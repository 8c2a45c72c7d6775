import { listGates as contract } from "../../api/contract/governance.ts";
import { GateState } from "../../domain/governance/clearance.ts";
import { bySlug } from "../authorize.ts";
import { PageCursor, readCursor, writeCursor } from "../page-cursor.ts";
import { query } from "../verb.ts";

type Row = { trajectoryId: string; runName: string; taskTitle: string; gate: string; open: number; redactions: number };

/** Runs by the state of their gate, a page at a time, by name. */
export const listGates = query({
  name: "list-gates",
  access: { permission: "governance:read", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input, standing: { projectId } }) {
    const state = input.state ?? null;
    const after = readCursor(input.cursor, PageCursor);
    const rows = await ctx.db.prisma.$queryRaw<Row[]>`
      SELECT t."id"::text AS "trajectoryId", t."name" AS "runName", t."taskTitle", t."gate",
        count(f.*) FILTER (WHERE v."verdict" IS NULL)::int AS "open",
        count(f.*) FILTER (WHERE v."verdict" IS NULL OR v."verdict" IN ('confirmed', 'rotated'))::int AS "redactions"
      FROM "Trajectory" t
      LEFT JOIN "Finding" f ON f."trajectoryId" = t."id" AND f."revisionId" = t."currentRevisionId" AND f."takenBackAt" IS NULL
        AND (f."source" = 'person' OR f."scanId" = (
          SELECT s."id" FROM "Scan" s WHERE s."trajectoryId" = t."id" AND s."revisionId" = t."currentRevisionId" AND s."status" = 'done'
          ORDER BY s."createdAt" DESC, s."id" DESC LIMIT 1))
      LEFT JOIN LATERAL (
        SELECT "verdict" FROM "FindingVerdict" v WHERE v."projectId" = f."projectId" AND v."valueKey" = f."valueKey"
        ORDER BY v."number" DESC LIMIT 1) v ON true
      WHERE t."projectId" = ${projectId}::uuid AND (${state}::text IS NULL OR t."gate" = ${state})
        AND (${after?.[0] ?? null}::text IS NULL OR (t."name" COLLATE "C", t."id"::text) > (${after?.[0] ?? ""}, ${after?.[1] ?? ""}))
      GROUP BY t."id" ORDER BY t."name" COLLATE "C", t."id"::text LIMIT ${input.limit + 1}`;
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    return {
      runs: page.map(({ gate, ...row }) => ({ ...row, state: GateState.parse(gate) })),
      nextCursor: rows.length > input.limit && last ? writeCursor([last.runName, last.trajectoryId]) : null,
    };
  },
});
