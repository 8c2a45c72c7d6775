import { z } from "zod";
import { ExportView } from "../../api/contract/exports.ts";
import type { Export } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import type { Profile } from "../../exporters/profile.ts";
import { PROFILES, profileById } from "../../exporters/registry.ts";

/** What was chosen. `attempt` names the one try that may write: a newer try takes over, and an older one stops. */
export const Selection = z.object({ trajectoryIds: z.array(z.string()), attempt: z.string().optional() });
export type Selection = z.infer<typeof Selection>;

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

/** An export row as a person sees it. */
export function viewExport(row: Export): ExportView {
  return {
    id: row.id,
    profile: row.profile,
    profileVersion: row.profileVersion,
    status: ExportView.shape.status.parse(row.status),
    trajectoryCount: Selection.parse(row.selection).trajectoryIds.length,
    rows: row.rowCount,
    rejected: Counts.parse(row.rejected),
    lossy: Counts.parse(row.lossy),
    files: keptFiles(row).map(({ name, sha256, sizeBytes }) => ({ name, sha256, sizeBytes })),
    contentSha256: row.contentSha256,
    error: row.error,
    createdAt: row.createdAt.toISOString(),
  };
}

export function keptFiles(row: Pick<Export, "files">): KeptFile[] {
  return z.array(KeptFile).parse(row.files);
}

/** The row, found or refused by a sentence. */
export function foundExport(row: Export | null): Export {
  if (row) return row;
  throw new AppError("not_found", "There is no such export in this project.");
}

/** The profile, or `invalid_input` with what there is. */
export function knownProfile(id: string): Profile {
  const profile = profileById(id);
  if (profile) return profile;
  const known = PROFILES.map((candidate) => candidate.id).join(", ");
  throw new AppError("invalid_input", `There is no profile "${id}". Choose one of: ${known}.`);
}
