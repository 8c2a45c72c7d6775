import type { MappingView } from "../../api/contract/mappings.ts";
import type { Tx } from "../../db/client.ts";
import type { ImportMapping } from "../../db/generated/client.ts";
import { FieldMapping } from "../../domain/mapping/field-mapping.ts";
import type { SavedMapping } from "../../importers/custom-mapping/custom-mapping.ts";
import { Signature } from "../../importers/custom-mapping/signature.ts";

/** Versions of mappings a project may have; far more than anybody makes by hand. */
const MAX_VERSIONS = 2000;

/** The newest version of each mapping of a project, by name. */
export async function newestMappings(db: Tx, projectId: string): Promise<ImportMapping[]> {
  const rows = await db.importMapping.findMany({
    where: { projectId },
    orderBy: [{ number: "desc" }, { name: "asc" }],
    take: MAX_VERSIONS,
  });
  const newest = new Map<string, ImportMapping>();
  for (const row of rows) if (!newest.has(row.id)) newest.set(row.id, row);
  return [...newest.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A stored row as what the importer takes. */
export function savedMapping({ id, number, mapping, signature }: ImportMapping): SavedMapping {
  return {
    id,
    number,
    mapping: FieldMapping.parse(JSON.parse(mapping)),
    signature: Signature.parse(JSON.parse(signature)),
  };
}

export function viewMapping(row: ImportMapping, author: string, files: number): MappingView {
  const { id, number, name, createdAt } = row;
  const { mapping } = savedMapping(row);
  return { id, number, name, mapping, createdBy: author, createdAt: createdAt.toISOString(), files };
}
