import { z } from "zod";
import type { ExportView } from "../../api/contract/exports.ts";
import type { Tx } from "../../db/client.ts";
import type { Export } from "../../db/generated/client.ts";
import { AppError, isAppError } from "../../domain/errors.ts";
import type { Tally } from "../../exporters/tally.ts";
import type { Package } from "../../exporters/write-package.ts";
import type { Context } from "../context.ts";
import { findVersion } from "../datasets/find-version.ts";
import { task } from "../verb.ts";
import { inSnapshot } from "./in-snapshot.ts";
import { packageRuns } from "./package-runs.ts";
import { findExport, type KeptFile, knownProfile, viewExport } from "./view.ts";

/** Progress is written at most this often; a cancel is seen as soon. */
const PROGRESS_MS = 250;

const FAILED = "The export stopped unexpectedly and nothing of it was kept. Start it again.";

const Input = z.strictObject({
  projectId: z.uuid(),
  exportId: z.uuid(),
  /** False lets a fault that may pass (a lost connection) go back to the queue instead of ending the export. */
  isLastAttempt: z.boolean().default(true),
});

/** The export was cancelled, or a newer attempt took it over: this one has no say any more. */
class Stopped extends Error {}

type Attempt = { projectId: string; exportId: string; id: string };

/**
 * Writes the files of an export. Each attempt writes below a place of its own, and only the commit that makes the
 * export finished names that place: a killed, cancelled or failed attempt leaves nothing that can be downloaded.
 * Run again, it starts over; an export that has ended is only looked at.
 */
export const runExport = task({
  name: "run-export",
  access: { permission: "system", projectOf: ({ projectId }) => projectId },
  input: Input,
  async run({ ctx, input: { projectId, exportId, isLastAttempt }, commit }): Promise<ExportView> {
    const attempt: Attempt = { projectId, exportId, id: ctx.newId() };
    try {
      const claimed = await inSnapshot(ctx.db, async (snapshot) => {
        await takeTurn(snapshot, exportId);
        const row = await claim(ctx, attempt);
        return row && { row, written: await write(ctx, snapshot, row, attempt) };
      });
      if (!claimed) return await look(ctx.db.prisma, attempt);
      const { row, written } = claimed;
      return await commit(async (tx) => {
        await update(tx, attempt, { status: "finished", finishedAt: ctx.clock(), ...toColumns(written, attempt) });
        const { rows, contentSha256 } = written;
        const details = { profile: row.profile, profileVersion: row.profileVersion, rows, contentSha256 };
        return {
          reply: await look(tx, attempt),
          audit: { subject: exportId, details },
        };
      });
    } catch (error) {
      if (error instanceof OtherAttempt) throw new AppError("unavailable", error.message);
      const view = await look(ctx.db.prisma, attempt);
      // The commit may have arrived although its answer did not.
      if (view.status === "finished") return view;
      await ctx.files.remove(folderOf(attempt));
      if (error instanceof Stopped) return view;
      if (!isAppError(error) && !isLastAttempt) throw error;
      const reason = isAppError(error) ? error.message : FAILED;
      const failed = await commit(async (tx) => {
        const isMine = await tryUpdate(tx, attempt, { status: "failed", error: reason, finishedAt: ctx.clock() });
        const reply = await look(tx, attempt);
        return { reply, audit: isMine ? { subject: exportId, details: { failed: true } } : null };
      });
      if (!isAppError(error)) throw error;
      return failed;
    }
  },
});

class OtherAttempt extends Error {}

/** One attempt at a time: the lock ends with the snapshot, also when the worker is killed. */
async function takeTurn(snapshot: Tx, exportId: string): Promise<void> {
  const [turn] = await snapshot.$queryRaw<{ mine: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`export:${exportId}`}, 0)) AS "mine"`;
  if (turn?.mine !== true) throw new OtherAttempt("Another worker is writing this export.");
}

/** Makes this attempt the one that may write; null when the export has ended. Sweeps what an earlier one left. */
async function claim(ctx: Context, attempt: Attempt): Promise<Export | null> {
  const { projectId, exportId: id } = attempt;
  const { row } = await findExport(ctx.db.prisma, projectId, id);
  const before = row.attemptId;
  if (before !== null && row.status !== "finished") await ctx.files.remove(folderOf({ ...attempt, id: before }));
  const { count } = await ctx.db.prisma.export.updateMany({
    where: { projectId, id, status: { in: ["queued", "running"] } },
    data: { status: "running", rowCount: 0, attemptId: attempt.id },
  });
  return count === 0 ? null : row;
}

async function write(ctx: Context, snapshot: Tx, row: Export, attempt: Attempt): Promise<Package> {
  const profile = knownProfile(row.profile);
  if (profile.version !== row.profileVersion) {
    throw new AppError(
      "conflict",
      `The export was asked for in ${profile.id} ${row.profileVersion}; this studio writes ${profile.version}. Start it again.`,
    );
  }
  let toldAt = ctx.clock().getTime();
  return packageRuns(ctx, snapshot, {
    profile,
    exportId: attempt.exportId,
    version: await findVersion(snapshot, row.projectId, row.versionId),
    orderedBy: { kind: row.actorId === "operator" ? "system" : "user", id: row.actorId },
    put: (name, bytes) => ctx.files.put(keyOf(attempt, name), bytes),
    async onProgress(tally: Tally) {
      const now = ctx.clock().getTime();
      if (now - toldAt < PROGRESS_MS) return;
      toldAt = now;
      await update(ctx.db.prisma, attempt, { rowCount: tally.rows });
    },
  });
}

function toColumns({ rows, rejected, lossy, contentSha256, files }: Package, attempt: Attempt) {
  const kept: KeptFile[] = files.map((file) => ({ ...file, key: keyOf(attempt, file.name) }));
  return { rowCount: rows, rejected, lossy, contentSha256, files: kept, error: null };
}

type Change = Parameters<Tx["export"]["updateMany"]>[0]["data"];

async function update(db: Tx, attempt: Attempt, data: Change): Promise<void> {
  if (!(await tryUpdate(db, attempt, data))) throw new Stopped("The export was stopped.");
}

/** Changes the row only while it is this attempt's to change. */
async function tryUpdate(db: Tx, { projectId, exportId, id }: Attempt, data: Change): Promise<boolean> {
  const where = { projectId, id: exportId, status: "running", attemptId: id };
  return (await db.export.updateMany({ where, data })).count === 1;
}

async function look(db: Tx, { projectId, exportId }: Attempt): Promise<ExportView> {
  const { row, version } = await findExport(db, projectId, exportId);
  return viewExport(row, version);
}

function folderOf({ projectId, exportId, id }: Attempt): string {
  return `exports/${projectId}/${exportId}/${id}`;
}

function keyOf(attempt: Attempt, name: string): string {
  return `${folderOf(attempt)}/${name}`;
}
