import type { Tx } from "../../db/client.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import type { Context } from "../context.ts";

/** Bytes that are taken in and forgotten at the same time are one or the other: held until the transaction ends. */
export async function holdRaw(tx: Tx, { projectId, sha256 }: { projectId: string; sha256: string }): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`raw:${projectId}:${sha256}`}, 0))`;
}

/** Removes the kept bytes of a rejected file or an unpacked archive, unless another file of the project still needs them. */
export async function forgetRaw(ctx: Context, { projectId, sha256 }: ImportFile): Promise<void> {
  const fileKey = await ctx.db.prisma.$transaction(async (tx) => {
    await holdRaw(tx, { projectId, sha256 });
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
