import path from "node:path";
import { z } from "zod";
import type { Package, PackageFile } from "../../exporters/write-package.ts";
import { findVersionByName } from "../datasets/find-version.ts";
import { task } from "../verb.ts";
import { openFolder } from "./folder-sink.ts";
import { inSnapshot } from "./in-snapshot.ts";
import { packageRuns } from "./package-runs.ts";
import { type KeptFile, knownProfile } from "./view.ts";

export type FolderExport = Package & { exportId: string; profile: string; dir: string };

const Input = z.strictObject({
  projectId: z.uuid(),
  profile: z.string(),
  /** A dataset's newest version by its name, or one of them as `name@2`. */
  dataset: z.string().min(1),
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
    const version = await findVersionByName(ctx.db.prisma, projectId, input.dataset);
    const folder = await openFolder(dir, ctx.newId);
    try {
      const orderedBy = { kind: ctx.actor.kind, id: ctx.actor.id };
      const order = { profile, exportId, version, orderedBy, put: folder.put };
      const written = await inSnapshot(ctx.db, (snapshot) => packageRuns(ctx, snapshot, order));
      await commit(async (tx) => {
        const { rows, rejected, lossy, contentSha256 } = written;
        const files: KeptFile[] = written.files.map((file) => ({ ...file, key: null }));
        const made = {
          projectId,
          id: exportId,
          versionId: version.id,
          profile: profile.id,
          profileVersion: profile.version,
          actorId: ctx.actor.id,
        };
        const facts = { status: "finished", rowCount: rows, rejected, lossy, files, contentSha256 };
        const times = { createdAt, finishedAt: ctx.clock() };
        await tx.export.create({ data: { ...made, ...facts, ...times } });
        const details = {
          profile: profile.id,
          profileVersion: profile.version,
          rows,
          contentSha256,
          dataset: version.name,
          version: version.number,
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
