import { afterAll, beforeAll, expect, it } from "vitest";
import type { Context } from "../context.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { resumeWork } from "../studio/resume-work.ts";
import { processFile } from "./process-file.ts";
import { receiveFile } from "./receive-file.ts";

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio.close());

const RUNS = 40;
const FILLER = "The same result of a long command.\n".repeat(700);

/** A conversation a line, of 200 KB; a preference of two runs and a bad line among them. */
function lines(name: string): string {
  const messages = (at: number) => [
    { role: "user", content: `${name} ${at}` },
    ...Array.from({ length: 8 }, (_, step) => ({ role: "assistant", content: `${step} ${FILLER}` })),
  ];
  const list = Array.from({ length: RUNS }, (_, at) =>
    JSON.stringify({ run_id: `${name}-${at}`, messages: messages(at) }),
  );
  const pair = JSON.stringify({ prompt: messages(-1), chosen: messages(-2).slice(1), rejected: messages(-3).slice(1) });
  return [...list.slice(0, 12), '{"messages": [', pair, ...list.slice(12)].join("\n");
}

async function send(name: string): Promise<string> {
  const bytes = (async function* () {
    yield Buffer.from(lines(name.replace(".jsonl", "")));
  })();
  const { file } = await receiveFile(studio.operator(), { project: studio.project, name, bytes });
  return file.id;
}

/** A context whose files break off behind `limit` bytes of a whole reading, and what was read of them. */
function counting(limit: number): { ctx: Context; read: { bytes: number } } {
  const ctx = studio.operator();
  const read = { bytes: 0 };
  const files: Context["files"] = {
    ...ctx.files,
    async *read(key, range) {
      for await (const chunk of ctx.files.read(key, range)) {
        const isHead = range?.start === 0;
        if (!isHead) read.bytes += chunk.byteLength;
        if (read.bytes > limit) throw new Error("The disk went away.");
        yield chunk;
      }
    },
  };
  return { ctx: { ...ctx, files }, read };
}

/** What is stored of a file, run by run, without what differs from one reading to the next. */
async function rowsOf(fileId: string) {
  const file = await studio.db.prisma.importFile.findFirstOrThrow({ where: { id: fileId } });
  const revisions = await studio.db.prisma.trajectoryRevision.findMany({ where: { importFileId: fileId } });
  const runs = await Promise.all(
    revisions.map(async ({ trajectoryId, id: revisionId, isPublished, run }) => ({
      isPublished,
      run: run.replaceAll(file.name.replace(".jsonl", ""), "name").replaceAll(/task-[0-9a-f]{12}/g, "task"),
      lanes: await studio.db.prisma.lane.count({ where: { trajectoryId, revisionId } }),
      outline: (await studio.db.prisma.skeletonSegment.findMany({ where: { trajectoryId, revisionId } })).length,
      steps: (
        await studio.db.prisma.step.findMany({ where: { trajectoryId, revisionId }, orderBy: { ordinal: "asc" } })
      ).map((step) => [step.ordinal, step.ordinal === 0 ? "" : step.contentSha256]),
      bodies: await studio.db.prisma.stepBody.count({ where: { trajectoryId, revisionId } }),
    })),
  );
  const { status, records, recordCount, problems, resume } = file;
  return { status, records, recordCount, problems, resume, runs: runs.sort((a, b) => a.run.localeCompare(b.run)) };
}

it("goes on behind the last batch that was copied, and ends as if it had never been interrupted", async () => {
  const clean = await send("clean-1.jsonl");
  await processFile(studio.operator(), { projectId: studio.projectId, fileId: clean });
  const expected = await rowsOf(clean);
  expect([expected.status, expected.runs.length]).toEqual(["stored", RUNS + 2]);

  const broken = await send("broke-1.jsonl");
  const order = { projectId: studio.projectId, fileId: broken };
  const first = counting(6_000_000);
  await expect(processFile(first.ctx, order)).rejects.toThrow("The disk went away.");
  const half = await rowsOf(broken);
  expect(half.runs.some(({ isPublished }) => isPublished)).toBe(false);
  expect(half.resume).toMatchObject({ importer: "openai-messages", failedRecords: 1 });

  const rest = counting(Number.POSITIVE_INFINITY);
  await processFile(rest.ctx, order);
  expect(await rowsOf(broken)).toEqual(expected);
  const { sizeBytes } = await studio.db.prisma.importFile.findFirstOrThrow({ where: { id: broken } });
  expect(first.read.bytes + rest.read.bytes).toBeLessThan(Number(sizeBytes) + 5_000_000);
});

it("begins again where another parser had begun", async () => {
  const fileId = await send("other.jsonl");
  const order = { projectId: studio.projectId, fileId };
  await expect(processFile(counting(6_000_000).ctx, order)).rejects.toThrow("The disk went away.");
  await studio.db.prisma.$executeRaw`
    UPDATE "ImportFile" SET "resume" = jsonb_set("resume", '{parserVersion}', '"0"') WHERE "id" = ${fileId}::uuid`;
  const again = counting(Number.POSITIVE_INFINITY);
  await processFile(again.ctx, order);
  const { sizeBytes, status, resume } = await studio.db.prisma.importFile.findFirstOrThrow({ where: { id: fileId } });
  expect([again.read.bytes, status, resume]).toEqual([Number(sizeBytes), "stored", null]);
});

it("leaves nothing behind of a reading that was given up", async () => {
  const fileId = await send("given-up.jsonl");
  const order = { projectId: studio.projectId, fileId };
  await expect(processFile(counting(6_000_000).ctx, order)).rejects.toThrow("The disk went away.");
  const last = await processFile(counting(1_000).ctx, { ...order, isLastAttempt: true });
  expect(last.problems[0]?.code).toBe("failed");
  expect((await rowsOf(fileId)).runs).toEqual([]);
});

it("sweeps what a reader left that was killed right after it had settled its file", async () => {
  const fileId = await send("left-1.jsonl");
  const order = { projectId: studio.projectId, fileId };
  await expect(processFile(counting(6_000_000).ctx, order)).rejects.toThrow("The disk went away.");
  expect((await rowsOf(fileId)).runs.length).toBeGreaterThan(0);
  const place = { projectId_id: { projectId: studio.projectId, id: fileId } };
  const problems = [{ severity: "quarantine", code: "failed", message: "Killed." }];
  const settled = { status: "quarantined", problems, finishedAt: new Date() };
  await studio.db.prisma.importFile.update({ where: place, data: settled });
  await resumeWork(studio.operator(), {});
  expect((await rowsOf(fileId)).runs).toEqual([]);
});
