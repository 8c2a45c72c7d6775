import { z } from "zod";
import { type ImportCounts, type ImportFileView, RecordCounts, StoredRun } from "../../api/contract/imports.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import { FileStatus, ImportProblem } from "../../domain/record/import-outcome.ts";

/** A file row as a person sees it. */
export function viewFile(row: ImportFile): ImportFileView {
  return {
    id: row.id,
    archiveId: row.archiveId,
    name: row.name,
    sha256: row.sha256,
    sizeBytes: Number(row.sizeBytes),
    readBytes: Number(row.readBytes),
    status: FileStatus.parse(row.status),
    formatId: row.formatId,
    trajectories: z.array(StoredRun).parse(row.trajectories),
    records: RecordCounts.nullable().parse(row.records),
    problems: z.array(ImportProblem).parse(row.problems),
  };
}

/** Counts that reconcile: `files` is the sum of all the others but `archives`. */
export function countFiles(files: readonly Pick<ImportFileView, "status">[]): ImportCounts {
  const counts: ImportCounts = {
    archives: files.filter(({ status }) => status === "unpacked").length,
    files: 0,
    stored: 0,
    attached: 0,
    skipped: 0,
    quarantined: 0,
    rejected: 0,
    inProgress: 0,
  };
  for (const { status } of files) {
    if (status === "unpacked") continue;
    counts.files += 1;
    if (status === "received" || status === "reading") counts.inProgress += 1;
    else counts[status] += 1;
  }
  return counts;
}

/** Whether nothing more will happen to a file. */
export function isSettled(status: FileStatus): boolean {
  return status !== "received" && status !== "reading";
}
