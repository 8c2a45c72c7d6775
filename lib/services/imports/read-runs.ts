import type { CopyClient } from "../../db/copy.ts";
import type { ImportFile } from "../../db/generated/client.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import { HEAD_BYTES, type Importer } from "../../importers/importer.ts";
import { detect, explainUnknown } from "../../importers/registry.ts";
import type { Context } from "../context.ts";
import { RunStager, type StagedRun } from "./stage-run.ts";

export type ReadRun = { run: ParsedRun; staged: StagedRun };
export type ReadResult = {
  status: "stored" | "quarantined" | "rejected";
  formatId: string | null;
  problems: ImportProblem[];
  runs: ReadRun[];
};

/** Problems kept per file; the rest is counted in the last one. */
const MAX_PROBLEMS = 200;

/** Streams a received file through its importer and stages every run in it. Nothing it stages is visible yet. */
export async function readRuns(ctx: Context, row: ImportFile, client: CopyClient): Promise<ReadResult> {
  const pack = await ctx.db.prisma.rawPack.findUniqueOrThrow({
    where: { projectId_sha256: { projectId: row.projectId, sha256: row.sha256 } },
  });
  const head = await readHead(ctx, pack.fileKey);
  const importer = detect(head, row.name);
  if (!importer) {
    const problems = await explainUnknown(ctx.files.read(pack.fileKey));
    return { status: verdict(problems, 0), formatId: null, problems: problems.map(storable), runs: [] };
  }
  await ctx.db.prisma.importFile.update({
    where: { projectId_id: { projectId: row.projectId, id: row.id } },
    data: { status: "reading", formatId: importer.id },
  });
  const { runs, problems } = await stageAll(
    ctx,
    row,
    importer,
    pack.fileKey,
    (projectId) => new RunStager(ctx, client, projectId),
  );
  return { status: verdict(problems, runs.length), formatId: importer.id, problems, runs };
}

async function stageAll(
  ctx: Context,
  row: ImportFile,
  importer: Importer,
  fileKey: string,
  open: (projectId: string) => RunStager,
) {
  const runs: ReadRun[] = [];
  const problems: ImportProblem[] = [];
  let unlisted = 0;
  let stager: RunStager | null = null;
  const begin = async () => {
    const next = open(row.projectId);
    await ctx.db.prisma.trajectoryRevision.create({
      data: {
        trajectoryId: next.trajectoryId,
        id: next.revisionId,
        projectId: row.projectId,
        importFileId: row.id,
        number: 1,
        rawSha256: [row.sha256],
        importer: importer.id,
        parserVersion: importer.version,
        run: "{}",
      },
    });
    return next;
  };
  for await (const outcome of importer.read(withProgress(ctx, row, fileKey), { name: row.name })) {
    if (outcome.type === "problem") {
      if (problems.length < MAX_PROBLEMS) problems.push(storable(outcome.problem));
      else unlisted += 1;
    } else if (outcome.type === "step") {
      stager ??= await begin();
      await stager.add(outcome.step);
    } else {
      stager ??= await begin();
      runs.push({ run: outcome.run, staged: await stager.finish() });
      stager = null;
    }
  }
  const last = problems.at(-1);
  if (unlisted > 0 && last)
    problems.push({
      ...last,
      severity: "note",
      code: "more-problems",
      message: `${unlisted} more problems of this file are not listed.`,
      line: null,
      path: null,
      byteOffset: null,
    });
  return { runs, problems };
}

/** The file's bytes, noting every so often how far the reading is. */
async function* withProgress(ctx: Context, row: ImportFile, fileKey: string): AsyncGenerator<Uint8Array> {
  const stepBytes = Math.max(1024 * 1024, Number(row.sizeBytes) / 50);
  let readBytes = 0;
  let noted = 0;
  for await (const chunk of ctx.files.read(fileKey)) {
    readBytes += chunk.byteLength;
    if (readBytes - noted >= stepBytes) {
      noted = readBytes;
      await ctx.db.prisma.importFile.update({
        where: { projectId_id: { projectId: row.projectId, id: row.id } },
        data: { readBytes: BigInt(readBytes) },
      });
    }
    yield chunk;
  }
}

async function readHead(ctx: Context, fileKey: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const end = Math.min(HEAD_BYTES, await ctx.files.size(fileKey));
  for await (const part of ctx.files.read(fileKey, { start: 0, end })) parts.push(part);
  return Buffer.concat(parts);
}

/** The worst problem decides; a file without a run is never stored. */
function verdict(problems: readonly ImportProblem[], runCount: number): ReadResult["status"] {
  if (problems.some(({ severity }) => severity === "reject")) return "rejected";
  return runCount === 0 || problems.some(({ severity }) => severity === "quarantine") ? "quarantined" : "stored";
}

function storable(problem: ImportProblem): ImportProblem {
  return {
    ...problem,
    message: toStorable(problem.message).text,
    path: problem.path === null ? null : toStorable(problem.path).text,
  };
}
