import { ArchiveFault } from "../../archives/archive.ts";
import { openArchive } from "../../archives/open-archive.ts";
import { ARCHIVE_HEAD_BYTES, type ArchiveKind, sniffArchive } from "../../archives/sniff-archive.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { goOn, readState } from "./import-state.ts";
import { type Committing, takeFile, takeRefused } from "./take-file.ts";

/** What became of an archive itself; its files have rows of their own. */
export type Unpacked = {
  status: "unpacked" | "quarantined" | "rejected";
  formatId: ArchiveKind;
  problems: ImportProblem[];
};

/** The kind of archive a received file is; null where it is a file to be read. */
export async function archiveKindOf({ ctx }: Pick<Committing, "ctx">, fileKey: string): Promise<ArchiveKind | null> {
  const parts: Uint8Array[] = [];
  const end = Math.min(ARCHIVE_HEAD_BYTES, await ctx.files.size(fileKey));
  for await (const part of ctx.files.read(fileKey, { start: 0, end })) parts.push(part);
  return sniffArchive(Buffer.concat(parts));
}

/**
 * Takes every file of an archive in, as if it had been sent by itself, under the archive's name and its own. A fault
 * ends it and is said; what came out before stands. Run again after a crash it finds the files it took.
 */
export async function unpackArchive(
  committing: Committing,
  row: ImportFile,
  { kind, fileKey }: { kind: ArchiveKind; fileKey: string },
): Promise<Unpacked> {
  const { ctx } = committing;
  const source = {
    sizeBytes: Number(row.sizeBytes),
    read: (range?: { start: number; end: number }) => ctx.files.read(fileKey, range),
  };
  const place = { projectId: row.projectId, importId: row.importId, archiveId: row.id };
  let count = 0;
  try {
    for await (const entry of openArchive(kind, source, row.name)) {
      goOn(await readState(ctx.db.prisma, row));
      // A gzip of one file is that file.
      const name = (kind === "gzip" && !entry.name.includes("/") ? entry.name : `${row.name}/${entry.name}`).slice(
        -MAX_NAME,
      );
      if (entry.type === "refused") await takeRefused(committing, { ...place, name, problem: entry.problem });
      else await takeFile(committing, { ...place, name, bytes: entry.bytes, sha256: undefined });
      count += 1;
    }
    return { status: "unpacked", formatId: kind, problems: [] };
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error;
    const { severity, message } = error.problem;
    const before = count === 0 ? "" : ` ${count === 1 ? "The file" : `The ${count} files`} before it came in.`;
    const problem = { ...error.problem, message: `${message}${before}` };
    return { status: severity === "reject" ? "rejected" : "quarantined", formatId: kind, problems: [problem] };
  }
}

const MAX_NAME = 1024;
