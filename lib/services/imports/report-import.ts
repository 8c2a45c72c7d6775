import { stringify } from "csv-stringify/sync";
import { type ImportFileView, reportImport as contract } from "../../api/contract/imports.ts";
import { bySlug } from "../authorize.ts";
import type { Context } from "../context.ts";
import { query } from "../verb.ts";
import { selectFiles } from "./list-import-files.ts";
import { summarise } from "./summarise-import.ts";
import { viewFile } from "./view.ts";

const PAGE = 500;

/** A report on its way: made a page at a time, so that its size does not matter. */
export type ImportReport = { fileName: string; mediaType: string; read: () => AsyncIterable<Uint8Array> };

/** What became of each file, to be kept or opened elsewhere: JSON Lines without loss, or a table. */
export const reportImport = query({
  name: "report-import",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({
    ctx,
    input: { importId, as, project: _slug, ...filter },
    standing: { projectId },
  }): Promise<ImportReport> {
    const place = { projectId, importId };
    await summarise(ctx.db.prisma, place);
    const pages = () => allFiles(ctx, { ...place, filter });
    return {
      fileName: `import-${importId}.${as}`,
      mediaType: as === "csv" ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8",
      read: () => (as === "csv" ? csvOf(pages()) : jsonlOf(pages())),
    };
  },
});

type Pages = AsyncIterable<readonly ImportFileView[]>;

async function* allFiles(ctx: Context, asked: Omit<Parameters<typeof selectFiles>[1], "after" | "limit">): Pages {
  let after: string | null = null;
  for (;;) {
    const rows = await selectFiles(ctx.db.prisma, { ...asked, after, limit: PAGE });
    if (rows.length > 0) yield rows.map(viewFile);
    after = rows.at(-1)?.id ?? null;
    if (rows.length < PAGE) return;
  }
}

async function* jsonlOf(pages: Pages): AsyncGenerator<Uint8Array> {
  for await (const files of pages)
    yield Buffer.from(
      files.map(({ id: _id, archiveId: _archive, readBytes: _read, ...file }) => `${JSON.stringify(file)}\n`).join(""),
    );
}

const COLUMNS = [
  "name",
  "status",
  "format",
  "bytes",
  "runs",
  "steps",
  "actions",
  "problem",
  "line",
  "place",
  "message",
  "sha256",
];

async function* csvOf(pages: Pages): AsyncGenerator<Uint8Array> {
  yield Buffer.from(stringify([COLUMNS]));
  // A cell that a spreadsheet would take for a formula is marked as text.
  for await (const files of pages) yield Buffer.from(stringify(files.map(csvRow), { escape_formulas: true }));
}

function csvRow(file: ImportFileView): (string | number)[] {
  const worst = file.problems.find(({ severity }) => severity !== "note") ?? file.problems[0];
  const sum = (count: "steps" | "actions") => file.trajectories.reduce((total, run) => total + run[count], 0);
  return [
    file.name,
    file.status,
    file.formatId ?? "",
    file.sizeBytes,
    file.trajectories.length,
    sum("steps"),
    sum("actions"),
    worst?.code ?? "",
    worst?.line ?? "",
    worst?.path ?? "",
    worst?.message ?? "",
    file.sha256,
  ];
}
