import { MAX_UPLOAD_BYTES } from "../../api/contract/imports.ts";
import { nestedArchiveProblem } from "../../archives/archive.ts";
import type { Tx } from "../../db/client.ts";
import { enqueue } from "../../db/enqueue.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { Context } from "../context.ts";
import type { Commit, Effect } from "../verb.ts";
import { holdRaw } from "./forget-raw.ts";
import { holdState } from "./import-state.ts";
import { shortLabel } from "./short-key.ts";
import { type Found, sniffFile } from "./sniff-file.ts";

/** What a long verb hands on to the steps it commits by. */
export type Committing = { ctx: Context; commit: Commit };

type Arrival = {
  projectId: string;
  importId: string;
  /** The archive it comes out of. */
  archiveId: string | null;
  name: string;
  bytes: AsyncIterable<Uint8Array>;
  /** What the sender says they are. */
  sha256: string | undefined;
  /** JSON text of what was recorded around the run. */
  capture?: string | undefined;
};

/**
 * Keeps the bytes of one file under their sha256 and enqueues the reading, both or neither. Empty and binary files
 * and other encodings are rejected here, by content, and leave nothing behind but their row, so that counts reconcile. The same bytes under the
 * same name are one file of an import, however often they come.
 */
export async function takeFile({ ctx, commit }: Committing, arrival: Arrival): Promise<ImportFile> {
  const { projectId, importId, archiveId } = arrival;
  const packId = ctx.newId();
  const fileKey = `raw/${projectId}/${packId}`;
  const sniffed = sniffFile(arrival.bytes);
  const stored = await ctx.files.put(fileKey, sniffed.bytes, { maxBytes: MAX_UPLOAD_BYTES });
  if (arrival.sha256 !== undefined && arrival.sha256 !== stored.sha256) {
    await ctx.files.remove(fileKey);
    throw new AppError(
      "invalid_input",
      "The bytes that arrived are not the bytes that were announced. Send the file again.",
      { announced: arrival.sha256, received: stored.sha256 },
    );
  }
  const problem = rejection(stored.sizeBytes, sniffed.found(), archiveId !== null);
  if (problem) await ctx.files.remove(fileKey);
  const place = { projectId, importId, name: shortLabel(toStorable(arrival.name).text), sha256: stored.sha256 };
  const row = await commit(async (tx) => {
    await holdRaw(tx, place);
    await ensureImport(tx, ctx, place);
    const known = await tx.importFile.findUnique({ where: { projectId_importId_name_sha256: place } });
    if (known) return { reply: known, audit: null };
    if ((await holdState(tx, place)) === "cancelled")
      throw new AppError("conflict", "This import was cancelled and takes no more files. Send them as a new import.");
    if (!problem) await keepRaw({ tx, projectId, packId, fileKey, stored });
    const capture = arrival.capture ?? null;
    return createRow(tx, ctx, { ...place, archiveId, sizeBytes: BigInt(stored.sizeBytes), capture, problem });
  });
  const pack = await ctx.db.prisma.rawPack.findUnique({
    where: { projectId_sha256: { projectId, sha256: stored.sha256 } },
  });
  // The same bytes were here already, so this copy of them is not needed.
  if (!problem && pack !== null && pack.id !== packId) await ctx.files.remove(fileKey);
  return row;
}

/** A thing of an archive that is not taken in, as a row, so that counts reconcile. */
export async function takeRefused(
  { ctx, commit }: Committing,
  { problem, ...rest }: Omit<Arrival, "bytes" | "sha256"> & { problem: ImportProblem },
): Promise<ImportFile> {
  const place = {
    projectId: rest.projectId,
    importId: rest.importId,
    name: shortLabel(toStorable(rest.name).text),
    sha256: NOTHING,
  };
  return commit(async (tx) => {
    const known = await tx.importFile.findUnique({ where: { projectId_importId_name_sha256: place } });
    if (known) return { reply: known, audit: null };
    return createRow(tx, ctx, { ...place, archiveId: rest.archiveId, sizeBytes: 0n, problem });
  });
}

/** The sha256 of no bytes. */
const NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

async function ensureImport(
  tx: Tx,
  ctx: Context,
  { projectId, importId }: { projectId: string; importId: string },
): Promise<void> {
  // Files of one act arrive side by side, and each may be the first.
  await tx.import.createMany({
    data: [{ projectId, id: importId, actorId: ctx.actor.id }],
    skipDuplicates: true,
  });
}

type NewRow = Pick<ImportFile, "projectId" | "importId" | "archiveId" | "name" | "sha256" | "sizeBytes"> & {
  problem: ImportProblem | null;
  capture?: string | null;
};

/** The row of a file, with the job that reads it unless it is rejected. */
async function createRow(tx: Tx, ctx: Context, { problem, ...row }: NewRow): Promise<Effect<ImportFile>> {
  const { projectId, importId, sha256, sizeBytes } = row;
  const fileId = ctx.newId();
  const created = await tx.importFile.create({
    data: {
      ...row,
      id: fileId,
      status: problem ? "rejected" : "received",
      problems: problem ? [problem] : [],
      finishedAt: problem ? ctx.clock() : null,
    },
  });
  if (!problem)
    await enqueue(tx, { kind: "process-import-file", payload: { projectId, fileId } }, `import-file:${fileId}`);
  const details = { importId, sha256, sizeBytes: Number(sizeBytes), isRejected: problem !== null };
  return { reply: created, audit: { subject: fileId, details } };
}

type Kept = {
  tx: Tx;
  projectId: string;
  packId: string;
  fileKey: string;
  stored: { sha256: string; sizeBytes: number };
};

async function keepRaw({ tx, projectId, packId, fileKey, stored }: Kept): Promise<void> {
  const { count } = await tx.rawPack.createMany({
    data: [{ projectId, id: packId, fileKey, sha256: stored.sha256, sizeBytes: BigInt(stored.sizeBytes) }],
    skipDuplicates: true,
  });
  if (count === 0) return;
  await tx.rawEntry.create({
    data: { projectId, sha256: stored.sha256, packId, byteStart: 0n, byteEnd: BigInt(stored.sizeBytes) },
  });
}

function rejection(sizeBytes: number, found: Found, isInArchive: boolean): ImportProblem | null {
  const at = { severity: "reject", line: null, path: null, byteOffset: 0 } as const;
  if (sizeBytes === 0)
    return {
      ...at,
      code: "empty",
      message: "The file is empty (0 bytes). Check that the run was written before it was sent.",
    };
  if (found.kind === "blank")
    return {
      ...at,
      code: "empty",
      message: "The file holds only blank space. Check that the run was written before it was sent.",
    };
  if (found.kind === "archive" && isInArchive) return nestedArchiveProblem();
  if (found.kind === "foreign" && found.code === "binary")
    return {
      ...at,
      code: "binary",
      message: `The file is ${found.name}, not a run, whatever its name says. Send the run's own log.`,
    };
  if (found.kind === "foreign")
    return {
      ...at,
      code: "encoding",
      message: `The file looks like ${found.name} text, not UTF-8. Save it as UTF-8 and send it again.`,
    };
  return null;
}
