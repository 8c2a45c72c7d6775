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

/** What people want of an import: paused, nothing new is read; cancelled, nothing more ever is. */
export const ImportState = z.enum(["running", "paused", "cancelled"]);
export type ImportState = z.infer<typeof ImportState>;

export const ImportSummary = z.object({
  importId: z.string(),
  state: ImportState,
  /** The first file's name, which is what people remember it by. */
  name: z.string(),
  /** Who started it. */
  actor: z.string(),
  createdAt: z.string(),
  counts: ImportCounts,
  /** Of all files but archives; what is settled counts as read. */
  bytes: z.object({ total: z.number(), read: z.number() }),
  /** Stored by this import. */
  runs: z.number().int(),
  steps: z.number().int(),
  formats: z.array(z.object({ formatId: z.string(), files: z.number().int() })),
});
export type ImportSummary = z.infer<typeof ImportSummary>;

export const listImports = endpoint({
  method: "GET",
  path: "/api/v1/imports",
  summary: "Imports of a project, newest first, with counts that reconcile.",
  input: z.strictObject({
    project: z.string(),
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({ imports: z.array(ImportSummary), nextCursor: z.string().nullable() }),
});

export const getImport = endpoint({
  method: "GET",
  path: "/api/v1/imports/:importId",
  summary: "How far an import is: counts that reconcile, bytes, runs and formats.",
  input: z.strictObject({ importId: z.uuid(), project: z.string() }),
  output: ImportSummary,
});

export const steerImport = endpoint({
  method: "PUT",
  path: "/api/v1/imports/:importId",
  summary: "Pauses, resumes or cancels an import. What is settled stays; a cancelled import cannot be resumed.",
  input: z.strictObject({ importId: z.uuid(), project: z.string(), state: ImportState }),
  output: ImportSummary,
});

/** What a list of files may be narrowed to. */
export const ImportFileFilter = z.strictObject({
  status: z.enum([...FileStatus.options, "in_progress"]).optional(),
  /** Code of a problem, such as `truncated`. */
  problem: z.string().max(60).optional(),
  format: z.string().max(60).optional(),
  /** Part of the name, in any case. */
  q: z.string().max(200).optional(),
});
export type ImportFileFilter = z.infer<typeof ImportFileFilter>;

export const listImportFiles = endpoint({
  method: "GET",
  path: "/api/v1/imports/:importId/files",
  summary: "What became of each file of an import, in the order they came.",
  input: z.strictObject({
    importId: z.uuid(),
    project: z.string(),
    ...ImportFileFilter.shape,
    cursor: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  output: z.object({ files: z.array(ImportFileView), nextCursor: z.string().nullable() }),
});

export const reportImport = endpoint({
  method: "GET",
  path: "/api/v1/imports/:importId/report",
  summary: "The same as a file to keep: JSON Lines without loss, or CSV for a spreadsheet.",
  input: z.strictObject({
    importId: z.uuid(),
    project: z.string(),
    ...ImportFileFilter.shape,
    as: z.enum(["jsonl", "csv"]).default("jsonl"),
  }),
  output: z.unknown(),
  reply: "bytes",
});
