import { listDatasets as contract } from "../../api/contract/datasets.ts";
import { isAllowed } from "../../domain/roles.ts";
import { bySlug } from "../authorize.ts";
import { query } from "../verb.ts";
import { viewVersion } from "./view-version.ts";

const MAX_VERSIONS = 500;

/** The versions of all datasets, newest first. */
export const listDatasets = query({
  name: "list-datasets",
  access: { permission: "exports:read", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, standing: { projectId, role } }) {
    const db = ctx.db.prisma;
    const [versions, datasets] = await Promise.all([
      db.datasetVersion.findMany({
        where: { projectId },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: MAX_VERSIONS,
      }),
      db.dataset.findMany({ where: { projectId } }),
    ]);
    const names = new Map(datasets.map(({ id, name }) => [id, name]));
    return {
      versions: versions.map((row) => viewVersion({ ...row, name: names.get(row.datasetId) ?? "" })),
      canFreeze: isAllowed(role, "exports:create", ctx.actor.kind === "user" ? ctx.actor.scopes : null),
    };
  },
});
