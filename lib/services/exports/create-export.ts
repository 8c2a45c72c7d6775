import { createExport as contract } from "../../api/contract/exports.ts";
import { enqueue } from "../../db/enqueue.ts";
import { bySlug } from "../authorize.ts";
import { findVersion } from "../datasets/find-version.ts";
import { itemsOf, requireClear } from "../datasets/not-clear.ts";
import { command } from "../verb.ts";
import { knownProfile, viewExport } from "./view.ts";

/** Asks for the files of a frozen version and enqueues the writing of them, both or neither. */
export const createExport = command({
  name: "create-export",
  access: { permission: "exports:create", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, input, standing: { projectId }, tx }) {
    const profile = knownProfile(input.profile);
    const version = await findVersion(tx, projectId, input.versionId);
    await requireClear(tx, await itemsOf(tx, projectId, version.id));
    const row = await tx.export.create({
      data: {
        projectId,
        id: ctx.newId(),
        versionId: version.id,
        profile: profile.id,
        profileVersion: profile.version,
        status: "queued",
        actorId: ctx.actor.id,
        createdAt: ctx.clock(),
      },
    });
    await enqueue(tx, { kind: "run-export", payload: { projectId, exportId: row.id } }, `export:${row.id}`);
    const details = {
      profile: profile.id,
      profileVersion: profile.version,
      dataset: version.name,
      version: version.number,
    };
    return { reply: viewExport(row, version), audit: { subject: row.id, details } };
  },
});
