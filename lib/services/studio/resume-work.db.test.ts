import { afterAll, beforeAll, expect, it } from "vitest";
import { holdLock } from "../../db/hold-lock.ts";
import { processFile } from "../imports/process-file.ts";
import { receiveFile } from "../imports/receive-file.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { resumeWork } from "./resume-work.ts";

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio.close());

const jobs = () =>
  studio.db.prisma.$queryRaw<
    { key: string }[]
  >`SELECT key FROM graphile_worker.jobs WHERE key IS NOT NULL AND locked_at IS NULL`;

async function receive(name: string, text: string) {
  const bytes = (async function* () {
    yield Buffer.from(text);
  })();
  return receiveFile(studio.operator(), { project: studio.project, name, bytes });
}

it("takes over what a killed worker held, and leaves alone what a living one holds", async () => {
  const { file } = await receive(
    "a.traj",
    '{"trajectory":[{"action":"ls","observation":"","thought":"","response":""}],"info":{}}',
  );
  // As a killed worker leaves it: half read, its job locked for hours.
  await studio.db.prisma.importFile.updateMany({ where: { id: file.id }, data: { status: "reading" } });
  await studio.db.prisma
    .$executeRaw`UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'gone' WHERE key = ${`import-file:${file.id}`}`;
  expect(await jobs()).toEqual([]);

  const lock = await holdLock(studio.db, `import:${studio.projectId}:${file.sha256}`);
  expect(await resumeWork(studio.operator(), {})).toEqual({ resumed: 0 });
  await lock.release({ isBroken: false });

  expect(await resumeWork(studio.operator(), {})).toEqual({ resumed: 1 });
  expect(await jobs()).toEqual([{ key: `import-file:${file.id}` }]);
  expect((await processFile(studio.operator(), { projectId: studio.projectId, fileId: file.id })).status).toBe(
    "stored",
  );
  // The run's scan waits, and nobody has begun it.
  expect(await resumeWork(studio.operator(), {})).toEqual({ resumed: 1 });
  await studio.scanAll();
  expect(await resumeWork(studio.operator(), {})).toEqual({ resumed: 0 });
});

it("says so when reading fails for the last time, and keeps the bytes", async () => {
  const { file } = await receive(
    "b.traj",
    '{"trajectory":[{"action":"pwd","observation":"","thought":"","response":""}],"info":{}}',
  );
  const pack = await studio.db.prisma.rawPack.findFirstOrThrow({ where: { sha256: file.sha256 } });
  await studio.files.move(pack.fileKey, `${pack.fileKey}.away`);
  const place = { projectId: studio.projectId, fileId: file.id };
  await expect(processFile(studio.operator(), place)).rejects.toThrow();
  const view = await processFile(studio.operator(), { ...place, isLastAttempt: true });
  expect([view.status, view.problems[0]?.code]).toEqual(["quarantined", "failed"]);
  expect(await studio.db.prisma.rawPack.count({ where: { sha256: file.sha256 } })).toBe(1);
});
