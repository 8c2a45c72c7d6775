import { gunzipSync, gzipSync } from "node:zlib";
import { getSkeleton } from "../../api/contract/trajectories.ts";
import type { Tx } from "../../db/client.ts";
import { AppError } from "../../domain/errors.ts";
import { MASK } from "../../domain/governance/redaction.ts";
import { SEGMENT_STEPS, SkeletonSegment } from "../../domain/record/skeleton.ts";
import { byTrajectory } from "../authorize.ts";
import { hiddenText, readerOf, type TextReader } from "../text/hidden-text.ts";
import type { TextRef } from "../text/text-ref.ts";
import { query, sha256 } from "../verb.ts";
import { currentRevision } from "./current-revision.ts";

type Packed = { sha256: string; gzip: Uint8Array<ArrayBuffer> };

/** One segment of a run's outline, ready to send: gzip of its JSON and the JSON's sha256 for the ETag. */
export const readPackedSkeleton = query({
  name: "read-skeleton",
  access: { permission: "runs:read", locate: byTrajectory, thing: "run" },
  input: getSkeleton.input,
  async run({ ctx, input: { trajectoryId, segment }, standing }): Promise<Packed> {
    const db = ctx.db.prisma;
    const { revisionId } = await currentRevision(ctx, trajectoryId);
    const row = await db.skeletonSegment.findUnique({
      where: { trajectoryId_revisionId_segment: { trajectoryId, revisionId, segment } },
      select: { sha256: true, gzip: true },
    });
    const packed = row ?? (await readOpenSegment(db, { trajectoryId, revisionId }, segment));
    if (!packed)
      throw new AppError(
        "not_found",
        `The run has no segment ${segment}; segments hold 4,096 steps each and count from 0.`,
      );
    return maskTargets(db, { trajectoryId, revisionId }, packed, readerOf(ctx, standing));
  },
});

/** The segment of a live run that still grows; null for every other. */
async function readOpenSegment(db: Tx, { trajectoryId, revisionId }: TextRef, segment: number): Promise<Packed | null> {
  const live = await db.liveRun.findUnique({ where: { trajectoryId, revisionId, sealedAt: null } });
  if (!live) return null;
  const json = gunzipSync(live.openSegment).toString("utf8");
  const { from } = SkeletonSegment.parse(JSON.parse(json));
  return from === segment * SEGMENT_STEPS ? { sha256: sha256(json), gzip: live.openSegment } : null;
}

/** The same segment as data, for pages that render it. */
export const readSkeleton = query({
  name: "read-skeleton",
  access: { permission: "runs:read", locate: byTrajectory, thing: "run" },
  input: getSkeleton.input,
  run: async ({ ctx, input }) => unpack((await readPackedSkeleton(ctx, input)).gzip),
});

/** What a target shows where its step holds hidden text: a target is cut from that text. */
export const HIDDEN_TARGET = MASK.repeat(8);

async function maskTargets(db: Tx, ref: TextRef, row: Packed, reader: TextReader): Promise<Packed> {
  const hidden = await hiddenText(db, ref, reader);
  if (hidden.isEmpty) return row;
  const skeleton = unpack(row.gzip);
  const target = skeleton.target.map((text, at) =>
    hidden.isTargetHidden(skeleton.from + at, skeleton.isAction[at] === 1) ? HIDDEN_TARGET : text,
  );
  const json = JSON.stringify({ ...skeleton, target });
  return { sha256: sha256(json), gzip: Uint8Array.from(gzipSync(json)) };
}

function unpack(gzip: Uint8Array): SkeletonSegment {
  return SkeletonSegment.parse(JSON.parse(gunzipSync(gzip).toString("utf8")));
}
