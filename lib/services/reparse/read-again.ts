import type { CopyClient } from "../../db/copy.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import type { Context } from "../context.ts";
import { stageFile } from "../imports/stage-file.ts";
import { StepCopier } from "../imports/step-copier.ts";
import { parsersOf } from "./parsers.ts";

/** Who read the runs of a file so far. */
export type Parser = { importer: string; version: string };

/** Today's parser, whose runs are staged where no reader sees them; or why it gives none, as a sentence. */
export type ReadAgain = { version: string | null; isStaged: boolean; problem: string | null };

/** Reads the kept bytes of a file with the parser that read them before, as it is today. */
export async function readAgain(
  ctx: Context,
  file: ImportFile,
  parser: Parser,
  client: CopyClient,
): Promise<ReadAgain> {
  const { projectId, sha256 } = file;
  const importer = (await parsersOf(ctx, ctx.db.prisma, projectId))(parser.importer, parser.version);
  const nothing = { version: null, isStaged: false };
  if (!importer)
    return { ...nothing, problem: `This build reads no "${parser.importer}" any more. The run keeps its revision.` };
  const pack = await ctx.db.prisma.rawPack.findUnique({ where: { projectId_sha256: { projectId, sha256 } } });
  if (!pack)
    return {
      ...nothing,
      problem: "The raw bytes of this run are missing. Restore them from a backup and read it again.",
    };
  const copier = new StepCopier(client, file);
  try {
    const bytes = ctx.files.read(pack.fileKey);
    const { fileProblems, problems } = await stageFile({ ctx, row: file, importer, copier, bytes });
    await copier.flush();
    // A file that is held back as a whole gives no run, whatever came before its fault.
    const held = fileProblems[0] ?? problems.find(({ severity }) => severity !== "note");
    return { version: importer.version, isStaged: fileProblems.length === 0, problem: held?.message ?? null };
  } finally {
    await copier.settle();
  }
}
