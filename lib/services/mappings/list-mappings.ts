import { listMappings as contract } from "../../api/contract/mappings.ts";
import { isMappable } from "../../domain/mapping/is-mappable.ts";
import { bySlug } from "../authorize.ts";
import { viewFile } from "../imports/view.ts";
import { query } from "../verb.ts";
import { authorNames } from "./author-names.ts";
import { newestMappings, viewMapping } from "./view-mapping.ts";

const MAX_WAITING = 100;

/** The newest version of each mapping, and the newest files that wait for one. */
export const listMappings = query({
  name: "list-mappings",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, standing: { projectId } }) {
    const db = ctx.db.prisma;
    const [rows, held, counted] = await Promise.all([
      newestMappings(db, projectId),
      db.importFile.findMany({
        where: { projectId, status: "quarantined" },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: MAX_WAITING,
      }),
      db.importFile.groupBy({ by: ["mappingId"], where: { projectId, status: "stored" }, _count: true }),
    ]);
    const files = new Map(counted.map(({ mappingId, _count }) => [mappingId, _count]));
    const names = await authorNames(db, rows);
    return {
      mappings: rows.map((row) => viewMapping(row, names.get(row.authorId) ?? row.authorId, files.get(row.id) ?? 0)),
      waiting: held.map(viewFile).filter(isMappable),
    };
  },
});
