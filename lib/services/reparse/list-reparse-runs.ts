import { listReparseRuns as contract, type ReparseRunView, ReparseStatus } from "../../api/contract/reparse.ts";
import type { Tx } from "../../db/client.ts";
import type { ReparseRun } from "../../db/generated/client.ts";
import { bySlug } from "../authorize.ts";
import { query } from "../verb.ts";
import { summariseReparse } from "./summarise-reparse.ts";

/** What became of each run, in the order of their ids, which is the order they came in. */
export const listReparseRuns = query({
  name: "list-reparse-runs",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input: { reparseId, status, cursor, limit }, standing: { projectId } }) {
    const db = ctx.db.prisma;
    await summariseReparse(db, projectId, reparseId);
    const rows = await db.reparseRun.findMany({
      where: {
        projectId,
        reparseId,
        ...(status ? { status } : {}),
        ...(cursor ? { trajectoryId: { gt: cursor } } : {}),
      },
      orderBy: { trajectoryId: "asc" },
      take: limit + 1,
    });
    const page = await viewRuns(db, rows.slice(0, limit));
    return { runs: page, nextCursor: rows.length > limit ? (page.at(-1)?.trajectoryId ?? null) : null };
  },
});

/** Rows with the names of their runs. */
export async function viewRuns(db: Tx, rows: readonly ReparseRun[]): Promise<ReparseRunView[]> {
  const named = await db.trajectory.findMany({
    where: { id: { in: rows.map(({ trajectoryId }) => trajectoryId) } },
    select: { id: true, name: true },
  });
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return rows.map(({ trajectoryId, importer, fromVersion, toVersion, status, problem, carried, unmatched }) => ({
    trajectoryId,
    runName: names.get(trajectoryId) ?? "",
    formatId: importer,
    fromVersion,
    toVersion,
    status: ReparseStatus.parse(status),
    problem,
    carried,
    unmatched,
  }));
}
