import { downloadExport } from "../../api/contract/exports.ts";
import { AppError } from "../../domain/errors.ts";
import { bySlug } from "../authorize.ts";
import type { Context } from "../context.ts";
import { itemsOf, requireClear } from "../datasets/not-clear.ts";
import { query, sha256 } from "../verb.ts";
import { findExport, type KeptFile, keptFiles } from "./view.ts";
import { readZip, type ZipEntry, zipSize } from "./zip-files.ts";

/** Bytes that can be asked for in parts: every read of a range is the same for the same `etag`. */
export type Download = {
  fileName: string;
  mediaType: string;
  sizeBytes: number;
  /** Strong, without its quotes. */
  etag: string;
  /** The half-open range, or all. */
  read(range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
};

type StoredFile = KeptFile & { key: string };

/** All files of a finished export as one zip, or one of them by name. The gate is read again before the first byte. */
export const openDownload = query({
  name: "open-download",
  access: { permission: "exports:read", locate: bySlug, thing: "project" },
  input: downloadExport.input,
  async run({ ctx, input, standing: { projectId } }): Promise<Download> {
    const db = ctx.db.prisma;
    const { row } = await findExport(db, projectId, input.exportId);
    if (row.status !== "finished")
      throw new AppError("conflict", `The export is ${row.status}; only a finished one can be downloaded.`);
    await requireClear(db, await itemsOf(db, projectId, row.versionId));
    const files = keptFiles(row).map(storedFile);
    if (input.file === undefined) return zipDownload(ctx, files, `${row.profile}-${row.contentSha256?.slice(0, 12)}`);
    const file = files.find(({ name }) => name === input.file);
    if (!file) throw new AppError("not_found", `The export has no file ${input.file}.`);
    await checkSize(ctx, file);
    return {
      fileName: file.name.split("/").at(-1) ?? file.name,
      mediaType: mediaTypeOf(file.name),
      sizeBytes: file.sizeBytes,
      etag: file.sha256,
      read: (range) => ctx.files.read(file.key, range),
    };
  },
});

async function zipDownload(ctx: Context, files: StoredFile[], name: string): Promise<Download> {
  for (const file of files) await checkSize(ctx, file);
  const entries = files.map(
    ({ name: path, sizeBytes, key }): ZipEntry => ({ name: path, sizeBytes, open: () => ctx.files.read(key) }),
  );
  return {
    fileName: `${name}.zip`,
    mediaType: "application/zip",
    sizeBytes: await zipSize(entries),
    etag: sha256(files.map((file) => `${file.sha256}  ${file.name}\n`).join("")),
    read: (range) => readZip(entries, range),
  };
}

/** Before the first byte leaves: a download that breaks off in the middle cannot say why. */
async function checkSize(ctx: Context, file: StoredFile): Promise<void> {
  if ((await ctx.files.size(file.key)) === file.sizeBytes) return;
  throw new AppError(
    "not_found",
    `The stored file ${file.name} is damaged. Start the export again: it gives the same bytes.`,
  );
}

function storedFile(file: KeptFile): StoredFile {
  if (file.key !== null) return { ...file, key: file.key };
  throw new AppError(
    "not_found",
    "This export was written to a folder at the command line; its files are not kept here.",
  );
}

function mediaTypeOf(name: string): string {
  if (name.endsWith(".jsonl")) return "application/x-ndjson";
  return name.endsWith(".json") ? "application/json" : "text/plain; charset=utf-8";
}
