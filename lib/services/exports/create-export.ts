import { createExport as contract } from "../../api/contract/exports.ts";
import { enqueue } from "../../db/enqueue.ts";
import { bySlug } from "../authorize.ts";
import { command } from "../verb.ts";
import { chooseRuns } from "./choose-runs.ts";
import { knownProfile, viewExport } from "./view.ts";

/** Fixes what is exported and enqueues the writing of it, both or neither. */
export const createExport = command({
  name: "create-export",
  access: { permission: "exports:create", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, input, standing: { projectId }, tx }) {
    const profile = knownProfile(input.profile);
    const trajectoryIds = await chooseRuns(tx, projectId, input.trajectoryIds ?? null);
    const row = await tx.export.create({
      data: {
        projectId,
        id: ctx.newId(),
        profile: profile.id,
        profileVersion: profile.version,
        status: "queued",
        actorId: ctx.actor.id,
        selection: { trajectoryIds },
        createdAt: ctx.clock(),
      },
    });
    await enqueue(tx, { kind: "run-export", payload: { projectId, exportId: row.id } }, `export:${row.id}`);
    const details = { profile: profile.id, profileVersion: profile.version, trajectories: trajectoryIds.length };
    return { reply: viewExport(row), audit: { subject: row.id, details } };
  },
});
