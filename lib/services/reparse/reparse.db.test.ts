import { afterEach, beforeEach, describe, expect, it } from "vitest";
import yazl from "yazl";
import type { ReparseOrder, ReparseRunView } from "../../api/contract/reparse.ts";
import { holdLock } from "../../db/hold-lock.ts";
import type { Importer } from "../../importers/importer.ts";
import { openaiMessages } from "../../importers/openai-messages/openai-messages.ts";
import { runtapeLive } from "../../importers/runtape-live/runtape-live.ts";
import { sweAgent } from "../../importers/swe-agent/swe-agent.ts";
import { readRunGovernance } from "../governance/read-run-governance.ts";
import { listInner } from "../imports/list-inner.ts";
import { processFile } from "../imports/process-file.ts";
import { stageFile } from "../imports/stage-file.ts";
import { StepCopier } from "../imports/step-copier.ts";
import { sweepLeftOver } from "../imports/sweep-staged.ts";
import { appendSteps } from "../live/append-steps.ts";
import { openLiveRun } from "../live/open-live-run.ts";
import { sealRun } from "../live/seal-run.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readBodies } from "../trajectories/read-bodies.ts";
import { readSkeleton } from "../trajectories/read-skeleton.ts";
import { readSource } from "../trajectories/read-source.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";
import { resumeWork } from "../studio/resume-work.ts";
import { WORKER } from "../context.ts";
import { atVersion, type OtherVersion } from "../test-at-version.ts";
import { cancelReparse } from "./cancel-reparse.ts";
import { listReparses } from "./list-reparses.ts";
import { readReparse } from "./read-reparse.ts";
import { reparseFile } from "./reparse-file.ts";
import { reparseWaiting } from "./reparse-waiting.ts";
import { startReparse } from "./start-reparse.ts";
import { waitingFiles } from "./waiting-files.ts";

let studio: TestStudio;
beforeEach(async () => {
  studio = await openTestStudio();
});
afterEach(() => studio?.close());

const RUN = JSON.stringify({
  environment: "shelves",
  trajectory: ["look", "read", "mend"].map((thought, at) => ({
    thought: `${thought}.`,
    action: `cat ${at}.txt`,
    observation: `${at} cups`,
    response: thought,
  })),
  history: [{ role: "user", content: "Count the cups.", agent: "main" }],
  info: { exit_status: "submitted" },
});
const chat = (text: string) =>
  JSON.stringify({
    messages: [
      { role: "user", content: text },
      { role: "assistant", content: `${text}!` },
    ],
  });

const shout: OtherVersion = {
  version: "2",
  step: (step) => ({ ...step, text: { ...step.text, thought: step.text.thought?.toUpperCase() ?? null } }),
};
const withParser = (importer: Importer, other: OtherVersion) => studio.readWith([atVersion(importer, other)]);
const start = async (order: ReparseOrder = {}) =>
  (await startReparse(studio.operator(), { project: studio.project, ...order })).reparse;

async function reparse(order: ReparseOrder = {}): Promise<ReparseRunView[]> {
  const reparseId = (await start(order))?.id ?? "";
  const runs: ReparseRunView[] = [];
  for await (const done of await reparseWaiting(studio.operator(), { projectId: studio.projectId, reparseId }))
    runs.push(...done);
  await studio.scanAll();
  return runs;
}

const revisions = (trajectoryId: string) =>
  studio.db.prisma.trajectoryRevision.findMany({ where: { trajectoryId }, orderBy: { number: "asc" } });
const ends = (runs: ReparseRunView[]) => runs.map(({ status }) => status);
const thoughts = async (trajectoryId: string) =>
  (await readBodies(studio.operator(), { trajectoryId, from: 0, to: 10 })).steps.map(({ thought }) => thought?.text);
const outdated = async () => (await listReparses(studio.operator(), { project: studio.project })).outdated;
async function importOne(name: string, content: string | Uint8Array): Promise<string> {
  const file = await studio.importFile(name, content);
  return file.trajectories[0]?.id ?? "";
}

describe("a newer parser", () => {
  it("makes the next revision of the same run out of its kept bytes, which is scanned and shown", async () => {
    const trajectoryId = await importOne("cups.traj", RUN);
    expect(await outdated()).toEqual([]);
    expect(await start()).toBeNull();
    withParser(sweAgent, shout);
    expect(await outdated()).toEqual([
      { formatId: "swe-agent", label: sweAgent.label, version: "1", newest: "2", runs: 1 },
    ]);
    expect(await reparse()).toMatchObject([{ trajectoryId, status: "revised", fromVersion: "1", toVersion: "2" }]);
    const [first, second, ...others] = await revisions(trajectoryId);
    expect(others).toEqual([]);
    expect([first?.number, first?.parserVersion, second?.number, second?.parserVersion]).toEqual([1, "1", 2, "2"]);
    expect(second?.rawSha256).toEqual(first?.rawSha256);
    expect(second?.importFileId).toBe(first?.importFileId);
    const run = await readTrajectory(studio.operator(), { trajectoryId });
    expect([run.revisionId, run.revisionNumber, run.stepCount]).toEqual([second?.id, 2, 3]);
    expect(await thoughts(trajectoryId)).toEqual(["LOOK.", "READ.", "MEND."]);
    expect((await readSkeleton(studio.operator(), { trajectoryId })).count).toBe(3);
    expect((await readSource(studio.operator(), { trajectoryId, ordinal: 1 })).text).toContain("1 cups");
    const { gate } = await readRunGovernance(studio.operator(), { trajectoryId });
    expect([gate.state, gate.scan?.status]).toEqual(["needs_review", "done"]);
    const old = await studio.db.prisma.stepBody.findMany({ where: { trajectoryId, revisionId: first?.id ?? "" } });
    expect(old.map(({ thought }) => thought).sort()).toEqual(["look.", "mend.", "read."]);
    expect(await outdated()).toEqual([]);
    expect(await start()).toBeNull();
  });

  it("that says the same makes no revision, and the run is not out of date any more", async () => {
    const trajectoryId = await importOne("cups.traj", RUN);
    withParser(sweAgent, { version: "2" });
    expect(ends(await reparse())).toEqual(["unchanged"]);
    expect(await revisions(trajectoryId)).toMatchObject([{ parserVersion: "1", sameUnder: "2" }]);
    expect(await outdated()).toEqual([]);
    expect(ends(await reparse({ force: true }))).toEqual(["unchanged"]);
    withParser(sweAgent, { ...shout, version: "3" });
    expect(ends(await reparse())).toEqual(["revised"]);
  });

  it.each<[string, OtherVersion["step"]]>([
    ["a kind", (step) => ({ ...step, kind: "other" })],
    ["a place in the bytes", (step) => ({ ...step, sourcePointer: { ...step.sourcePointer, path: "x" } })],
    ["an error", (step) => ({ ...step, isError: true })],
    ["a missing step", (step) => (step.sourceIndex === 2 ? null : step)],
  ])("that differs by %s makes one", async (_, step) => {
    await importOne("cups.traj", RUN);
    withParser(sweAgent, { version: "2", step });
    expect(ends(await reparse())).toEqual(["revised"]);
  });

  it("that learns something of the run alone makes one, and what was recorded around it stays", async () => {
    const trajectoryId = await importOne("cups.traj", RUN);
    await studio.db.prisma.importFile.updateMany({ data: { capture: JSON.stringify([["commit", "4f2c"]]) } });
    withParser(sweAgent, {
      version: "2",
      outcome: (each) => (each.type === "run" ? { ...each, run: { ...each.run, agent: "mender" } } : each),
    });
    expect(ends(await reparse())).toEqual(["revised"]);
    const run = await readTrajectory(studio.operator(), { trajectoryId });
    expect(run.agent).toBe("mender");
    expect(run.environment.at(-1)).toEqual(["commit", "4f2c"]);
  });

  it("that cannot read a run any more leaves it its revision, and says so", async () => {
    const trajectoryId = await importOne("cups.traj", RUN);
    const problem = { code: "not-a-run", message: "Not a run.", line: null, path: null, byteOffset: null };
    withParser(sweAgent, {
      version: "2",
      outcome: (each) =>
        each.type === "run" ? { type: "problem", problem: { ...problem, severity: "quarantine" } } : each,
    });
    expect(await reparse()).toMatchObject([{ status: "failed", problem: "Not a run." }]);
    expect(await revisions(trajectoryId)).toHaveLength(1);
    expect(await thoughts(trajectoryId)).toEqual(["look.", "read.", "mend."]);
    expect(await outdated()).toMatchObject([{ runs: 1 }]);
    studio.readWith([]);
    expect(await outdated()).toMatchObject([{ runs: 1, newest: null }]);
    expect(await reparse({ runs: [trajectoryId] })).toMatchObject([
      { status: "failed", problem: expect.stringContaining('no "swe-agent"') },
    ]);
    expect(await studio.db.prisma.step.count()).toBe(3);
  });

  it("never lowers: a build with an older parser finds nothing out of date", async () => {
    withParser(sweAgent, { version: "10" });
    await importOne("cups.traj", RUN);
    withParser(sweAgent, shout);
    expect(await outdated()).toEqual([]);
    expect(await start()).toBeNull();
  });
});

describe("every way that bytes came in", () => {
  const loud = (importer: Importer, version: string, when: (text: string) => boolean = () => true) =>
    atVersion(importer, {
      version,
      step: (step) =>
        step.text.message && when(step.text.message)
          ? { ...step, text: { ...step.text, message: step.text.message.toUpperCase() } }
          : step,
    });

  it("a file of many runs: each its own end, and only those that were asked for", async () => {
    const file = await studio.importFile("talks.jsonl", [chat("one"), chat("two"), chat("three")].join("\n"));
    const [one, two, three] = file.trajectories.map(({ id }) => id);
    studio.readWith([loud(openaiMessages, "2", (text) => text.startsWith("two"))]);
    expect(await reparse({ runs: [one ?? "", two ?? ""] })).toMatchObject([
      { trajectoryId: one, status: "unchanged" },
      { trajectoryId: two, status: "revised" },
    ]);
    expect(await outdated()).toMatchObject([{ formatId: "openai-messages", version: "1", runs: 1 }]);
    const source = await readSource(studio.operator(), { trajectoryId: two ?? "", ordinal: 1 });
    expect(JSON.parse(source.text)).toEqual({ role: "assistant", content: "two!" });
    expect(ends(await reparse({ format: "openai-messages" }))).toEqual(["unchanged"]);
    expect(await revisions(three ?? "")).toHaveLength(1);
    expect(await studio.db.prisma.trajectory.count()).toBe(3);
    expect(await studio.db.prisma.trajectoryRevision.count({ where: { isPublished: false } })).toBe(0);
  });

  it("the files of an archive", async () => {
    const zip = new yazl.ZipFile();
    zip.addBuffer(Buffer.from(RUN), "night/cups.traj");
    zip.addBuffer(Buffer.from(chat("one")), "night/talk.jsonl");
    zip.end();
    const parts: Buffer[] = [];
    for await (const part of zip.outputStream) parts.push(Buffer.from(part));
    const archive = await studio.receive("runs.zip", Buffer.concat(parts));
    const place = { projectId: studio.projectId, archiveId: archive.id };
    for (const { id: fileId } of await listInner(studio.operator(), place))
      await processFile(studio.operator(), { projectId: studio.projectId, fileId });
    studio.readWith([atVersion(sweAgent, shout), loud(openaiMessages, "2")]);
    expect(ends(await reparse())).toEqual(["revised", "revised"]);
  });

  it("a run that came step by step, with its gaps, once it is sealed", async () => {
    const sent = (seq: number) => ({ seq, message: `step ${seq}` });
    const { trajectoryId } = await openLiveRun(studio.operator(), { project: studio.project, runId: "night/7" });
    await appendSteps(studio.operator(), { trajectoryId, steps: [sent(0), sent(1), sent(4)] });
    studio.readWith([atVersion(runtapeLive, { version: "2" })]);
    expect(await start()).toBeNull();
    await sealRun(studio.operator(), { trajectoryId, exitStatus: "done" });
    await studio.scanAll();
    expect(ends(await reparse({ force: true }))).toEqual(["unchanged"]);
    studio.readWith([loud(runtapeLive, "3")]);
    expect(ends(await reparse())).toEqual(["revised"]);
    const { steps } = await readBodies(studio.operator(), { trajectoryId, from: 0, to: 9 });
    expect(steps.map(({ message }) => message?.text)).toEqual([
      "STEP 0",
      "STEP 1",
      "STEPS 3 TO 4 WERE NEVER RECEIVED. WHAT FOLLOWS WAS.",
      "STEP 4",
    ]);
  });
});

describe("a reparse that is broken off", () => {
  const failing = (at: number) => {
    let reads = 0;
    return atVersion(sweAgent, {
      ...shout,
      outcome: (each) => {
        if (each.type === "run" && (reads += 1) === at) throw new Error("killed");
        return each;
      },
    });
  };

  it("goes on where it was, and makes nothing twice", async () => {
    const trajectoryId = await importOne("cups.traj", RUN);
    studio.readWith([failing(1)]);
    const reparseId = (await start())?.id ?? "";
    const [place] = await waitingFiles(studio.db.prisma, reparseId);
    const { projectId } = studio;
    const order = { projectId, reparseId, fileId: place?.fileId ?? "" };
    await expect(reparseFile(studio.operator(), order)).rejects.toThrow("killed");
    expect(await studio.db.prisma.step.count()).toBe(3);
    await expect(start()).rejects.toMatchObject({ code: "conflict" });
    const jobs = () => studio.db.prisma.$queryRaw`SELECT key FROM graphile_worker.jobs WHERE key LIKE 'reparse:%'`;
    await studio.db.prisma.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    await resumeWork({ ...studio.operator(), actor: WORKER }, {});
    expect(await jobs()).toHaveLength(1);
    const twice = await Promise.all([1, 2, 3].map(() => reparseFile(studio.operator(), order)));
    expect(twice.map(ends)).toEqual([["revised"], ["revised"], ["revised"]]);
    expect(await revisions(trajectoryId)).toHaveLength(2);
    expect(await studio.db.prisma.step.count()).toBe(6);
    expect(await studio.db.prisma.scan.count({ where: { trajectoryId } })).toBe(2);
  });

  it("was killed in the middle of a copy: what it left is swept, by whoever reads next or by the next worker", async () => {
    const trajectoryId = await importOne("cups.traj", RUN);
    const file = await studio.db.prisma.importFile.findFirstOrThrow();
    const leave = async () => {
      const client = await studio.db.copyPool.connect();
      const copier = new StepCopier(client, file);
      const bytes = studio.files.read((await studio.db.prisma.rawPack.findFirstOrThrow()).fileKey);
      await stageFile({ ctx: studio.operator(), row: file, importer: sweAgent, copier, bytes });
      await copier.flush();
      client.release();
      expect(await studio.db.prisma.trajectoryRevision.count({ where: { isPublished: false } })).toBe(1);
    };
    await leave();
    withParser(sweAgent, shout);
    expect(ends(await reparse())).toEqual(["revised"]);
    expect(await studio.db.prisma.step.count()).toBe(6);
    await leave();
    const lock = await holdLock(studio.db, `import:${studio.projectId}:${file.sha256}`);
    await sweepLeftOver(studio.db);
    expect(await studio.db.prisma.step.count()).toBe(9);
    await lock.release({ isBroken: false });
    await sweepLeftOver(studio.db);
    expect(await studio.db.prisma.step.count()).toBe(6);
    expect(await revisions(trajectoryId)).toHaveLength(2);
  });

  it("ends as failed when every try failed, with nothing half done", async () => {
    await importOne("cups.traj", RUN);
    studio.readWith([failing(1)]);
    expect(await reparse()).toMatchObject([{ status: "failed", problem: expect.stringContaining("every time") }]);
    expect(await studio.db.prisma.step.count()).toBe(3);
  });

  it("is cancelled: what waits keeps its revision, what is done stays", async () => {
    const first = await importOne("cups.traj", RUN);
    await importOne("more.traj", RUN.replace("shelves", "shops"));
    withParser(sweAgent, shout);
    const reparseId = (await start())?.id ?? "";
    const [place] = await waitingFiles(studio.db.prisma, reparseId);
    await reparseFile(studio.operator(), {
      projectId: studio.projectId,
      reparseId,
      fileId: place?.fileId ?? "",
    });
    const lead = await studio.as("lead");
    const order = { project: studio.project, reparseId };
    expect((await cancelReparse(lead, order)).counts).toEqual({
      runs: 2,
      waiting: 0,
      unchanged: 0,
      revised: 1,
      failed: 0,
      cancelled: 1,
    });
    expect((await cancelReparse(lead, order)).counts.cancelled).toBe(1);
    expect(await revisions(first)).toHaveLength(2);
    expect((await readReparse(lead, order)).counts.revised).toBe(1);
    await expect(readReparse(await studio.as("annotator"), order)).rejects.toMatchObject({ code: "forbidden" });
    expect(ends(await reparse())).toEqual(["revised"]);
  });

  it("leaves a run alone that got another revision meanwhile", async () => {
    const trajectoryId = await importOne("cups.traj", RUN);
    withParser(sweAgent, shout);
    await start();
    await studio.db.prisma.trajectory.update({
      where: { id: trajectoryId },
      data: { currentRevisionId: crypto.randomUUID() },
    });
    const [place] = await waitingFiles(studio.db.prisma);
    const { sha256: _sha256, ...order } = place ?? { sha256: "", projectId: "", reparseId: "", fileId: "" };
    expect(await reparseFile(studio.operator(), order)).toMatchObject([
      { status: "failed", problem: expect.stringContaining("another revision") },
    ]);
  });
});

it("holds counts in the database: a file and a run say what is there, and an end is never unsaid", async () => {
  const trajectoryId = await importOne("cups.traj", RUN);
  withParser(sweAgent, shout);
  await reparse();
  const db = studio.db.prisma;
  await db.importFile.updateMany({ data: { status: "stored" } });
  await expect(db.reparseRun.updateMany({ data: { carried: 7 } })).rejects.toThrow(/never changed/);
  await expect(
    db.reparseRun.create({
      data: {
        projectId: studio.projectId,
        reparseId: crypto.randomUUID(),
        trajectoryId,
        fileId: crypto.randomUUID(),
        importer: "x",
        fromVersion: "1",
        fromRevisionId: crypto.randomUUID(),
        toRevisionId: crypto.randomUUID(),
        status: "revised",
        finishedAt: new Date(),
      },
    }),
  ).rejects.toThrow(/has no revision of this reparse/);
});
