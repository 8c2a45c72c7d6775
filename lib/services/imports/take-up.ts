import type { ImportFile } from "../../db/generated/client.ts";
import type { Importer } from "../../importers/importer.ts";
import type { Context } from "../context.ts";
import { ResumePoint } from "./staged-facts.ts";
import { sweepStaged } from "./sweep-staged.ts";

/**
 * Where an interrupted reading of this file goes on, with nothing left of what it staged behind that place; null where
 * there is none, or it was another parser's, and then nothing at all is left.
 */
export async function takeUp(ctx: Context, row: ImportFile, importer: Importer | null): Promise<ResumePoint | null> {
  const point = row.resume === null ? null : ResumePoint.parse(row.resume);
  const isSame = point?.importer === importer?.id && point?.parserVersion === importer?.version;
  const taken = isSame ? point : null;
  await sweepStaged(ctx.db, row, taken?.runs ?? 0);
  return taken;
}
