import type { CopyClient } from "../../db/copy.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { HEAD_BYTES } from "../../importers/importer.ts";
import { explainUnknown } from "../../importers/registry.ts";
import type { LabelFormat } from "../../importers/labels/label-formats.ts";
import { sniffLabels } from "../../importers/labels/sniff-labels.ts";
import { readVerification } from "../../importers/verification/read-verification.ts";
import type { Context } from "../context.ts";
import { chooseImporter } from "../mappings/choose-importer.ts";
import { type Report, reportOf } from "../verification/attach-report.ts";
import { goOn, readState } from "./import-state.ts";
import { stageFile, storable } from "./stage-file.ts";
import { StepCopier } from "./step-copier.ts";
import { takeUp } from "./take-up.ts";

export type ReadResult = {
  status: "stored" | "quarantined" | "rejected";
  /** What a verifier said, where the file is no run but that. */
  report: Report | null;
  /** The file holds labels of others, beside its runs or instead of them. */
  labelFormat: LabelFormat | null;
  formatId: string | null;
  /** Runs that are staged whole. */
  runCount: number;
  problems: ImportProblem[];
  /** Records of many that are held back, each with its problem. */
  failedRecords: number;
  /** Records the importer told of, counted as they came. */
  recordCount: number;
};

/** How often a reading notes how far it is, and looks whether it is still wanted. */
const NOTE_EVERY_MS = 250;

/**
 * Streams a received file through its importer and stages every run in it, from the place where an earlier reading was
 * interrupted. Nothing it stages is visible yet.
 */
export async function readRuns(ctx: Context, row: ImportFile, client: CopyClient): Promise<ReadResult> {
  const pack = await ctx.db.prisma.rawPack.findUniqueOrThrow({
    where: { projectId_sha256: { projectId: row.projectId, sha256: row.sha256 } },
  });
  const head = await readHead(ctx, pack.fileKey);
  const chosen = await chooseImporter(ctx, row, head);
  const point = await takeUp(ctx, row, chosen?.importer ?? null);
  const labelFormat = sniffLabels(head, row.name);
  if (!chosen) {
    const report = await readReport(ctx, row, pack.fileKey);
    const nothing = { runCount: 0, failedRecords: 0, recordCount: 0, report, labelFormat };
    if (report) return { ...nothing, status: "quarantined", formatId: report.kind, problems: [] };
    if (labelFormat) return { ...nothing, status: "quarantined", formatId: `labels:${labelFormat}`, problems: [] };
    const problems = await explainUnknown(ctx.files.read(pack.fileKey));
    return { ...nothing, formatId: null, status: verdict(problems, 0), problems: problems.map(storable) };
  }
  const { importer, mappingId, mappingNumber } = chosen;
  await ctx.db.prisma.importFile.update({
    where: { projectId_id: { projectId: row.projectId, id: row.id } },
    data: { status: "reading", formatId: importer.id, mappingId, mappingNumber },
  });
  const copier = new StepCopier(client, row);
  try {
    const bytes = withProgress(ctx, row, pack.fileKey, point?.place.byteOffset ?? 0);
    const staged = await stageFile({ ctx, row, importer, copier, bytes, point, isResumable: true });
    const { fileProblems, ...read } = staged;
    await copier.flush();
    const status = verdict(fileProblems, read.runCount);
    return { ...read, report: null, labelFormat, status, formatId: importer.id };
  } finally {
    await copier.settle();
  }
}

/** The file's bytes, noting every so often how far the reading is, for as long as the import runs. */
async function* withProgress(
  ctx: Context,
  row: ImportFile,
  fileKey: string,
  start: number,
): AsyncGenerator<Uint8Array> {
  let readBytes = start;
  let notedAt = ctx.clock().getTime();
  let note = Promise.resolve();
  const rest = start === 0 ? undefined : { start, end: Number(row.sizeBytes) };
  for await (const chunk of ctx.files.read(fileKey, rest)) {
    readBytes += chunk.byteLength;
    if (ctx.clock().getTime() - notedAt >= NOTE_EVERY_MS) {
      notedAt = ctx.clock().getTime();
      await note; // written while the bytes since were read
      note = noteProgress(ctx, row, readBytes);
      note.catch(() => undefined); // seen at the next note
    }
    yield chunk;
  }
  await note;
}

async function noteProgress(ctx: Context, row: ImportFile, readBytes: number): Promise<void> {
  goOn(await readState(ctx.db.prisma, row));
  await ctx.db.prisma.importFile.update({
    where: { projectId_id: { projectId: row.projectId, id: row.id } },
    data: { readBytes: BigInt(readBytes) },
  });
}

/** Most bytes of a verifier's file. */
const MAX_REPORT_BYTES = 16 * 1024 * 1024;

async function readReport(ctx: Context, row: ImportFile, fileKey: string): Promise<Report | null> {
  if (row.sizeBytes > MAX_REPORT_BYTES) return null;
  const parts: Uint8Array[] = [];
  for await (const part of ctx.files.read(fileKey)) parts.push(part);
  const said = readVerification(Buffer.concat(parts), row.name);
  return said && reportOf(said);
}

async function readHead(ctx: Context, fileKey: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const end = Math.min(HEAD_BYTES, await ctx.files.size(fileKey));
  for await (const part of ctx.files.read(fileKey, { start: 0, end })) parts.push(part);
  return Buffer.concat(parts);
}

/** The worst problem of the file as a whole decides; a file without a run is never stored. */
function verdict(problems: readonly ImportProblem[], runCount: number): ReadResult["status"] {
  if (problems.some(({ severity }) => severity === "reject")) return "rejected";
  return runCount === 0 || problems.some(({ severity }) => severity === "quarantine") ? "quarantined" : "stored";
}
