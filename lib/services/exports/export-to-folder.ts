import path from "node:path";
import { z } from "zod";
import type { Package, PackageFile } from "../../exporters/write-package.ts";
import { task } from "../verb.ts";
import { chooseRuns } from "./choose-runs.ts";
import { openFolder } from "./folder-sink.ts";
import { inSnapshot } from "./in-snapshot.ts";
import { packageRuns } from "./package-runs.ts";
import { type KeptFile, knownProfile } from "./view.ts";

export type FolderExport = Package & { exportId: string; profile: string; dir: string };

const Input = z.strictObject({
  projectId: z.uuid(),
  profile: z.string(),
  /** Ids or run keys; null for all runs of the project. */
  runs: z.array(z.string()).min(1).nullable(),
  dir: z.string().min(1),
  onFile: z.custom<(file: PackageFile) => void>((value) => typeof value === "function").optional(),
});

/**
 * The command line's export: the same files as a download, in a folder of the operator's. The record of it is
 * committed before the folder appears, so nothing leaves without an audit row.
 */
export const exportToFolder = task({
  name: "export-to-folder",
  access: { permission: "system", projectOf: ({ projectId }) => projectId },
  input: Input,
  async run({ ctx, input, commit }): Promise<FolderExport> {
    const { projectId } = input;
    const profile = knownProfile(input.profile);
    const dir = path.resolve(input.dir);
    const exportId = ctx.newId();
    const createdAt = ctx.clock();
    const trajectoryIds = await chooseRuns(ctx.db.prisma, projectId, input.runs);
    const folder = await openFolder(dir, ctx.newId);
    try {
      const orderedBy = { kind: ctx.actor.kind, id: ctx.actor.id };
      const order = { profile, projectId, exportId, trajectoryIds, orderedBy, put: folder.put };
      const written = await inSnapshot(ctx.db, (snapshot) => packageRuns(ctx, snapshot, order));
      await commit(async (tx) => {
        const { rows, rejected, lossy, contentSha256 } = written;
        const files: KeptFile[] = written.files.map((file) => ({ ...file, key: null }));
        const made = {
          projectId,
          id: exportId,
          profile: profile.id,
          profileVersion: profile.version,
          actorId: ctx.actor.id,
        };
        const facts = { status: "finished", rowCount: rows, rejected, lossy, files, contentSha256 };
        const times = { createdAt, finishedAt: ctx.clock() };
        await tx.export.create({ data: { ...made, ...facts, ...times, selection: { trajectoryIds } } });
        const details = {
          profile: profile.id,
          profileVersion: profile.version,
          rows,
          contentSha256,
          trajectories: trajectoryIds.length,
        };
        return { reply: null, audit: { subject: exportId, details } };
      });
      await folder.publish();
      for (const file of written.files) input.onFile?.(file);
      return { ...written, exportId, profile: profile.id, dir };
    } catch (error) {
      await folder.discard();
      throw error;
    }
  },
});
