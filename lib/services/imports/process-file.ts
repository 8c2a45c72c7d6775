import { z } from "zod";
import type { ImportFileView, RecordCounts, StoredRun } from "../../api/contract/imports.ts";
import { enqueue } from "../../db/enqueue.ts";
import type { LabelFormat } from "../../importers/labels/label-formats.ts";
import { keepFileLabels } from "../external-labels/keep-file-labels.ts";
import type { Tx } from "../../db/client.ts";
import type { CopyClient } from "../../db/copy.ts";
import { type ImportFile, Prisma } from "../../db/generated/client.ts";
import { holdLock } from "../../db/hold-lock.ts";
import { AppError } from "../../domain/errors.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { Context } from "../context.ts";
import { type Commit, type Effect, task } from "../verb.ts";
import type { ArchiveKind } from "../../archives/sniff-archive.ts";
import { linkRuns } from "../links/link-runs.ts";
import { attachReport, attachWaiting, matchReport, type Report } from "../verification/attach-report.ts";
import { publishRuns } from "./publish-runs.ts";
import { goOn, Halted, holdState, readState } from "./import-state.ts";
import { readRuns, type ReadResult } from "./read-runs.ts";
import { CANCELLED } from "./steer-import.ts";
import { sweepStaged } from "./sweep-staged.ts";
import { forgetRaw } from "./forget-raw.ts";
import { archiveKindOf, unpackArchive } from "./unpack-archive.ts";
import { isSettled, viewFile } from "./view.ts";

type Settled = {
  status: "stored" | "attached" | "skipped" | "quarantined" | "rejected" | "unpacked";
  problems: ImportProblem[];
  trajectories: StoredRun[];
  formatId: string | null;
  records: RecordCounts | null;
  /** As the reader counted them; null where nothing was read. */
  recordCount: number | null;
};

/**
 * Reads one received file: detects its format, stages its steps, publishes them with their audit row, or says why not.
 * Holds a lock on the file for its whole time and may be run again after a crash: what is staged surely is gone on from, the rest is swept, and a
 * settled file is only looked at.
 */
export const processFile = task({
  name: "process-import-file",
  access: { permission: "system", projectOf: ({ projectId }) => projectId },
  input: z.strictObject({ projectId: z.uuid(), fileId: z.uuid(), isLastAttempt: z.boolean().default(false) }),
  async run({ ctx, input, commit }): Promise<ImportFileView> {
    const { sha256 } = await findFile(ctx, input);
    // By content, so that the same bytes arriving twice at once are read once.
    const lock = await holdLock(ctx.db, `import:${input.projectId}:${sha256}`);
    let isBroken = true;
    try {
      const row = await findFile(ctx, input);
      const view = isSettled(viewFile(row).status)
        ? viewFile(row)
        : await readAndSettle({ ctx, row, client: lock.client, commit });
      isBroken = false;
      return view;
    } catch (error) {
      if (error instanceof Halted) return await putDown({ ctx, row: await findFile(ctx, input), commit }, error.state);
      if (!input.isLastAttempt) throw error;
      const row = await findFile(ctx, input);
      await sweepStaged(ctx.db, row);
      return await commit((tx) => settle(tx, ctx, row, gaveUp(row)));
    } finally {
      await lock.release({ isBroken });
    }
  },
});

/** A file that cannot be read for a reason of the studio's own: its bytes are kept, and it is said so. */
function gaveUp(row: ImportFile): Settled {
  const message =
    "Reading this file failed every time it was tried. Its bytes are kept; tell the operator, and import it again after the fault is mended.";
  const problem: ImportProblem = {
    severity: "quarantine",
    code: "failed",
    message,
    line: null,
    path: null,
    byteOffset: null,
  };
  return {
    status: "quarantined",
    problems: [problem],
    trajectories: [],
    formatId: row.formatId,
    records: null,
    recordCount: null,
  };
}

type Reading = {
  ctx: Context;
  row: ImportFile;
  client: CopyClient;
  commit: Commit;
};

/** Longest that making runs visible may take, and for each of them; a file may hold a hundred thousand. */
const PUBLISH_MS = 60_000;
const PUBLISH_RUN_MS = 50;

/** A file whose import is paused waits as if it had never been begun; one whose import is cancelled says so and is forgotten. */
async function putDown({ ctx, row, commit }: Omit<Reading, "client">, state: Halted["state"]): Promise<ImportFileView> {
  await sweepStaged(ctx.db, row);
  if (state === "paused") {
    const place = { projectId_id: { projectId: row.projectId, id: row.id } };
    return viewFile(
      await ctx.db.prisma.importFile.update({ where: place, data: { status: "received", readBytes: 0n } }),
    );
  }
  const cancelled: Settled = {
    status: "rejected",
    problems: [CANCELLED],
    trajectories: [],
    formatId: row.formatId,
    records: null,
    recordCount: null,
  };
  const view = await commit((tx) => settle(tx, ctx, row, cancelled));
  await forgetRaw(ctx, row);
  return view;
}

async function readAndSettle({ ctx, row, client, commit }: Reading): Promise<ImportFileView> {
  goOn(await readState(ctx.db.prisma, row));
  const fileKey = await keptBytes(ctx, row);
  const kind = await archiveKindOf({ ctx }, fileKey);
  if (kind !== null) return settleArchive({ ctx, row, commit }, { kind, fileKey });
  const twin = await findTwin(ctx, row);
  if (twin) {
    await sweepStaged(ctx.db, row);
    return commit(async (tx) => {
      const settled = await settle(tx, ctx, row, twin);
      await linkRuns(tx, ctx, row, twin.formatId, twin.trajectories);
      return settled;
    });
  }
  const read = await readRuns(ctx, row, client);
  if (read.runCount === 0 && read.labelFormat && !read.report)
    return settleLabels({ ctx, row, commit }, { format: read.labelFormat, fileKey });
  const timeoutMs = PUBLISH_MS + read.runCount * PUBLISH_RUN_MS;
  const view = await commit((tx) => publish(tx, ctx, row, read), { timeoutMs });
  await sweepStaged(ctx.db, row);
  if (read.status === "rejected") await forgetRaw(ctx, row);
  return view;
}

/** A file of labels goes to the runs it speaks of; where none of them is here, it says so and may come again. */
async function settleLabels(
  { ctx, row, commit }: Omit<Reading, "client">,
  { format, fileKey }: { format: LabelFormat; fileKey: string },
): Promise<ImportFileView> {
  const bytes = ctx.files.read(fileKey);
  const report = await keepFileLabels({ ctx, commit }, { projectId: row.projectId, name: row.name, bytes, format });
  const isKept = report.stored + report.unchanged > 0;
  const nothing = { formatId: `labels:${format}`, trajectories: [], records: null, recordCount: null };
  const status = isKept ? "attached" : "quarantined";
  return commit((tx) => settle(tx, ctx, row, { ...nothing, status, problems: report.problems }));
}

/** An archive is told apart into its files, each with a row and a job of its own; its own bytes are then not needed. */
async function settleArchive(
  { ctx, row, commit }: Omit<Reading, "client">,
  archive: { kind: ArchiveKind; fileKey: string },
): Promise<ImportFileView> {
  const place = { projectId_id: { projectId: row.projectId, id: row.id } };
  await ctx.db.prisma.importFile.update({ where: place, data: { status: "reading", formatId: archive.kind } });
  const unpacked = await unpackArchive({ ctx, commit }, row, archive);
  const view = await commit((tx) =>
    settle(tx, ctx, row, { ...unpacked, trajectories: [], records: null, recordCount: null }),
  );
  if (unpacked.status !== "quarantined") await forgetRaw(ctx, row);
  return view;
}

async function keptBytes(ctx: Context, { projectId, sha256 }: ImportFile): Promise<string> {
  const pack = await ctx.db.prisma.rawPack.findUniqueOrThrow({
    where: { projectId_sha256: { projectId, sha256 } },
    select: { fileKey: true },
  });
  return pack.fileKey;
}

/** What was read becomes visible, or stays where no reader sees it, with the count of what became of each record. */
async function publish(tx: Tx, ctx: Context, row: ImportFile, read: ReadResult): Promise<Effect<ImportFileView>> {
  const { status, formatId, failedRecords, recordCount } = read;
  goOn(await holdState(tx, row));
  if (read.report) return attach(tx, ctx, row, read, read.report);
  if (status !== "stored") {
    const held = await settle(tx, ctx, row, { ...read, trajectories: [], records: null });
    await attachWaiting(tx, ctx, row, []);
    return held;
  }
  const { stored, skipped } = await publishRuns(tx, ctx, row, formatId ?? "unknown");
  const records = { stored: stored.length, skipped: skipped.length, quarantined: failedRecords };
  const known = noteKnown(skipped.length);
  const settled = await settle(tx, ctx, row, {
    status: stored.length > 0 ? "stored" : "skipped",
    formatId,
    problems: known ? [...read.problems, known] : read.problems,
    trajectories: stored.length > 0 ? stored : skipped,
    records,
    recordCount,
  });
  if (read.labelFormat && stored.length > 0)
    await enqueue(
      tx,
      { kind: "keep-labels", payload: { projectId: row.projectId, fileId: row.id } },
      `labels:${row.id}`,
    );
  await attachWaiting(tx, ctx, row, stored);
  await linkRuns(tx, ctx, row, formatId, [...stored, ...skipped]);
  return settled;
}

/** A verifier's file goes to its run, or waits for it. */
async function attach(
  tx: Tx,
  ctx: Context,
  row: ImportFile,
  read: ReadResult,
  report: Report,
): Promise<Effect<ImportFileView>> {
  const nothing = { formatId: read.formatId, records: null, recordCount: null };
  await tx.importFile.update({ where: { projectId_id: { projectId: row.projectId, id: row.id } }, data: { report } });
  const match = await matchReport(tx, row, report);
  if ("problem" in match)
    return settle(tx, ctx, row, { ...nothing, status: "quarantined", problems: [match.problem], trajectories: [] });
  await attachReport(tx, ctx, row, report, match.run);
  return settle(tx, ctx, row, { ...nothing, status: "attached", problems: [], trajectories: [match.run] });
}

function noteKnown(count: number): ImportProblem | null {
  if (count === 0) return null;
  const message = `${count} ${count === 1 ? "run was" : "runs were"} here already with the same bytes; nothing was added for ${count === 1 ? "it" : "them"}.`;
  return { severity: "note", code: "known-runs", message, line: null, path: null, byteOffset: null };
}

async function findFile(
  ctx: Context,
  { projectId, fileId }: { projectId: string; fileId: string },
): Promise<ImportFile> {
  const row = await ctx.db.prisma.importFile.findUnique({ where: { projectId_id: { projectId, id: fileId } } });
  if (!row) throw new AppError("not_found", "There is no such file in any import of this project.");
  return row;
}

/** The same bytes, already settled in this project: nothing is read again. */
async function findTwin(ctx: Context, row: ImportFile): Promise<Settled | null> {
  const twin = await ctx.db.prisma.importFile.findFirst({
    where: { projectId: row.projectId, sha256: row.sha256, status: { in: ["stored", "attached"] } },
    orderBy: { createdAt: "asc" },
  });
  if (!twin) return null;
  const { trajectories, formatId, records } = viewFile(twin);
  const problem: ImportProblem = {
    severity: "note",
    code: "same-bytes",
    message: `The same bytes were stored on ${twin.createdAt.toISOString().slice(0, 10)}; nothing was added. Open that run instead.`,
    line: null,
    path: null,
    byteOffset: null,
  };
  const skipped = records && { ...records, stored: 0, skipped: records.stored + records.skipped };
  return {
    status: "skipped",
    problems: [problem],
    trajectories,
    formatId,
    records: skipped,
    recordCount: twin.recordCount,
  };
}

/** The file says what became of it, in one transaction with the audit row. */
async function settle(tx: Tx, ctx: Context, row: ImportFile, outcome: Settled): Promise<Effect<ImportFileView>> {
  const { status, problems, trajectories, formatId, records, recordCount } = outcome;
  const updated = await tx.importFile.update({
    where: { projectId_id: { projectId: row.projectId, id: row.id } },
    data: {
      status,
      problems,
      trajectories,
      formatId,
      records: records ?? Prisma.DbNull,
      recordCount,
      resume: Prisma.DbNull,
      readBytes: row.sizeBytes,
      finishedAt: ctx.clock(),
    },
  });
  const details = {
    importId: row.importId,
    sha256: row.sha256,
    status,
    records,
    trajectories: trajectories.map(({ id }) => id),
  };
  return { reply: viewFile(updated), audit: { subject: row.id, details } };
}
