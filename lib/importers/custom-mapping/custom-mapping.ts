import type { FieldMapping } from "../../domain/mapping/field-mapping.ts";
import type { Importer } from "../importer.ts";
import { readMapped } from "./read.ts";
import { fits, type Signature } from "./signature.ts";

/** Rises whenever one mapping would give other steps of the same bytes. */
const ENGINE_VERSION = "1";

/** The format that people describe themselves; what `formats` lists. */
export const CUSTOM_MAPPING = {
  id: "custom-mapping",
  version: ENGINE_VERSION,
  label: "Mapped fields",
  description: "JSON or JSONL of any structure by a mapping that the project saved: a step per mapped row or call",
  proven: true,
} satisfies Omit<Importer, "recognise" | "read">;

/** A saved mapping: `id` and `number` name its version. */
export type SavedMapping = { id: string; number: number; mapping: FieldMapping; signature: Signature };

/** The importer for files of a saved mapping. Its version names the mapping's, so that a changed one reads anew. */
export function mappedImporter({ id, number, mapping, signature }: SavedMapping): Importer {
  return {
    ...CUSTOM_MAPPING,
    version: `${ENGINE_VERSION}:${id}.${number}`,
    recognise: (head) => fits(head, mapping, signature),
    read: (bytes, context) => readMapped(bytes, mapping, context),
  };
}
