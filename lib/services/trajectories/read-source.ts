import { getSource } from "../../api/contract/trajectories.ts";
import { AppError } from "../../domain/errors.ts";
import { byTrajectory } from "../authorize.ts";
import { hiddenText, readerOf } from "../text/hidden-text.ts";
import { query } from "../verb.ts";
import { currentRevision } from "./current-revision.ts";

/** Most bytes of a step's source that are shown. */
const MAX_SOURCE_BYTES = 262_144;

type Placed = { sourcePath: string; sourceByteStart: bigint; sourceByteEnd: bigint };

/** A step of a live run as it was sent; its place is where it will stand in the run's bytes. */
function liveSource({ sourcePath, sourceByteStart, sourceByteEnd }: Placed, line: string) {
  const [byteStart, byteEnd] = [Number(sourceByteStart), Number(sourceByteEnd)];
  const text = line.slice(0, MAX_SOURCE_BYTES);
  return { path: sourcePath, byteStart, byteEnd, sha256: "", text, isCut: text.length < line.length };
}

/** The raw bytes a step was read from, decoded for display; bytes that are no UTF-8 show as U+FFFD. */
export const readSource = query({
  name: "read-source",
  access: { permission: "runs:read", locate: byTrajectory, thing: "run" },
  input: getSource.input,
  async run({ ctx, input: { trajectoryId, ordinal }, standing }) {
    const { revisionId, projectId } = await currentRevision(ctx, trajectoryId);
    const db = ctx.db.prisma;
    const hidden = await hiddenText(db, { trajectoryId, revisionId }, readerOf(ctx, standing));
    // A step's raw bytes may repeat every step before it, in any encoding, so one hidden range hides them all.
    if (!hidden.isEmpty)
      throw new AppError(
        "forbidden",
        "The raw source of this run holds masked text, so it is not shown. The steps are.",
      );
    const [step, revision] = await Promise.all([
      db.step.findUnique({ where: { trajectoryId_revisionId_ordinal: { trajectoryId, revisionId, ordinal } } }),
      db.trajectoryRevision.findUnique({ where: { trajectoryId_id: { trajectoryId, id: revisionId } } }),
    ]);
    const sha256 = revision?.rawSha256[0];
    const entry = sha256 ? await db.rawEntry.findUnique({ where: { projectId_sha256: { projectId, sha256 } } }) : null;
    const pack = entry
      ? await db.rawPack.findUnique({ where: { projectId_id: { projectId, id: entry.packId } } })
      : null;
    if (!step) throw new AppError("not_found", `Step ${ordinal + 1} does not exist.`);
    const live = sha256 ? null : await db.liveStep.findFirst({ where: { trajectoryId, seq: step.sourceIndex } });
    if (live) return liveSource(step, live.line);
    if (!sha256 || !entry || !pack)
      throw new AppError(
        "not_found",
        "The raw bytes of this run are missing. Restore them from a backup; the steps are intact.",
      );
    const start = Number(entry.byteStart + step.sourceByteStart);
    const end = Number(entry.byteStart + step.sourceByteEnd);
    const parts: Uint8Array[] = [];
    for await (const part of ctx.files.read(pack.fileKey, { start, end: Math.min(end, start + MAX_SOURCE_BYTES) }))
      parts.push(part);
    return {
      path: step.sourcePath,
      byteStart: Number(step.sourceByteStart),
      byteEnd: Number(step.sourceByteEnd),
      sha256,
      text: Buffer.concat(parts).toString("utf8"),
      isCut: end - start > MAX_SOURCE_BYTES,
    };
  },
});
