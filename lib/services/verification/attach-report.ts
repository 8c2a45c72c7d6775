import { z } from "zod";
import type { StoredRun } from "../../api/contract/imports.ts";
import type { Tx } from "../../db/client.ts";
import { type ImportFile, Prisma } from "../../db/generated/client.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { likeText } from "../../db/like-text.ts";
import type { Verification } from "../../importers/verification/verification.ts";
import type { Context } from "../context.ts";
import { addChecks } from "./add-checks.ts";

/** What a verifier's file says, without the names of its tests. */
export const Report = z.object({
  kind: z.string(),
  instanceId: z.string().nullable(),
  resolved: z.boolean().nullable(),
  reward: z.number().nullable(),
  passed: z.number().int().nullable(),
  failed: z.number().int().nullable(),
});
export type Report = z.infer<typeof Report>;

export function reportOf({ kind, instanceId, resolved, reward, tests }: Verification): Report {
  const count = (end: "success" | "failure") =>
    tests ? tests.failToPass[end].length + tests.passToPass[end].length : null;
  return { kind, instanceId, resolved, reward, passed: count("success"), failed: count("failure") };
}

/** Runs of one file whose waiting reports are looked for. */
const MOST_RUNS = 500;

type Place = Pick<ImportFile, "projectId" | "importId" | "id" | "name">;

/** The one run a report speaks of; or why it is none. */
export type Match = { run: StoredRun } | { problem: ImportProblem };

/**
 * Finds the run of a report: the one that lies in the same folder of the same import, else the only one of the task it
 * names. Several attempts at a task are never guessed between.
 */
export async function matchReport(tx: Tx, file: Place, report: Report): Promise<Match> {
  const near = await runsBeside(tx, file);
  // What names no task is of whatever lies beside it, and that is known when all there is has been read.
  if (report.instanceId === null && (await isReadingBeside(tx, file))) return { problem: problem("no-run-yet", WAITS) };
  const named = report.instanceId === null ? [] : await runsOfTask(tx, file.projectId, report.instanceId);
  const beside = report.instanceId === null ? near : near.filter(({ id }) => named.some((run) => run.id === id));
  const [run, ...others] = beside.length > 0 ? beside : named;
  if (!run) return { problem: problem("no-run-yet", WAITS) };
  if (others.length > 0)
    return {
      problem: problem(
        "several-runs",
        `may speak of any of ${others.length + 1} runs of its task. Put it beside its run in one folder and import both.`,
      ),
    };
  return { run };
}

const WAITS = "speaks of a run that is not here. It is attached when that run comes in.";

/** Adds what the report says to its run. */
export async function attachReport(tx: Tx, ctx: Context, file: Place, report: Report, run: StoredRun): Promise<void> {
  const { resolved, reward, passed, failed, kind: source } = report;
  const checks = [
    ...(passed === null ? [] : [{ kind: "hidden_tests" as const, passed, failed, source }]),
    ...(reward === null ? [] : [{ kind: "reward" as const, reward, source }]),
    ...(resolved === null ? [] : [{ kind: "resolved" as const, isResolved: resolved, source }]),
  ];
  await addChecks(tx, ctx, { projectId: file.projectId, trajectoryId: run.id, fileId: file.id }, checks);
}

/** Reports that wait for a run find it when it comes in: those beside it in its import, and those of its task. */
export async function attachWaiting(tx: Tx, ctx: Context, run: Place, stored: readonly StoredRun[]): Promise<void> {
  const tasks = await tx.trajectory.findMany({
    where: { id: { in: stored.slice(0, MOST_RUNS).map(({ id }) => id) } },
    select: { taskKey: true },
    distinct: ["taskKey"],
  });
  const { projectId, importId } = run;
  const folder = folderOf(run.name)?.replace(/agent[\\/]$/, "") ?? null;
  const waiting = await tx.importFile.findMany({
    where: {
      projectId,
      status: "quarantined",
      NOT: { report: { equals: Prisma.DbNull } },
      OR: [
        ...(folder === null ? [] : [{ importId, name: { startsWith: likeText(folder) } }]),
        ...tasks.map(({ taskKey }) => ({ report: { path: ["instanceId"], equals: taskKey } })),
      ],
    },
  });
  for (const { id } of waiting) {
    // Two files of one folder may be read at the same time: the second finds what the first has done.
    await tx.$queryRaw`SELECT 1 FROM "ImportFile" WHERE "projectId" = ${projectId}::uuid AND "id" = ${id}::uuid FOR UPDATE`;
    const file = await tx.importFile.findUniqueOrThrow({ where: { projectId_id: { projectId, id } } });
    if (file.status !== "quarantined") continue;
    const report = Report.parse(file.report);
    const match = await matchReport(tx, file, report);
    if ("problem" in match) continue;
    await attachReport(tx, ctx, file, report, match.run);
    await tx.importFile.update({
      where: { projectId_id: { projectId, id: file.id } },
      data: { status: "attached", problems: [], trajectories: [match.run] },
    });
  }
}

async function runsBeside(tx: Tx, { projectId, importId, name }: Place): Promise<StoredRun[]> {
  const folder = folderBeside(name);
  if (folder === null) return [];
  const files = await tx.importFile.findMany({
    where: { projectId, importId, status: "stored", name: { startsWith: likeText(folder) } },
    select: { trajectories: true },
    take: 50,
  });
  return files.flatMap(({ trajectories }) => StoredRuns.parse(trajectories));
}

async function isReadingBeside(tx: Tx, { projectId, importId, id, name }: Place): Promise<boolean> {
  const folder = folderBeside(name);
  if (folder === null) return false;
  const place = { projectId, importId, name: { startsWith: likeText(folder) }, id: { not: id } };
  return (await tx.importFile.count({ where: { ...place, status: { in: ["received", "reading"] } } })) > 0;
}

/** The folder a verifier's file speaks of: its own, or the one around its verifier's. */
function folderBeside(name: string): string | null {
  return folderOf(name)?.replace(/verifier[\\/]$/, "") || null;
}

/** The folder of a file, with its last stroke; null at the top. */
function folderOf(name: string): string | null {
  return /^(.*[\\/])[^\\/]*$/.exec(name)?.[1] ?? null;
}

async function runsOfTask(tx: Tx, projectId: string, taskKey: string): Promise<StoredRun[]> {
  const rows = await tx.trajectory.findMany({
    where: { projectId, taskKey },
    select: { id: true, runKey: true, stepCount: true, actionCount: true },
    take: 50,
  });
  return rows.map(({ id, runKey, stepCount, actionCount }) => ({
    id,
    runId: runKey,
    steps: stepCount,
    actions: actionCount,
  }));
}

const StoredRuns = z.array(z.object({ id: z.string(), runId: z.string(), steps: z.number(), actions: z.number() }));

function problem(code: string, reason: string): ImportProblem {
  const message = `This file holds no run: it is what a verifier said, and ${reason}`;
  return { severity: "quarantine", code, message, line: null, path: null, byteOffset: null };
}
