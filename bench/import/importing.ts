import { createReadStream, readFileSync } from "node:fs";
import path from "node:path";
import { v7 as uuidv7 } from "uuid";
import { openDatabase } from "../../lib/db/client.ts";
import { localFiles } from "../../lib/files/file-store.ts";
import { createContext, OPERATOR } from "../../lib/services/context.ts";
import { processFile } from "../../lib/services/imports/process-file.ts";
import { receiveFile } from "../../lib/services/imports/receive-file.ts";
import { createProject } from "../../lib/services/studio/create-project.ts";

/**
 * The importing process: takes one file in through the product's own verbs, from its first byte until its runs are
 * published, and prints what that took. `tsx importing.ts DATABASE_URL FILES_FOLDER WARM_UP FILE`; WARM_UP is a small file that goes in
 * before.
 */
const [url = "", folder = "", warmUp = "", file = ""] = process.argv.slice(2);
const db = openDatabase(url);
const ctx = createContext({ actor: OPERATOR, db, files: localFiles(folder) });
const projectId = uuidv7();
await db.prisma.$transaction((tx) => createProject(tx, { id: projectId, slug: "bench", name: "Bench" }, uuidv7));

const take = async (from: string) => {
  const bytes = createReadStream(from);
  const { file: received } = await receiveFile(ctx, { project: "bench", name: path.basename(from), bytes });
  const receivedAt = performance.now();
  return { view: await processFile(ctx, { projectId, fileId: received.id }), receivedAt };
};

// A studio's worker has read something before: its connections are open and its code is compiled.
await take(warmUp);
const cpuBefore = process.cpuUsage();
const rssBefore = residentBytes("VmRSS");
const startedAt = performance.now();
const { view, receivedAt } = await take(file);
const publishedAt = performance.now();
const cpu = process.cpuUsage(cpuBefore);
const steps = view.trajectories.reduce((sum, run) => sum + run.steps, 0);
console.log(
  JSON.stringify({
    projectId,
    status: view.status,
    problems: view.problems.filter(({ severity }) => severity !== "note"),
    runs: view.trajectories.length,
    firstRun: view.trajectories[0]?.id ?? null,
    steps,
    receiveMs: Math.round(receivedAt - startedAt),
    ms: Math.round(publishedAt - startedAt),
    cpuMs: Math.round((cpu.user + cpu.system) / 1000),
    rssGrowthBytes: residentBytes("VmHWM") - rssBefore,
  }),
);
await db.close();

/** Memory of this process from the kernel: now (VmRSS) or at its highest (VmHWM), in bytes. */
function residentBytes(which: "VmRSS" | "VmHWM"): number {
  const line = new RegExp(`${which}:\\s+(\\d+) kB`).exec(readFileSync("/proc/self/status", "utf8"));
  return Number(line?.[1] ?? 0) * 1024;
}
