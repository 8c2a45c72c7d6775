import { z } from "zod";
import type { LabelReport } from "../../api/contract/annotations.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import { HEAD_BYTES } from "../../importers/importer.ts";
import { sniffLabels } from "../../importers/labels/sniff-labels.ts";
import type { Context } from "../context.ts";
import { viewFile } from "../imports/view.ts";
import { task } from "../verb.ts";
import { keepFileLabels } from "./keep-file-labels.ts";

/** Keeps the labels that a file of runs holds beside its steps; null where it holds none. Done twice it changes nothing. */
export const keepRunLabels = task({
  name: "keep-run-labels",
  access: { permission: "system", projectOf: ({ projectId }) => projectId },
  input: z.object({ projectId: z.uuid(), fileId: z.uuid() }),
  async run({ ctx, input: { projectId, fileId }, commit }): Promise<LabelReport | null> {
    const { prisma } = ctx.db;
    const file = await prisma.importFile.findUnique({ where: { projectId_id: { projectId, id: fileId } } });
    if (!file) throw new AppError("not_found", "There is no such file in any import of this project.");
    const { name, sha256 } = file;
    const pack = await prisma.rawPack.findUnique({ where: { projectId_sha256: { projectId, sha256 } } });
    if (!pack) return null;
    const head: Uint8Array[] = [];
    for await (const part of ctx.files.read(pack.fileKey, {
      start: 0,
      end: Math.min(HEAD_BYTES, Number(file.sizeBytes)),
    }))
      head.push(part);
    const format = sniffLabels(Buffer.concat(head), name);
    if (format === null) return null;
    const bytes = ctx.files.read(pack.fileKey);
    const report = await keepFileLabels({ ctx, commit }, { projectId, name, bytes, format });
    await tellFile(ctx, file, report);
    return report;
  },
});

/** What could not be kept, or does not fit its run, stands at the file, once. */
async function tellFile(ctx: Context, { projectId, id }: ImportFile, { problems }: LabelReport): Promise<void> {
  if (problems.length === 0) return;
  await ctx.db.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "ImportFile" WHERE "projectId" = ${projectId}::uuid AND "id" = ${id}::uuid FOR UPDATE`;
    const place = { projectId_id: { projectId, id } };
    const known = viewFile(await tx.importFile.findUniqueOrThrow({ where: place })).problems;
    const fresh = problems.filter(({ message }) => !known.some((each) => each.message === message));
    await tx.importFile.update({ where: place, data: { problems: [...known, ...fresh] } });
  });
}
