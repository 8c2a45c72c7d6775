import { z } from "zod";
import { endpoint } from "./endpoint.ts";

export const ExportView = z.object({
  id: z.string(),
  versionId: z.string(),
  dataset: z.object({ name: z.string(), version: z.number().int() }),
  profile: z.string(),
  profileVersion: z.string(),
  status: z.enum(["queued", "running", "finished", "failed", "cancelled"]),
  trajectoryCount: z.number().int(),
  rows: z.number().int(),
  rejected: z.record(z.string(), z.number()),
  lossy: z.record(z.string(), z.number()),
  files: z.array(z.object({ name: z.string(), sha256: z.string(), sizeBytes: z.number() })),
  contentSha256: z.string().nullable(),
  error: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
});
export type ExportView = z.infer<typeof ExportView>;

export const createExport = endpoint({
  method: "POST",
  path: "/api/v1/exports",
  summary: "Starts an export of a frozen dataset version. 409 with the list when a run in it is no longer clear.",
  input: z.strictObject({ project: z.string(), versionId: z.uuid(), profile: z.string() }),
  output: ExportView,
});

const Ref = z.strictObject({ project: z.string(), exportId: z.uuid() });

export const getExport = endpoint({
  method: "GET",
  path: "/api/v1/exports/:exportId",
  summary: "An export and its progress.",
  input: Ref,
  output: ExportView,
});

export const cancelExport = endpoint({
  method: "POST",
  path: "/api/v1/exports/:exportId/cancel",
  summary: "Stops an export that has not finished; nothing of it can be downloaded.",
  input: Ref,
  output: ExportView,
});

export const downloadExport = endpoint({
  method: "GET",
  path: "/api/v1/exports/:exportId/download",
  summary: "All files of a finished export as one zip, or one of them by name.",
  input: Ref.extend({ file: z.string().max(100).optional() }),
  output: z.unknown(),
  reply: "bytes",
});
