import { createReadStream, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { v7 as uuidv7 } from "uuid";
import { openDatabase } from "../../lib/db/client.ts";
import { isAppError } from "../../lib/domain/errors.ts";
import { localFiles } from "../../lib/files/file-store.ts";
import { createContext, OPERATOR } from "../../lib/services/context.ts";
import { processFile } from "../../lib/services/imports/process-file.ts";
import { receiveFile } from "../../lib/services/imports/receive-file.ts";
import { createProject } from "../../lib/services/studio/create-project.ts";
import { readBodies, readText } from "../../lib/services/trajectories/read-bodies.ts";
import { readPackedSkeleton } from "../../lib/services/trajectories/read-skeleton.ts";
import { HUGE_FILES, type HugeFile, writeHuge } from "./huge-files.ts";

/**
 * Files at the edges of what is taken: huge runs are imported and opened, what is over a cap is refused with its place.
 * One JSON line a file. `tsx huge.ts DATABASE_URL FOLDER`
 */
const [url = "", folder = ""] = process.argv.slice(2);
const db = openDatabase(url);
const ctx = createContext({ actor: OPERATOR, db, files: localFiles(path.join(folder, "files")) });
const projectId = uuidv7();
await db.prisma.$transaction((tx) => createProject(tx, { id: projectId, slug: "huge", name: "Huge" }, uuidv7));

for (const file of HUGE_FILES) {
  const source = path.join(folder, file.name);
  await writeHuge(source, file);
  console.log(JSON.stringify({ what: file.what, ...(await takeIn(file, source)), peakMB: peakMegabytes() }));
  await rm(source);
}
await db.close();

async function takeIn({ name, expected }: HugeFile, source: string): Promise<object> {
  const startedAt = performance.now();
  try {
    const { file } = await receiveFile(ctx, { project: "huge", name, bytes: createReadStream(source) });
    const view = await processFile(ctx, { projectId, fileId: file.id });
    const importMs = Math.round(performance.now() - startedAt);
    const [problem] = view.problems.filter(({ severity }) => severity !== "note");
    if (!("steps" in expected)) {
      const isFine =
        "problem" in expected &&
        view.status === expected.status &&
        problem?.code === expected.problem &&
        problem.message.includes(expected.place);
      const published = await db.prisma.trajectoryRevision.count({ where: { importFileId: file.id } });
      return {
        pass: isFine && published === 0,
        status: view.status,
        said: problem?.message,
      };
    }
    const steps = view.trajectories.reduce((sum, run) => sum + run.steps, 0);
    const opened = await openRun(view.trajectories.at(-1)?.id ?? "");
    return { pass: view.status === "stored" && steps === expected.steps, steps, importMs, ...opened };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { pass: "refusal" in expected && error.code === expected.refusal, refused: error.code, said: error.message };
  }
}

/** What a person's browser asks for first, and then far behind: outline and text of the first and the last steps. */
async function openRun(trajectoryId: string): Promise<object> {
  const startedAt = performance.now();
  const first = await readPackedSkeleton(ctx, { trajectoryId, segment: 0 });
  const { stepCount } = await db.prisma.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
  const bodies = await readBodies(ctx, { trajectoryId, from: 0, to: Math.min(20, stepCount) });
  const openMs = Math.round(performance.now() - startedAt);
  const from = Math.max(0, stepCount - 20);
  await readPackedSkeleton(ctx, { trajectoryId, segment: Math.floor((stepCount - 1) / 4096) });
  const last = await readBodies(ctx, { trajectoryId, from, to: stepCount });
  const range = { trajectoryId, ordinal: stepCount - 1, field: stepCount === 1 ? "message" : "observation" } as const;
  const field = await readText(ctx, { ...range, start: 0, end: 100 });
  const lastMs = Math.round(performance.now() - startedAt) - openMs;
  const isWhole = bodies.steps.length === Math.min(20, stepCount) && last.steps.length === stepCount - from;
  if (!isWhole) throw new Error("Not all steps that were asked for came.");
  return { openMs, lastMs, outlineKB: Math.round(first.gzip.length / 1000), range: field };
}

/** The most memory this process has had so far. */
function peakMegabytes(): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0) / 1000);
}
