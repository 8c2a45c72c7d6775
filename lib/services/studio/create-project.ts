import type { Tx } from "../../db/client.ts";
import { DEFAULT_TAXONOMY } from "../../domain/labels/default-taxonomy.ts";
import { sha256 } from "../verb.ts";

/** Makes a project that labels with the default taxonomy. The caller's transaction decides whether it comes to be. */
export async function createProject(
  tx: Tx,
  project: { id: string; slug: string; name: string },
  newId: () => string,
): Promise<void> {
  const versionId = newId();
  await tx.taxonomyVersion.create({
    data: {
      projectId: project.id,
      id: versionId,
      taxonomyId: DEFAULT_TAXONOMY.id,
      semver: DEFAULT_TAXONOMY.semver,
      sha256: sha256(JSON.stringify(DEFAULT_TAXONOMY)),
      document: DEFAULT_TAXONOMY,
    },
  });
  await tx.project.create({ data: { ...project, taxonomyVersionId: versionId } });
}
