import { z } from "zod";
import { listGates as contract } from "../../api/contract/governance.ts";
import { AppError } from "../../domain/errors.ts";
import { GateState } from "../../domain/governance/clearance.ts";
import { bySlug } from "../authorize.ts";
import { query } from "../verb.ts";

type Row = { trajectoryId: string; runName: string; taskTitle: string; gate: string; open: number; redactions: number };

/** Runs by the state of their gate, a page at a time, by name. */
export const listGates = query({
  name: "list-gates",
  access: { permission: "governance:read", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input, standing: { projectId } }) {
    const state = input.state ?? null;
    const after = readCursor(input.cursor);
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
    const cursor = last && Buffer.from(JSON.stringify([last.runName, last.trajectoryId])).toString("base64url");
    return {
      runs: page.map(({ gate, ...row }) => ({ ...row, state: GateState.parse(gate) })),
      nextCursor: rows.length > input.limit && cursor ? cursor : null,
    };
  },
});

const Cursor = z.tuple([z.string(), z.string()]);

function readCursor(text: string | undefined): z.infer<typeof Cursor> | null {
  if (text === undefined) return null;
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    throw new AppError("invalid_input", "This page marker is not one that the studio gave. Start from the first page.");
  }
}
