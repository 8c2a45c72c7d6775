import type { Tx } from "../../db/client.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import { isMappable } from "../../domain/mapping/is-mappable.ts";
import { type Head, readHead } from "../../importers/custom-mapping/head.ts";
import type { Context } from "../context.ts";
import { viewFile } from "../imports/view.ts";

/** Bytes of a file that a person maps by: enough for long first records, little enough to look at at once. */
const LOOK_BYTES = 4 * 1024 * 1024;

export type WaitingFile = { row: ImportFile; bytes: Uint8Array; isWhole: boolean; head: Head };

/** A quarantined file that waits for a mapping. Throws `not_found`, or `conflict` where it waits for nothing. */
export async function findWaiting(db: Tx, projectId: string, fileId: string): Promise<ImportFile> {
  const row = await db.importFile.findUnique({ where: { projectId_id: { projectId, id: fileId } } });
  if (!row) throw new AppError("not_found", "There is no such file in any import of this project.");
  const { status } = row;
  if (isMappable(viewFile(row))) return row;
  const message =
    status === "quarantined"
      ? "This file is held back for another reason than its structure. Look at its problem in the import."
      : `This file is ${status}. Only a quarantined file of an unknown structure can be mapped.`;
  throw new AppError("conflict", message, { status });
}

/** A waiting file with its beginning. Throws `conflict` where that is no JSON. */
export async function openWaiting(ctx: Context, projectId: string, fileId: string): Promise<WaitingFile> {
  const row = await findWaiting(ctx.db.prisma, projectId, fileId);
  const bytes = await beginningOf(ctx, row, LOOK_BYTES);
  const head = readHead(bytes);
  if (head === null || head.records.length === 0)
    throw new AppError("conflict", "This file is no JSON with records in it, so it has no fields to map.");
  return { row, bytes, isWhole: bytes.byteLength === Number(row.sizeBytes), head };
}

/** The first bytes of a kept file. */
export async function beginningOf(ctx: Context, { projectId, sha256 }: ImportFile, bytes: number): Promise<Uint8Array> {
  const pack = await ctx.db.prisma.rawPack.findUniqueOrThrow({
    where: { projectId_sha256: { projectId, sha256 } },
    select: { fileKey: true },
  });
  const parts: Uint8Array[] = [];
  const end = Math.min(bytes, await ctx.files.size(pack.fileKey));
  for await (const part of ctx.files.read(pack.fileKey, { start: 0, end })) parts.push(part);
  return Buffer.concat(parts);
}
