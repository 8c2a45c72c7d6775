import type { Tx } from "../../db/client.ts";
import { AppError } from "../../domain/errors.ts";
import { Taxonomy } from "../../domain/labels/taxonomy.ts";

export type TaxonomyInUse = { taxonomyVersionId: string; taxonomy: Taxonomy };

/** A taxonomy version by id, or the one the project labels with now. */
export async function readTaxonomy(db: Tx, projectId: string, versionId?: string): Promise<TaxonomyInUse> {
  const id =
    versionId ??
    (await db.project.findUnique({ where: { id: projectId }, select: { taxonomyVersionId: true } }))?.taxonomyVersionId;
  const row = id ? await db.taxonomyVersion.findUnique({ where: { projectId_id: { projectId, id } } }) : null;
  if (!row) throw new AppError("not_found", "The project's taxonomy version is missing. Restore it from a backup.");
  return { taxonomyVersionId: row.id, taxonomy: Taxonomy.parse(row.document) };
}
