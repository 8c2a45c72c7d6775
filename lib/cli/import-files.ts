import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { ImportFileView } from "../api/contract/imports.ts";
import { AppError, isAppError } from "../domain/errors.ts";
import type { FileStatus } from "../domain/record/import-outcome.ts";
import type { Context } from "../services/context.ts";
import { scanWaiting } from "../services/governance/scan-waiting.ts";
import { listInner } from "../services/imports/list-inner.ts";
import { keepRunLabels } from "../services/external-labels/keep-run-labels.ts";
import { processFile } from "../services/imports/process-file.ts";
import { receiveFile } from "../services/imports/receive-file.ts";
import { chooseOrMakeProject } from "./choose-project.ts";
import type { FoundFile } from "./find-files.ts";
import { type Output, plural, type Tone } from "./output.ts";

type Order = { project: string | undefined; files: readonly FoundFile[]; output: Output };

/** What became of one file; the file itself may never have arrived. */
type Outcome = Pick<ImportFileView, "sha256" | "status" | "formatId" | "trajectories" | "problems" | "sizeBytes"> & {
  id: string | null;
};

const TONES: Record<FileStatus, Tone> = {
  received: "quiet",
  reading: "quiet",
  stored: "good",
  attached: "good",
  skipped: "quiet",
  quarantined: "warning",
  rejected: "bad",
  unpacked: "quiet",
};

/** Takes the files in one after the other, reads and scans each at once, with or without a worker. Says how many were refused. */
export async function importFiles(ctx: Context, { project, files, output }: Order): Promise<{ refused: number }> {
  const startedAt = performance.now();
  const { id: projectId, slug } = await chooseOrMakeProject(ctx, project);
  const importId = ctx.newId();
  const counts = {
    archives: 0,
    files: 0,
    stored: 0,
    attached: 0,
    skipped: 0,
    quarantined: 0,
    rejected: 0,
    trajectories: 0,
    steps: 0,
    actions: 0,
    bytes: 0,
  };
  const take = async (found: FoundFile, outcome: Outcome) => {
    if (outcome.status === "received" || outcome.status === "reading")
      throw new AppError("unavailable", `${found.file} was received but not read. Run the import again.`);
    if (outcome.status === "unpacked") counts.archives += 1;
    else {
      counts.files += 1;
      counts[outcome.status] += 1;
    }
    counts.bytes += outcome.sizeBytes;
    // Runs of a skipped file were counted when they came in.
    for (const { steps, actions } of outcome.status === "stored" ? outcome.trajectories : []) {
      counts.trajectories += 1;
      counts.steps += steps;
      counts.actions += actions;
    }
    report(output, found, outcome);
  };
  // What a verifier said may come before its run: it is looked at again when all are in.
  const waiting: [FoundFile, Outcome][] = [];
  const takeOrWait = async (found: FoundFile, outcome: Outcome) =>
    outcome.problems[0]?.code === "no-run-yet" ? void waiting.push([found, outcome]) : take(found, outcome);
  for (const found of files) {
    const outcome = await takeIn(ctx, { projectId, slug, importId }, found);
    await takeOrWait(found, outcome);
    for await (const inner of readInner(ctx, projectId, outcome.id))
      await takeOrWait({ ...found, file: inner.name }, inner);
  }
  for (const [found, { id }] of waiting) if (id) await take(found, await processFile(ctx, { projectId, fileId: id }));
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  output.summary({ ...counts, seconds }, describe({ ...counts, seconds }));
  return { refused: counts.quarantined + counts.rejected };
}

async function takeIn(
  ctx: Context,
  { projectId, slug, importId }: { projectId: string; slug: string; importId: string },
  { file, name }: FoundFile,
): Promise<Outcome> {
  try {
    const received = await receiveFile(ctx, { project: slug, name, importId, bytes: createReadStream(file) });
    return await readOne(ctx, projectId, received.file.id);
  } catch (error) {
    // A file the studio will not take is one more outcome; everything else ends the import.
    if (!isAppError(error) || !["too_large", "invalid_input", "unsupported_media"].includes(error.code)) throw error;
    const problem = { severity: "reject", code: error.code.replaceAll("_", "-"), message: error.message } as const;
    return {
      id: null,
      sha256: "",
      status: "rejected",
      formatId: null,
      trajectories: [],
      problems: [{ ...problem, line: null, path: null, byteOffset: null }],
      sizeBytes: (await stat(file)).size,
    };
  }
}

async function readOne(ctx: Context, projectId: string, fileId: string): Promise<ImportFileView> {
  const read = await processFile(ctx, { projectId, fileId });
  if (read.status === "stored") {
    await scanWaiting(ctx, { projectId, trajectoryIds: read.trajectories.map(({ id }) => id) });
    await keepRunLabels(ctx, { projectId, fileId });
  }
  return read;
}

/** The files that came out of an archive, read one after the other. */
async function* readInner(ctx: Context, projectId: string, archiveId: string | null): AsyncGenerator<ImportFileView> {
  if (archiveId === null) return;
  for (const { id } of await listInner(ctx, { projectId, archiveId })) yield await readOne(ctx, projectId, id);
}

function report(output: Output, { file }: FoundFile, outcome: Outcome): void {
  const { sha256, status, formatId, trajectories, problems } = outcome;
  const steps = trajectories.reduce((sum, run) => sum + run.steps, 0);
  const worst = problems.find(({ severity }) => severity !== "note") ?? problems[0];
  output.row(
    {
      file,
      sha256: sha256 || null,
      format: formatId,
      status,
      trajectories: trajectories.map(({ id, runId, steps: stepCount, actions }) => ({
        id,
        runId,
        steps: stepCount,
        actions,
      })),
      problems: problems.map(({ line, path, code, message }) => ({ line, path, code, message })),
    },
    [
      file,
      formatId ?? "-",
      { text: status, tone: TONES[status] },
      String(trajectories.length),
      String(steps),
      worst?.code ?? "",
    ],
  );
  if (status === "quarantined" || status === "rejected")
    output.note(`${file} was ${status}: ${worst?.message ?? "it holds no run."}`);
}

function describe(
  counts: Record<
    | "archives"
    | "files"
    | "stored"
    | "attached"
    | "skipped"
    | "quarantined"
    | "rejected"
    | "trajectories"
    | "steps"
    | "seconds",
    number
  >,
): string {
  const { stored, attached, skipped, quarantined, rejected } = counts;
  const parts = Object.entries({ stored, attached, skipped, quarantined, rejected }).filter(([, count]) => count > 0);
  const what = parts.map(([status, count]) => `${count} ${status}`).join(", ");
  const runs = `${plural(counts.trajectories, "run")} with ${plural(counts.steps, "step")}`;
  const from = counts.archives > 0 ? ` out of ${plural(counts.archives, "archive")}` : "";
  return `${plural(counts.files, "file")}${from}${what && `: ${what}`}. ${runs}, ${counts.seconds} s.`;
}
