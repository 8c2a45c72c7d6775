import { z } from "zod";
import { type ImportFileView, MAX_UPLOAD_BYTES } from "../../api/contract/imports.ts";
import type { Tx } from "../../db/client.ts";
import { enqueue } from "../../db/enqueue.ts";
import { AppError } from "../../domain/errors.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import { bySlug } from "../authorize.ts";
import { task } from "../verb.ts";
import { type Binary, sniffBinary } from "./sniff-binary.ts";
import { viewFile } from "./view.ts";

/** An upload as it arrives. */
export const Bytes = z.custom<AsyncIterable<Uint8Array>>(
  (value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value,
);

const Input = z.strictObject({
  project: z.string(),
  name: z.string().min(1).max(1024),
  importId: z.uuid().optional(),
  sha256: z.string().optional(),
  bytes: Bytes,
});

/**
 * Takes one file in: keeps its bytes under their sha256 and enqueues the reading, both or neither. Empty and binary
 * files are rejected here, by content, and leave nothing behind but their row, so that counts reconcile.
 */
export const receiveFile = task({
  name: "receive-file",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: Input,
  async run({ ctx, input, standing, commit }): Promise<{ importId: string; file: ImportFileView }> {
    const { projectId } = standing;
    const packId = ctx.newId();
    const fileKey = `raw/${projectId}/${packId}`;
    const sniffer = sniffBinary(input.bytes);
    const stored = await ctx.files.put(fileKey, sniffer.bytes, { maxBytes: MAX_UPLOAD_BYTES });
    if (input.sha256 !== undefined && input.sha256 !== stored.sha256) {
      await ctx.files.remove(fileKey);
      throw new AppError(
        "invalid_input",
        "The bytes that arrived are not the bytes that were announced. Send the file again.",
        {
          announced: input.sha256,
          received: stored.sha256,
        },
      );
    }
    const problem = rejection(stored.sizeBytes, sniffer.found());
    if (problem) await ctx.files.remove(fileKey);

    const importId = input.importId ?? ctx.newId();
    const fileId = ctx.newId();
    const row = await commit(async (tx) => {
      await tx.import.upsert({
        where: { projectId_id: { projectId, id: importId } },
        create: { projectId, id: importId, actorId: ctx.actor.id },
        update: {},
      });
      const place = { projectId, importId, name: toStorable(input.name).text, sha256: stored.sha256 };
      const known = await tx.importFile.findUnique({ where: { projectId_importId_name_sha256: place } });
      if (known) return { reply: known, audit: null };
      if (!problem) await keepRaw({ tx, projectId, packId, fileKey, stored });
      const created = await tx.importFile.create({
        data: {
          ...place,
          id: fileId,
          sizeBytes: BigInt(stored.sizeBytes),
          status: problem ? "rejected" : "received",
          problems: problem ? [problem] : [],
          finishedAt: problem ? ctx.clock() : null,
        },
      });
      if (!problem)
        await enqueue(tx, { kind: "process-import-file", payload: { projectId, fileId } }, `import-file:${fileId}`);
      return {
        reply: created,
        audit: {
          subject: fileId,
          details: { importId, sha256: stored.sha256, sizeBytes: stored.sizeBytes, isRejected: problem !== null },
        },
      };
    });
    const pack = await ctx.db.prisma.rawPack.findUnique({
      where: { projectId_sha256: { projectId, sha256: stored.sha256 } },
    });
    // The same bytes were here already, so this copy of them is not needed.
    if (!problem && pack?.id !== packId) await ctx.files.remove(fileKey);
    return { importId, file: viewFile(row) };
  },
});

type Kept = {
  tx: Tx;
  projectId: string;
  packId: string;
  fileKey: string;
  stored: { sha256: string; sizeBytes: number };
};

async function keepRaw({ tx, projectId, packId, fileKey, stored }: Kept): Promise<void> {
  const { count } = await tx.rawPack.createMany({
    data: [{ projectId, id: packId, fileKey, sha256: stored.sha256, sizeBytes: BigInt(stored.sizeBytes) }],
    skipDuplicates: true,
  });
  if (count === 0) return;
  await tx.rawEntry.create({
    data: { projectId, sha256: stored.sha256, packId, byteStart: 0n, byteEnd: BigInt(stored.sizeBytes) },
  });
}

function rejection(sizeBytes: number, binary: Binary): ImportProblem | null {
  const at = { severity: "reject", line: null, path: null, byteOffset: 0 } as const;
  if (sizeBytes === 0)
    return {
      ...at,
      code: "empty",
      message: "The file is empty (0 bytes). Check that the run was written before it was sent.",
    };
  if (binary === "blank")
    return {
      ...at,
      code: "empty",
      message: "The file holds only blank space. Check that the run was written before it was sent.",
    };
  if (binary)
    return {
      ...at,
      code: "binary",
      message: `The file is ${binary}, not a run, whatever its name says. Send the run's own log.`,
    };
  return null;
}
