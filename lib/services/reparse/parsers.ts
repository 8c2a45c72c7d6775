import type { Tx } from "../../db/client.ts";
import { CUSTOM_MAPPING, mappedImporter } from "../../importers/custom-mapping/custom-mapping.ts";
import type { Importer } from "../../importers/importer.ts";
import { importerById } from "../../importers/registry.ts";
import type { Context } from "../context.ts";
import { newestMappings, savedMapping } from "../mappings/view-mapping.ts";

/** Today's parser for what a parser of some version read; null where nobody reads it any more. */
export type Parsers = (importer: string, version: string) => Importer | null;

/** The parsers of this build, and those of a project's own mappings: a mapping is read by its newest version. */
export async function parsersOf(ctx: Pick<Context, "importers">, db: Tx, projectId: string): Promise<Parsers> {
  const mappings = new Map<string, Importer>();
  for (const row of await newestMappings(db, projectId)) mappings.set(row.id, mappedImporter(savedMapping(row)));
  return (importer, version) =>
    importer === CUSTOM_MAPPING.id ? (mappings.get(mappingOf(version)) ?? null) : importerById(importer, ctx.importers);
}

/** The mapping that a version such as `1:ID.2` names. */
function mappingOf(version: string): string {
  return /:(.*)\.\d+$/.exec(version)?.[1] ?? "";
}
