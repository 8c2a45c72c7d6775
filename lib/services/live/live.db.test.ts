import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEGMENT_STEPS } from "../../domain/record/skeleton.ts";
import { collect, runOf, stepsOf } from "../../importers/collect.ts";
import { runtapeLive } from "../../importers/runtape-live/runtape-live.ts";
import { readRunGovernance } from "../governance/read-run-governance.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readBodies } from "../trajectories/read-bodies.ts";
import { readSkeleton } from "../trajectories/read-skeleton.ts";
import { readSource } from "../trajectories/read-source.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";
import { appendSteps } from "./append-steps.ts";
import { openLiveRun } from "./open-live-run.ts";
import { sealIdleRuns, sealRun } from "./seal-run.ts";

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio.close());

const step = (seq: number, more: object = {}) => ({
  seq,
  thought: `Think ${seq}.`,
  action: { name: "bash", input: `echo ${seq}` },
  observation: `${seq}\n`,
  exitCode: 0,
  ...more,
});
const steps = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => step(from + at));
const begin = (runId: string) =>
  openLiveRun(studio.operator(), { project: studio.project, runId, task: { instruction: "Mend it." } });
const append = (trajectoryId: string, sent: ReturnType<typeof steps>) =>
  appendSteps(studio.operator(), { trajectoryId, steps: sent });
const messages = async (trajectoryId: string, to: number) =>
  (await readBodies(studio.operator(), { trajectoryId, from: 0, to })).steps.map(
    ({ thought, message }) => (thought ?? message)?.text,
  );

describe("a live run", () => {
  it("shows what has come without gaps, while the agent still works", async () => {
    const { trajectoryId, nextSeq } = await begin("works");
    expect(nextSeq).toBe(0);
    expect(await append(trajectoryId, steps(0, 2))).toMatchObject({ nextSeq: 2, pending: 0 });
    expect(await append(trajectoryId, [step(4), step(3)])).toMatchObject({ nextSeq: 2, pending: 2 });
    const early = await readTrajectory(studio.operator(), { trajectoryId });
    expect([early.stepCount, early.actionCount, early.live?.pending]).toEqual([2, 2, 2]);
    expect((await readSkeleton(studio.operator(), { trajectoryId })).count).toBe(2);
    expect((await readSource(studio.operator(), { trajectoryId, ordinal: 1 })).text).toContain('"seq":1');
    expect(await append(trajectoryId, [step(2)])).toMatchObject({ nextSeq: 5, pending: 0 });
    expect(await messages(trajectoryId, 5)).toEqual([0, 1, 2, 3, 4].map((seq) => `Think ${seq}.`));
  });

  it("takes the same steps again without change, and refuses others under their number", async () => {
    const { trajectoryId } = await begin("again");
    await append(trajectoryId, steps(0, 3));
    expect(await append(trajectoryId, steps(1, 4))).toMatchObject({ nextSeq: 4 });
    await expect(append(trajectoryId, [step(1, { observation: "other" })])).rejects.toThrow(
      /Step 1 was received before/,
    );
    await expect(append(trajectoryId, [step(9), step(9, { thought: "other" })])).rejects.toThrow(/Step 9/);
    await expect(append(trajectoryId, [step(20_000)])).rejects.toThrow(/too far ahead/);
    expect(await studio.db.prisma.step.count({ where: { trajectoryId } })).toBe(4);
    expect((await begin("again")).nextSeq).toBe(4);
  });

  it("gives each step once, however many send it at the same time", async () => {
    const { trajectoryId } = await begin("race");
    const batches = [steps(0, 40), steps(20, 60), steps(0, 60), steps(40, 80)];
    await Promise.all(batches.map((batch) => append(trajectoryId, batch)));
    const rows = await studio.db.prisma.step.findMany({ where: { trajectoryId }, orderBy: { ordinal: "asc" } });
    expect(rows.map(({ ordinal, sourceIndex }) => [ordinal, sourceIndex])).toEqual(
      steps(0, 80).map(({ seq }) => [seq, seq]),
    );
  });

  it("is begun once by many, and a key names it where it has no id", async () => {
    const one = await Promise.all([1, 2, 3, 4].map(() => begin("once")));
    expect(new Set(one.map(({ trajectoryId }) => trajectoryId)).size).toBe(1);
    const context = { ...studio.operator(), idempotencyKey: "k-1" };
    const [first, second] = [
      await openLiveRun(context, { project: studio.project }),
      await openLiveRun(context, { project: studio.project }),
    ];
    expect(second.trajectoryId).toBe(first.trajectoryId);
  });

  it("takes names that no column holds as they are, and is sealed like any other", async () => {
    const { trajectoryId } = await begin("hard names");
    expect(await append(trajectoryId, [step(0, { lane: "half \ud800, none \u0000" })])).toMatchObject({ nextSeq: 1 });
    expect(await sealRun(studio.operator(), { trajectoryId })).toMatchObject({ isSealed: true });
  });

  it("whose log came in as a file meanwhile leaves the newer revision as it is", async () => {
    const { trajectoryId } = await begin("overtaken");
    await append(trajectoryId, steps(0, 3));
    const head = JSON.stringify({ format: "runtape-live", version: 1, run: { runId: "overtaken" } });
    const file = await studio.importFile(
      "log.jsonl",
      `${head}\n${JSON.stringify({ step: step(0) })}\n{"seal":{"exitStatus":"done"}}\n`,
    );
    expect(file.trajectories.map(({ id }) => id)).toEqual([trajectoryId]);
    await append(trajectoryId, [step(3)]);
    await sealRun(studio.operator(), { trajectoryId, exitStatus: "late" });
    const run = await readTrajectory(studio.operator(), { trajectoryId });
    expect(run).toMatchObject({ stepCount: 1, exitStatus: "done", revisionNumber: 2 });
  });

  it("fills segment after segment", async () => {
    const { trajectoryId } = await begin("long");
    for (let from = 0; from < SEGMENT_STEPS + 10; from += 500)
      await append(trajectoryId, steps(from, Math.min(from + 500, SEGMENT_STEPS + 10)));
    const counts = await Promise.all(
      [0, 1].map((segment) => readSkeleton(studio.operator(), { trajectoryId, segment })),
    );
    expect(counts.map(({ from, count }) => [from, count])).toEqual([
      [0, SEGMENT_STEPS],
      [SEGMENT_STEPS, 10],
    ]);
    await sealRun(studio.operator(), { trajectoryId });
    expect((await readSkeleton(studio.operator(), { trajectoryId, segment: 1 })).count).toBe(10);
  });
});

describe("sealing", () => {
  it("closes gaps with a row that names them, keeps the bytes, and they read as the same run", async () => {
    const { trajectoryId } = await begin("sealed");
    const hard = step(1, { message: "half \ud800 and \u0000 none", observation: undefined, exitCode: undefined });
    await append(trajectoryId, [step(0), hard, step(4, { lane: "helper", parentSeq: 0 }), step(7)]);
    expect(
      await sealRun(studio.operator(), { trajectoryId, exitStatus: "submitted", submission: "diff" }),
    ).toMatchObject({ isSealed: true, pending: 0 });
    expect(await messages(trajectoryId, 6)).toEqual([
      "Think 0.",
      "Think 1.",
      "Steps 3 to 4 were never received. What follows was.",
      "Think 4.",
      "Steps 6 to 7 were never received. What follows was.",
      "Think 7.",
    ]);
    const run = await readTrajectory(studio.operator(), { trajectoryId });
    expect(run).toMatchObject({ exitStatus: "submitted", submission: "diff", live: null, stepCount: 6 });
    const pack = await studio.db.prisma.rawPack.findFirstOrThrow({ where: { sha256: run.rawSha256[0] ?? "" } });
    const parts: Uint8Array[] = [];
    for await (const part of studio.files.read(pack.fileKey)) parts.push(part);
    const outcomes = await collect(runtapeLive, Buffer.concat(parts));
    const stored = await studio.db.prisma.step.findMany({ where: { trajectoryId }, orderBy: { ordinal: "asc" } });
    expect(
      stepsOf(outcomes).map((each) => [
        each.ordinal,
        each.turn,
        each.lane,
        each.parentOrdinal,
        each.sourceIndex,
        each.sourcePointer.byteStart,
        each.sourcePointer.byteEnd,
      ]),
    ).toEqual(
      stored.map((row) => [
        row.ordinal,
        row.turn,
        row.lane,
        row.parentOrdinal,
        row.sourceIndex,
        Number(row.sourceByteStart),
        Number(row.sourceByteEnd),
      ]),
    );
    expect(stepsOf(outcomes)[1]?.text.message).toBe("half \ud800 and \u0000 none");
    expect(runOf(outcomes)?.stepCount).toBe(6);
    expect((await readSource(studio.operator(), { trajectoryId, ordinal: 5 })).text).toContain('"seq":7');
    expect(await studio.db.prisma.liveStep.count({ where: { trajectoryId } })).toBe(0);
  });

  it("asks for a scan, ends the run for good, and its bytes are known when they come as a file", async () => {
    const { trajectoryId } = await begin("over");
    await append(trajectoryId, steps(0, 2));
    expect((await readRunGovernance(studio.operator(), { trajectoryId })).gate.state).toBe("unscanned");
    await sealRun(studio.operator(), { trajectoryId });
    await sealRun(studio.operator(), { trajectoryId });
    await studio.scanAll();
    expect((await readRunGovernance(studio.operator(), { trajectoryId })).gate.state).toBe("needs_review");
    await expect(append(trajectoryId, [step(2)])).rejects.toThrow(/is sealed/);
    await expect(begin("over")).rejects.toThrow(/is over/);
    const { rawSha256 } = await readTrajectory(studio.operator(), { trajectoryId });
    const pack = await studio.db.prisma.rawPack.findFirstOrThrow({ where: { sha256: rawSha256[0] ?? "" } });
    const parts: Uint8Array[] = [];
    for await (const part of studio.files.read(pack.fileKey)) parts.push(part);
    expect((await studio.importFile("copy.jsonl", Buffer.concat(parts))).status).toBe("skipped");
  });

  it("comes by itself when nothing came for long", async () => {
    const { trajectoryId } = await begin("idle");
    await append(trajectoryId, steps(0, 1));
    const later = { ...studio.operator(), clock: () => new Date(Date.now() + 3_600_000) };
    expect((await sealIdleRuns(later, {})).sealed).toBeGreaterThan(0);
    expect(await readTrajectory(studio.operator(), { trajectoryId })).toMatchObject({
      live: null,
      exitStatus: "no more steps came",
    });
  });
});
