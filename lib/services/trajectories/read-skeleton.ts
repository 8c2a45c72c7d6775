import { gunzipSync } from "node:zlib";
import { getSkeleton } from "../../api/contract/trajectories.ts";
import { AppError } from "../../domain/errors.ts";
import { SkeletonSegment } from "../../domain/record/skeleton.ts";
import { byTrajectory } from "../authorize.ts";
import { query } from "../verb.ts";
import { currentRevision } from "./current-revision.ts";

/** One segment of a run's outline, ready to send: gzip of its JSON and the JSON's sha256 for the ETag. */
export const readPackedSkeleton = query({
  name: "read-skeleton",
  access: { permission: "runs:read", locate: byTrajectory, thing: "run" },
  input: getSkeleton.input,
  async run({ ctx, input: { trajectoryId, segment } }): Promise<{ sha256: string; gzip: Uint8Array<ArrayBuffer> }> {
    const { revisionId } = await currentRevision(ctx, trajectoryId);
    const row = await ctx.db.prisma.skeletonSegment.findUnique({
      where: { trajectoryId_revisionId_segment: { trajectoryId, revisionId, segment } },
      select: { sha256: true, gzip: true },
    });
    if (!row)
      throw new AppError(
        "not_found",
        `The run has no segment ${segment}; segments hold 4,096 steps each and count from 0.`,
      );
    return row;
  },
});

/** The same segment as data, for pages that render it. */
export const readSkeleton = query({
  name: "read-skeleton",
  access: { permission: "runs:read", locate: byTrajectory, thing: "run" },
  input: getSkeleton.input,
  run: async ({ ctx, input }) =>
    SkeletonSegment.parse(JSON.parse(gunzipSync((await readPackedSkeleton(ctx, input)).gzip).toString("utf8"))),
});
