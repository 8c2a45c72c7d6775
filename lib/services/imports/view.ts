import { z } from "zod";
import { type ImportFileView, RecordCounts, StoredRun } from "../../api/contract/imports.ts";
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

/** Whether nothing more will happen to a file. */
export function isSettled(status: FileStatus): boolean {
  return status !== "received" && status !== "reading";
}
