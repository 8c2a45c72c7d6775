import { z } from "zod";
import { FileStatus, ImportProblem } from "../../domain/record/import-outcome.ts";
import { endpoint } from "./endpoint.ts";

export const StoredRun = z.object({
  id: z.string(),
  runId: z.string(),
  steps: z.number().int(),
  actions: z.number().int(),
});
export type StoredRun = z.infer<typeof StoredRun>;

/** What became of the records of a file that holds several: their sum is the number of records in it. */
export const RecordCounts = z.object({
  stored: z.number().int(),
  skipped: z.number().int(),
  quarantined: z.number().int(),
});
export type RecordCounts = z.infer<typeof RecordCounts>;

export const ImportFileView = z.object({
  id: z.string(),
  /** The archive it came out of. */
  archiveId: z.string().nullable(),
  name: z.string(),
  sha256: z.string(),
  sizeBytes: z.number(),
  readBytes: z.number(),
  status: FileStatus,
  formatId: z.string().nullable(),
  trajectories: z.array(StoredRun),
  records: RecordCounts.nullable(),
  problems: z.array(ImportProblem),
});
export type ImportFileView = z.infer<typeof ImportFileView>;

/**
 * `files` always equals the sum of the states, `inProgress` counting what is received or being read. Archives that were
 * unpacked stand beside it: their files are counted, they are not.
 */
export const ImportCounts = z.object({
  archives: z.number().int(),
  files: z.number().int(),
  stored: z.number().int(),
  attached: z.number().int(),
  skipped: z.number().int(),
  quarantined: z.number().int(),
  rejected: z.number().int(),
  inProgress: z.number().int(),
});
export type ImportCounts = z.infer<typeof ImportCounts>;

/** Largest upload taken at once. */
export const MAX_UPLOAD_BYTES = 2 * 1024 ** 3;

export const uploadFile = endpoint({
  method: "POST",
  path: "/api/v1/imports",
  summary:
    "Sends one file as the request body; it is kept under its sha256 and read by a job. `import` groups files of one act.",
  input: z.strictObject({
    project: z.string(),
    name: z.string().min(1).max(1024),
    import: z.uuid().optional(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  }),
  output: z.object({ importId: z.string(), file: ImportFileView }),
  body: "bytes",
});

export const getImport = endpoint({
  method: "GET",
  path: "/api/v1/imports/:importId",
  summary: "What became of each file of an import, and counts that reconcile.",
  input: z.strictObject({ importId: z.uuid(), project: z.string() }),
  output: z.object({ importId: z.string(), counts: ImportCounts, files: z.array(ImportFileView) }),
});
