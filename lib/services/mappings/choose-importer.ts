import type { Context } from "../context.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import { mappedImporter } from "../../importers/custom-mapping/custom-mapping.ts";
import type { Importer } from "../../importers/importer.ts";
import { detect } from "../../importers/registry.ts";
import { newestMappings, savedMapping } from "./view-mapping.ts";

/** Who reads a file, and by which version of a mapping where it is one. */
export type Chosen = { importer: Importer; mappingId: string | null; mappingNumber: number | null };

/**
 * The mapping a person chose for a file; else the importer that knows its structure; else the project's mapping whose
 * structure it has. Null where nobody reads it.
 */
export async function chooseImporter(ctx: Context, row: ImportFile, head: Uint8Array): Promise<Chosen | null> {
  const db = ctx.db.prisma;
  const { projectId, mappingId: id, mappingNumber: number } = row;
  if (id !== null && number !== null) {
    const chosen = await db.importMapping.findUniqueOrThrow({
      where: { projectId_id_number: { projectId, id, number } },
    });
    return { importer: mappedImporter(savedMapping(chosen)), mappingId: id, mappingNumber: number };
  }
  const known = detect(head, row.name, ctx.importers);
  if (known) return { importer: known, mappingId: null, mappingNumber: null };
  const saved = (await newestMappings(db, projectId)).map((each) => ({
    each,
    importer: mappedImporter(savedMapping(each)),
  }));
  const importer = detect(
    head,
    row.name,
    saved.map((each) => each.importer),
  );
  const mapping = saved.find((each) => each.importer === importer)?.each;
  return importer && mapping ? { importer, mappingId: mapping.id, mappingNumber: mapping.number } : null;
}
