import { type ImportFileFilter, listImportFiles as contract } from "../../api/contract/imports.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import { likeText } from "../../db/like-text.ts";
import type { Tx } from "../../db/client.ts";
import { bySlug } from "../authorize.ts";
import { query } from "../verb.ts";
import { summarise } from "./summarise-import.ts";
import { viewFile } from "./view.ts";

/** What became of each file of an import, filtered, a page at a time in the order they came. */
export const listImportFiles = query({
  name: "list-import-files",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input: { importId, cursor, limit, ...filter }, standing: { projectId } }) {
    const place = { projectId, importId };
    const rows = await selectFiles(ctx.db.prisma, { ...place, filter, after: cursor ?? null, limit: limit + 1 });
    // An import without such files is another thing than no import.
    if (rows.length === 0) await summarise(ctx.db.prisma, place);
    const files = rows.slice(0, limit).map(viewFile);
    return { files, nextCursor: rows.length > limit ? (files.at(-1)?.id ?? null) : null };
  },
});

type Asked = {
  projectId: string;
  importId: string;
  filter: ImportFileFilter;
  after: string | null;
  limit: number;
};

/** A page of files: ids are in the order of arrival, so the last one says where the next page starts. */
export function selectFiles(db: Tx, { projectId, importId, filter, after, limit }: Asked): Promise<ImportFile[]> {
  const { status, problem, format, q } = filter;
  const statuses = status === "in_progress" ? ["received", "reading"] : [status];
  return db.importFile.findMany({
    where: {
      projectId,
      importId,
      ...(after === null ? {} : { id: { gt: after } }),
      ...(status === undefined ? {} : { status: { in: statuses.map(String) } }),
      ...(format === undefined ? {} : { formatId: format }),
      ...(q === undefined || q === "" ? {} : { name: { contains: likeText(q), mode: Prisma.QueryMode.insensitive } }),
      ...(problem === undefined ? {} : { problems: { array_contains: [{ code: problem }] } }),
    },
    orderBy: { id: "asc" },
    take: limit,
  });
}
