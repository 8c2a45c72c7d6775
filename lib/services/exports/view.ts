import { z } from "zod";
import { ExportView } from "../../api/contract/exports.ts";
import type { Tx } from "../../db/client.ts";
import type { DatasetVersion, Export } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import type { Profile } from "../../exporters/profile.ts";
import { PROFILES, profileById } from "../../exporters/registry.ts";
import { findVersion } from "../datasets/find-version.ts";

/** `key` is null for files that went to a folder at the command line and are not kept here. */
export const KeptFile = z.object({
  name: z.string(),
  sha256: z.string(),
  sizeBytes: z.number(),
  rows: z.number().nullable(),
  key: z.string().nullable(),
});
export type KeptFile = z.infer<typeof KeptFile>;

const Counts = z.record(z.string(), z.number());

/** An export row as a person sees it, beside the version it is of. */
export function viewExport(row: Export, version: { name: string; number: number; itemCount: number }): ExportView {
  return {
    id: row.id,
    versionId: row.versionId,
    dataset: { name: version.name, version: version.number },
    profile: row.profile,
    profileVersion: row.profileVersion,
    status: ExportView.shape.status.parse(row.status),
    trajectoryCount: version.itemCount,
    rows: row.rowCount,
    rejected: Counts.parse(row.rejected),
    lossy: Counts.parse(row.lossy),
    files: keptFiles(row).map(({ name, sha256, sizeBytes }) => ({ name, sha256, sizeBytes })),
    contentSha256: row.contentSha256,
    error: row.error,
    createdBy: row.actorId,
    createdAt: row.createdAt.toISOString(),
  };
}

export function keptFiles(row: Pick<Export, "files">): KeptFile[] {
  return z.array(KeptFile).parse(row.files);
}

/** An export and the version it is of, or `not_found`. */
export async function findExport(
  db: Tx,
  projectId: string,
  id: string,
): Promise<{ row: Export; version: DatasetVersion & { name: string } }> {
  const row = await db.export.findUnique({ where: { projectId_id: { projectId, id } } });
  if (!row) throw new AppError("not_found", "There is no such export in this project.");
  return { row, version: await findVersion(db, projectId, row.versionId) };
}

/** The profile, or `invalid_input` with what there is. */
export function knownProfile(id: string): Profile {
  const profile = profileById(id);
  if (profile) return profile;
  const known = PROFILES.map((candidate) => candidate.id).join(", ");
  throw new AppError("invalid_input", `There is no profile "${id}". Choose one of: ${known}.`);
}
