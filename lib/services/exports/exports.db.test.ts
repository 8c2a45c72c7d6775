import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MarkInput } from "../../domain/labels/mark.ts";
import type { FileStore } from "../../files/file-store.ts";
import { type Context, WORKER } from "../context.ts";
import { saveMarks } from "../reviews/save-marks.ts";
import { submitReview } from "../reviews/submit-review.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { cancelExport } from "./cancel-export.ts";
import { createExport } from "./create-export.ts";
import { HARD_THOUGHT, hardRun, LONG_OBSERVATION } from "./hard-run.ts";
import { openDownload } from "./open-download.ts";
import { readExport } from "./read-export.ts";
import { runExport } from "./run-export.ts";

const DEMO_RUN = path.resolve(import.meta.dirname, "../../../prisma/demo/checkout-lucky-patch.traj");
const DATA = "data/studio-full.jsonl";

let studio: TestStudio;
let engineer: Context;
let demo: { trajectoryId: string; revisionId: string; stepCount: number };
let hardId: string;

beforeAll(async () => {
  studio = await openTestStudio();
  engineer = await studio.as("engineer");
  const [file, hard] = [
    await studio.importFile("lucky.traj", await readFile(DEMO_RUN)),
    await studio.importFile("hard.traj", hardRun("cart")),
  ];
  const trajectoryId = file.trajectories[0]?.id ?? "";
  hardId = hard.trajectories[0]?.id ?? "";
  const run = await studio.db.prisma.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
  demo = { trajectoryId, revisionId: run.currentRevisionId, stepCount: run.stepCount };
});
afterAll(() => studio?.close());

const phase = (ordinal: number, label: string, baseVersion = 0): MarkInput => ({
  dimension: "phase",
  anchor: { target: "step", ordinal },
  value: { type: "label", label },
  baseVersion,
});
const outcome: MarkInput = {
  dimension: "outcome",
  anchor: { target: "trajectory" },
  value: { type: "label", label: "contrast_only" },
  baseVersion: 0,
};

async function save(who: Context, key: string, ...marks: MarkInput[]) {
  const { trajectoryId, revisionId } = demo;
  const clientTime = "2026-11-20T10:00:00.000Z";
  return saveMarks({ ...who, idempotencyKey: key }, { trajectoryId, revisionId, marks, clientTime });
}

const exportOf = (versionId: string) =>
  createExport(engineer, { project: studio.project, profile: "studio-full", versionId });
/** Freezes the runs as they stand and asks for their export. */
const create = async (trajectoryIds?: string[]) => exportOf(await studio.freeze("all", trajectoryIds));
const work = (exportId: string, change: Partial<Context> = {}) =>
  runExport({ ...studio.operator(), actor: WORKER, ...change }, { projectId: studio.projectId, exportId });
const look = (exportId: string) => readExport(engineer, { project: studio.project, exportId });

async function download(exportId: string, file?: string, range?: { start: number; end: number }): Promise<Buffer> {
  const opened = await openDownload(engineer, { project: studio.project, exportId, ...(file && { file }) });
  const parts: Uint8Array[] = [];
  for await (const part of opened.read(range)) parts.push(part);
  return Buffer.concat(parts);
}

async function rowsOf(exportId: string) {
  const lines = (await download(exportId, DATA)).toString("utf8").split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) => JSON.parse(line));
}

/** The studio's files, with something happening before a file of this name is written. */
function filesThat(before: (name: string) => Promise<void>): { files: FileStore; keys: string[] } {
  const keys: string[] = [];
  const put: FileStore["put"] = async (key, bytes, limits) => {
    keys.push(key);
    await before(key.split("/").at(-1) ?? "");
    return studio.files.put(key, bytes, limits);
  };
  return { files: { ...studio.files, put }, keys };
}

async function expectNothingKept(keys: string[]) {
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) await expect(studio.files.size(key)).rejects.toMatchObject({ code: "not_found" });
}

describe("an export", () => {
  it("is queued with its job, written by it, and looked at when the job runs again", async () => {
    const made = await create();
    expect(made).toMatchObject({ status: "queued", trajectoryCount: 2, rows: 0, files: [] });
    const jobs = await studio.db.prisma.$queryRaw<
      object[]
    >`SELECT 1 FROM graphile_worker.jobs WHERE key = ${`export:${made.id}`}`;
    expect(jobs).toHaveLength(1);
    const done = await work(made.id);
    expect(done).toMatchObject({ status: "finished", rows: 2, rejected: {}, lossy: {}, error: null });
    expect(done.files.map(({ name }) => name)).toEqual([DATA, "manifest.json", "SHA256SUMS", "receipt.json"]);
    expect(await work(made.id)).toEqual(done);
    expect(await look(made.id)).toEqual(done);
    const audit = await studio.db.prisma.auditRow.findMany({ where: { subject: made.id }, orderBy: { at: "asc" } });
    expect(audit.map(({ action, actorId, projectId }) => [action, actorId, projectId])).toEqual([
      ["create-export", engineer.actor.id, studio.projectId],
      ["run-export", "worker", studio.projectId],
    ]);
  });

  it("keeps every text, unit for unit, spilled ones too, and orders runs by key", async () => {
    const { id } = await create();
    await work(id);
    const rows = await rowsOf(id);
    expect(rows.map(({ runKey }) => runKey)).toEqual(rows.map(({ runKey }) => runKey).toSorted());
    const hard = rows.find(({ name }) => name === "hard");
    expect(hard.submission).toBe("diff for cart \0 \udfff");
    const fields = hard.steps.flatMap((step: Record<string, unknown>) => [step.thought, step.observation]);
    expect(fields.includes(HARD_THOUGHT)).toBe(true);
    expect(fields.some((text: unknown) => text === LONG_OBSERVATION)).toBe(true);
    const known = rows.find(({ name }) => name === "lucky");
    expect(known.steps.map(({ ordinal }: { ordinal: number }) => ordinal)).toEqual(
      Array.from({ length: demo.stepCount }, (_, at) => at),
    );
    expect(known.totals.steps).toBe(demo.stepCount);
  });

  it("is the same bytes twice, and says who asked and what was sealed in its receipt alone", async () => {
    const versionId = await studio.freeze("twice");
    const [first, second] = [await exportOf(versionId), await exportOf(versionId)];
    const [a, b] = [await work(first.id), await work(second.id)];
    expect(b.contentSha256).toBe(a.contentSha256);
    expect(b.files.slice(0, 3)).toEqual(a.files.slice(0, 3));
    const receipt = JSON.parse((await download(second.id, "receipt.json")).toString());
    expect(receipt).toMatchObject({
      exportId: second.id,
      actor: { kind: "user", id: engineer.actor.id },
      contentSha256: b.contentSha256,
    });
    expect(receipt.auditHead.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(receipt.lineage).toContainEqual(expect.objectContaining({ trajectoryId: hardId }));
  });

  it("holds what each frozen submission held, and nothing that came later", async () => {
    const lead = await studio.as("lead");
    const all = Array.from({ length: demo.stepCount }, (_, at) => phase(at, "edit"));
    await save(lead, "all", ...all, outcome);
    await submitReview(lead, { trajectoryId: demo.trajectoryId, revisionId: demo.revisionId });
    await save(lead, "change", phase(0, "localize", 1));
    const versionId = await studio.freeze("reviewed", [demo.trajectoryId]);
    await submitReview(lead, { trajectoryId: demo.trajectoryId, revisionId: demo.revisionId });
    const { id } = await exportOf(versionId);
    await work(id);
    const [row] = await rowsOf(id);
    expect(row.reviews).toHaveLength(1);
    const [review] = row.reviews;
    expect(review).toMatchObject({ kind: "human", authorId: lead.actor.id, round: 1, submission: { number: 1 } });
    expect(review.marks).toHaveLength(demo.stepCount + 1);
    const first = review.marks.filter(({ anchor }: { anchor: { ordinal?: number } }) => anchor.ordinal === 0);
    expect(first).toMatchObject([{ version: 1, value: { type: "label", label: "edit" } }]);
    expect(row.taxonomies[0]).toMatchObject({ id: "runtape-default", sha256: review.taxonomy.sha256 });
    const manifest = JSON.parse((await download(id, "manifest.json")).toString());
    expect(manifest.selection[0].submissions).toEqual([[1, review.submission.sha256]]);
    expect(manifest.dataset).toMatchObject({ name: "reviewed", version: 1 });
  });

  it("refuses what it does not know, and people without the right", async () => {
    const versionId = await studio.freeze("known");
    await expect(createExport(engineer, { project: studio.project, profile: "nope", versionId })).rejects.toMatchObject(
      { code: "invalid_input", message: expect.stringContaining("trl-sft") },
    );
    await expect(exportOf("01890000-0000-7000-8000-000000000000")).rejects.toMatchObject({ code: "not_found" });
    await expect(
      createExport(await studio.as("annotator"), { project: studio.project, profile: "studio-full", versionId }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("an export that is stopped", () => {
  it("writes nothing more and keeps nothing once it is cancelled", async () => {
    const { id } = await create();
    const { files, keys } = filesThat(async (name) => {
      if (name === "manifest.json") await cancelExport(engineer, { project: studio.project, exportId: id });
    });
    expect(await work(id, { files })).toMatchObject({ status: "cancelled", files: [], contentSha256: null });
    await expectNothingKept(keys);
    await expect(download(id)).rejects.toMatchObject({ code: "conflict" });
    expect(await cancelExport(engineer, { project: studio.project, exportId: id })).toMatchObject({
      status: "cancelled",
    });
    expect(await work(id)).toMatchObject({ status: "cancelled" });
  });

  it("sees the cancel in the middle of a run", async () => {
    const { id } = await create([hardId]);
    let now = Date.now();
    const clock = () => new Date((now += 1000));
    const { files, keys } = filesThat(() =>
      cancelExport(engineer, { project: studio.project, exportId: id }).then(() => undefined),
    );
    expect(await work(id, { files, clock })).toMatchObject({ status: "cancelled", rows: 0 });
    expect(keys).toHaveLength(1);
    await expectNothingKept(keys);
  });

  it("says why it failed and keeps nothing", async () => {
    const { id } = await create();
    const { files, keys } = filesThat(async (name) => {
      if (name === "manifest.json") throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    });
    await expect(work(id, { files })).rejects.toThrow("no space");
    expect(await look(id)).toMatchObject({
      status: "failed",
      error: expect.stringContaining("Start it again"),
      files: [],
    });
    await expectNothingKept(keys);
    await expect(cancelExport(engineer, { project: studio.project, exportId: id })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("goes back to the queue when there is another attempt, and starts over after a killed one", async () => {
    const { id } = await create([demo.trajectoryId]);
    const { files, keys } = filesThat(async (name) => {
      if (name === "SHA256SUMS") throw new Error("connection lost");
    });
    const context = { ...studio.operator(), actor: WORKER, files };
    const attempt = runExport(context, { projectId: studio.projectId, exportId: id, isLastAttempt: false });
    await expect(attempt).rejects.toThrow("connection lost");
    expect(await look(id)).toMatchObject({ status: "running", error: null });
    const [left = ""] = keys;
    await studio.files.put(
      left,
      (async function* () {
        yield Buffer.from("left by a killed worker");
      })(),
    );
    expect(await work(id)).toMatchObject({ status: "finished", rows: 1 });
    await expectNothingKept(keys);
  });

  it("is written by one worker at a time", async () => {
    const { id } = await create([demo.trajectoryId]);
    const { files } = filesThat(async (name) => {
      if (name === "manifest.json") await expect(work(id)).rejects.toMatchObject({ code: "unavailable" });
    });
    expect(await work(id, { files })).toMatchObject({ status: "finished" });
  });
});

describe("a download", () => {
  it("is one zip, the same bytes in any part of it", async () => {
    const { id } = await create([demo.trajectoryId]);
    await work(id);
    const opened = await openDownload(engineer, { project: studio.project, exportId: id });
    expect(opened.fileName).toMatch(/^studio-full-[0-9a-f]{12}\.zip$/);
    const whole = await download(id);
    expect(whole.length).toBe(opened.sizeBytes);
    expect(whole.subarray(0, 4).toString("latin1")).toBe("PK\x03\x04");
    const parts = [
      await download(id, undefined, { start: 0, end: 1000 }),
      await download(id, undefined, { start: 1000, end: whole.length }),
    ];
    expect(Buffer.concat(parts).equals(whole)).toBe(true);
    expect(whole.includes(await download(id, DATA))).toBe(true);
  });

  it("waits for the export to be finished and knows its files", async () => {
    const { id } = await create([demo.trajectoryId]);
    await expect(download(id)).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("queued") });
    await work(id);
    await expect(download(id, "../secret")).rejects.toMatchObject({ code: "not_found" });
    const row = await studio.db.prisma.export.findFirstOrThrow({ where: { id } });
    const [file] = row.files as { key: string }[];
    await studio.files.remove(file?.key ?? "");
    await expect(download(id)).rejects.toMatchObject({ code: "not_found" });
  });
});
