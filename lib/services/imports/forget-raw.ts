import type { ImportFile } from "../../db/generated/client.ts";
import type { Context } from "../context.ts";

/** Removes the kept bytes of a rejected file or an unpacked archive, unless another file of the project still needs them. */
export async function forgetRaw(ctx: Context, { projectId, sha256 }: ImportFile): Promise<void> {
  const fileKey = await ctx.db.prisma.$transaction(async (tx) => {
    const isNeeded = await tx.importFile.findFirst({
      where: { projectId, sha256, status: { notIn: ["rejected", "unpacked"] } },
    });
    const pack = isNeeded ? null : await tx.rawPack.findUnique({ where: { projectId_sha256: { projectId, sha256 } } });
    if (!pack) return null;
    await tx.rawEntry.deleteMany({ where: { projectId, packId: pack.id } });
    await tx.rawPack.delete({ where: { projectId_id: { projectId, id: pack.id } } });
    return pack.fileKey;
  });
  if (fileKey) await ctx.files.remove(fileKey);
}
