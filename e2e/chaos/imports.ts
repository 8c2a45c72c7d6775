import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { v7 as uuidv7 } from "uuid";
import { seededRandom } from "../../lib/domain/seeded-random.ts";
import { receiveFile } from "../../lib/services/imports/receive-file.ts";
import { createProject } from "../../lib/services/studio/create-project.ts";
import { type ChaosFile, chaosFiles } from "./import-files.ts";
import { importProcess } from "./import-process.ts";
import { compareRecords, readRecord } from "./import-record.ts";
import { sabotage } from "./import-sabotage.ts";
import { type ChaosStudio, openChaosStudio, pause } from "./studio.ts";

/**
 * An import that is killed is as if it had never been: a mixed set of files is imported by a worker that is killed with
 * SIGKILL again and again, every fifth time the database under it too, and what is stored afterwards must be, row for
 * row, what an undisturbed import stores, with little work done twice. With --sabotage rows of what was staged are lost
 * at every kill, as if the place to go on from had been written before them, and the check must find it.
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    sabotage: { type: "boolean", default: false },
  },
});
const kills = Number(values.kills);
/** Work between two kills, on average, and how much of all work may be done twice. */
const BYTES_PER_KILL = 16e6;
const MOST_WORK = 1.2;
const SETTLED_WITHIN_MS = 20 * 60_000;
const POLL_MS = 15;

const studio = await openChaosStudio();
const folder = mkdtempSync(path.join(os.tmpdir(), "runtape-chaos-journal-"));
try {
  const files = chaosFiles(kills * BYTES_PER_KILL, Number(values.seed));
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  const clean = await importAll(studio, "clean", files, 0);
  const killed = await importAll(studio, "killed", files, kills);
  const found = compareRecords(clean.record, killed.record);
  const work = killed.readBytes / clean.readBytes;
  const differences = Object.values(found).reduce((sum, count) => sum + count, 0);
  const isSound = differences === 0 && killed.kills === kills && work <= MOST_WORK;
  const isPassed = values.sabotage ? killed.sabotaged > 0 && found.halfRuns > 0 : isSound;
  console.log(
    JSON.stringify({
      id: "chaos:import",
      sabotage: values.sabotage,
      kills: killed.kills,
      seed: Number(values.seed),
      files: files.length,
      megabytes: Math.round(bytes / 1e6),
      runs: clean.record.runs.size,
      ...found,
      work: Math.round(work * 1000) / 1000,
      pass: isPassed,
    }),
  );
  process.exitCode = isPassed ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
  await studio.close();
}

/** Imports all files into a project of their own, the worker being killed so many times on the way. */
async function importAll({ db, operator, killEngine }: ChaosStudio, slug: string, files: ChaosFile[], times: number) {
  const projectId = uuidv7();
  await db.prisma.$transaction((tx) => createProject(tx, { id: projectId, slug, name: slug }, uuidv7));
  for (const { name, bytes } of files) {
    const stream = (async function* () {
      yield bytes;
    })();
    await receiveFile(operator(), { project: slug, name, bytes: stream });
  }
  const worker = importProcess(path.join(folder, slug));
  const random = seededRandom(Number(values.seed));
  const open = () =>
    db.prisma.importFile.count({ where: { projectId, status: { in: ["received", "reading"] } } }).catch(() => 1);
  let killCount = 0;
  let sabotaged = 0;
  const until = async (isReached: () => boolean) => {
    const endsAt = performance.now() + SETTLED_WITHIN_MS;
    while (!isReached() && (await open()) > 0) {
      if (performance.now() > endsAt) throw new Error("The files were not settled in time.");
      await pause(POLL_MS);
    }
  };
  worker.start();
  try {
    while (killCount < times) {
      const killAt = worker.readBytes() + random() * 2 * BYTES_PER_KILL * 0.8;
      await until(() => worker.readBytes() >= killAt);
      if ((await open()) === 0) break;
      await pause(random() * 50);
      await worker.kill();
      killCount += 1;
      if (killCount % 5 === 0) await killEngine();
      if (values.sabotage) sabotaged += await sabotage(db, projectId);
      worker.start();
    }
    await until(() => false);
  } finally {
    await worker.kill();
  }
  return { record: await readRecord(db, projectId), readBytes: worker.readBytes(), kills: killCount, sabotaged };
}
