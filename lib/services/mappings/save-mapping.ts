import { saveMapping as contract } from "../../api/contract/mappings.ts";
import { AppError } from "../../domain/errors.ts";
import { HEAD_BYTES } from "../../importers/importer.ts";
import { signatureOf } from "../../importers/custom-mapping/signature.ts";
import { bySlug } from "../authorize.ts";
import { command } from "../verb.ts";
import { authorNames } from "./author-names.ts";
import { viewMapping } from "./view-mapping.ts";
import { beginningOf, findWaiting } from "./waiting-file.ts";

/**
 * Saves the next version of a mapping with the structure of the file it was made on. A version that somebody saved
 * meanwhile is a conflict: both are kept, and the person decides.
 */
export const saveMapping = command({
  name: "save-mapping",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, input: { name, mapping, fileId, baseNumber }, standing: { projectId }, tx }) {
    const file = await findWaiting(tx, projectId, fileId);
    const signature = signatureOf(await beginningOf(ctx, file, HEAD_BYTES), mapping);
    if (signature === null)
      throw new AppError(
        "invalid_input",
        "This mapping finds no step in the beginning of the file, so such files could not be known again. Choose where the runs and the steps are.",
      );
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`mapping:${projectId}:${name}`}, 0))`;
    const newest = await tx.importMapping.findFirst({ where: { projectId, name }, orderBy: { number: "desc" } });
    const number = newest?.number ?? 0;
    if (number !== baseNumber)
      throw new AppError(
        "conflict",
        number === 0
          ? `There is no mapping "${name}" yet. Save it as a new one.`
          : `"${name}" has a version ${number} that this one was not made from. Save as version ${number + 1}, or choose another name.`,
        { number },
      );
    const row = await tx.importMapping.create({
      data: {
        projectId,
        id: newest?.id ?? ctx.newId(),
        number: number + 1,
        name,
        mapping: JSON.stringify(mapping),
        signature: JSON.stringify(signature),
        authorId: ctx.actor.id,
        createdAt: ctx.clock(),
      },
    });
    const names = await authorNames(tx, [row]);
    const files = await tx.importFile.count({ where: { projectId, mappingId: row.id, status: "stored" } });
    return {
      reply: viewMapping(row, names.get(row.authorId) ?? row.authorId, files),
      audit: { subject: row.id, details: { name, number: row.number, fileId } },
    };
  },
});
