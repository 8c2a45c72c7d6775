import { getDatasetVersion as contract } from "../../api/contract/datasets.ts";
import { Outcome } from "../../domain/record/trajectory.ts";
import { bySlug } from "../authorize.ts";
import { viewExport } from "../exports/view.ts";
import { query } from "../verb.ts";
import { findVersion } from "./find-version.ts";
import { itemsOf, notClear } from "./not-clear.ts";
import { viewVersion } from "./view-version.ts";

/** Runs and exports shown. */
const SHOWN = 200;

/** A frozen version with its runs, what keeps it from leaving, and its exports. */
export const readVersion = query({
  name: "read-version",
  access: { permission: "exports:read", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input: { versionId }, standing: { projectId } }) {
    const db = ctx.db.prisma;
    const version = await findVersion(db, projectId, versionId);
    const items = await itemsOf(db, projectId, versionId);
    const shown = items.slice(0, SHOWN);
    const [runs, exports, gone] = await Promise.all([
      db.trajectory.findMany({ where: { id: { in: shown.map(({ trajectoryId }) => trajectoryId) } } }),
      db.export.findMany({
        where: { projectId, versionId },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: SHOWN,
      }),
      notClear(db, items),
    ]);
    const byId = new Map(runs.map((run) => [run.id, run]));
    return {
      version: viewVersion(version),
      runs: shown.flatMap(({ trajectoryId, runKey, submissionIds }) => {
        const run = byId.get(trajectoryId);
        if (!run) return [];
        const { name, taskTitle, stepCount } = run;
        const outcome = Outcome.parse(run.outcome);
        return [{ trajectoryId, runKey, name, taskTitle, outcome, stepCount, reviews: submissionIds.length }];
      }),
      notClear: gone,
      exports: exports.map((row) => viewExport(row, version)),
    };
  },
});
