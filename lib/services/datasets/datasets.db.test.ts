import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { v7 as uuidv7 } from "uuid";
import type { Context } from "../context.ts";
import { createExport } from "../exports/create-export.ts";
import { clearRun } from "../governance/clear-runs.ts";
import { refreshGates } from "../governance/gate.ts";
import { judgeValue } from "../governance/judge-value.ts";
import { markFinding } from "../governance/mark-finding.ts";
import { saveMarks } from "../reviews/save-marks.ts";
import { submitReview } from "../reviews/submit-review.ts";
import { createProject } from "../studio/create-project.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";
import { freezeDataset } from "./freeze-dataset.ts";
import { listDatasets } from "./list-datasets.ts";
import { previewDataset } from "./preview-dataset.ts";
import { readVersion } from "./read-version.ts";

let studio: TestStudio;
let lead: Context;
let annotator: Context;
const ids = new Map<string, string>();

const run = (name: string) =>
  JSON.stringify({
    environment: name,
    trajectory: [{ action: `echo ${name}`, observation: name, thought: "Look.", response: "", state: "{}" }],
    history: [{ role: "user", content: `Say ${name}.`, agent: "main" }],
    info: { exit_status: "submitted", submission: "+ x" },
  });

beforeAll(async () => {
  studio = await openTestStudio();
  [lead, annotator] = [await studio.as("lead"), await studio.as("annotator")];
  for (const name of ["alpha", "beta", "gamma", "delta"]) await importRun(name);
  // Its scan was asked for and has not come.
  ids.set("waiting", (await studio.receive("waiting.traj", run("waiting"))).trajectories[0]?.id ?? "");
});
afterAll(() => studio?.close());

const idOf = (name: string) => ids.get(name) ?? "";
const place = async (name: string) => {
  const trajectoryId = idOf(name);
  return { trajectoryId, revisionId: (await readTrajectory(lead, { trajectoryId })).revisionId };
};
const project = () => ({ project: studio.project });
const importRun = async (name: string) =>
  ids.set(name, (await studio.importFile(`${name}.traj`, run(name))).trajectories[0]?.id ?? "");
const itemsOf = (versionId: string) =>
  studio.db.prisma.datasetItem.findMany({ where: { versionId }, orderBy: { position: "asc" } });
const reviewed = async (name: string, label: string) => {
  const at = await place(name);
  const marks = [
    { dimension: "phase", anchor: { target: "step", ordinal: 0 }, value: { type: "label", label: "edit" } },
    { dimension: "outcome", anchor: { target: "trajectory" }, value: { type: "label", label } },
  ] as const;
  await saveMarks(
    { ...annotator, idempotencyKey: `review ${name}` },
    { ...at, marks: marks.map((mark) => ({ ...mark, baseVersion: 0 })), clientTime: "2026-11-20T10:00:00.000Z" },
  );
  return at;
};
const markLicence = async (name: string) =>
  markFinding(annotator, {
    ...(await place(name)),
    kind: "licence",
    place: { ordinal: 0, field: null, start: null, end: null },
    note: null,
  });

describe("choosing runs", () => {
  it("freezes nothing while nothing is clear, and says why", async () => {
    await expect(freezeDataset(lead, { ...project(), name: "none", query: {} })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("All 5 runs that fit stay out"),
      details: { excluded: { needs_review: 4, scanning: 1 } },
    });
    await expect(
      freezeDataset(lead, { ...project(), name: "none", query: { q: "no such run" } }),
    ).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("No run fits"),
    });
    expect((await listDatasets(lead, project())).versions).toEqual([]);
  });

  it("says of every run that fits whether it is in or why it stays out", async () => {
    for (const name of ["alpha", "beta", "gamma"]) await clearRun(lead, { trajectoryId: idOf(name) });
    await markLicence("gamma");
    const { matched, selected, excluded, out, runs } = await previewDataset(lead, project());
    expect({ matched, selected, excluded }).toEqual({
      matched: 5,
      selected: 2,
      excluded: { needs_review: 2, scanning: 1 },
    });
    expect(runs.map(({ name }) => name).toSorted()).toEqual(["alpha", "beta"]);
    expect(out.map(({ name, reason }) => `${name} ${reason}`).toSorted()).toEqual([
      "delta needs_review",
      "gamma needs_review",
      "waiting scanning",
    ]);
  });

  it("takes only runs with a submitted review where it is asked to, and counts the others", async () => {
    const alpha = await reviewed("alpha", "teach_recovery");
    const asked = { ...project(), q: "a", reviewed: "yes" } as const;
    expect(await previewDataset(lead, asked)).toMatchObject({ selected: 0, excluded: { not_reviewed: 2 } });
    await submitReview(annotator, alpha);
    const { matched, selected, excluded, runs } = await previewDataset(lead, asked);
    expect(runs.map(({ name }) => name)).toEqual(["alpha"]);
    expect(matched).toBe(selected + Object.values(excluded).reduce((sum, count) => sum + count, 0));
    expect(await previewDataset(lead, { ...project(), teaches: "teach_recovery" })).toMatchObject({ matched: 1 });
    expect(await previewDataset(lead, { ...project(), teaches: "contrast_only" })).toMatchObject({ matched: 0 });
  });
});

describe("a frozen version", () => {
  it("stays as it is when the next one is made", async () => {
    const freeze = () => freezeDataset(lead, { ...project(), name: "set", query: {} });
    const first = await freeze();
    expect(first).toMatchObject({ number: 1, itemCount: 2, matched: 5 });
    const frozen = await itemsOf(first.id);
    const [alpha, beta] = [await place("alpha"), await place("beta")];
    expect(frozen.map(({ trajectoryId, revisionId }) => ({ trajectoryId, revisionId }))).toEqual(
      expect.arrayContaining([alpha, beta]),
    );
    expect(frozen.map(({ submissionIds }) => submissionIds.length).toSorted()).toEqual([0, 1]);
    await submitReview(annotator, await reviewed("beta", "contrast_only"));
    const second = await freeze();
    expect(second).toMatchObject({ number: 2, itemCount: 2 });
    await clearRun(lead, { trajectoryId: idOf("delta") });
    const third = await freeze();
    expect(third).toMatchObject({ number: 3, itemCount: 3 });
    expect(new Set([first, second, third].map(({ sha256 }) => sha256)).size).toBe(3);
    const again = await readVersion(lead, { ...project(), versionId: first.id });
    expect(again.version).toMatchObject({ number: 1, itemCount: 2, sha256: first.sha256 });
    expect(again.runs.map(({ name }) => name).toSorted()).toEqual(["alpha", "beta"]);
    expect(await itemsOf(first.id)).toEqual(frozen);
    expect(await freeze()).toMatchObject({ number: 4, sha256: third.sha256 });
  });

  it("is made once, however often one freeze is sent", async () => {
    const twice = { ...lead, idempotencyKey: "freeze-once" };
    const freeze = () => freezeDataset(twice, { ...project(), name: "once", query: {} });
    const [first, second] = await Promise.all([freeze(), freeze()]);
    expect(second).toEqual(first);
    expect((await listDatasets(lead, project())).versions.filter(({ name }) => name === "once")).toHaveLength(1);
  });

  it("does not leave once one of its runs is no longer clear, and names it", async () => {
    const { id: versionId } = await freezeDataset(lead, { ...project(), name: "later", query: {} });
    await markLicence("beta");
    const refused = createExport(lead, { ...project(), versionId, profile: "studio-full" });
    await expect(refused).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("beta (needs review)"),
      details: { notClear: [{ name: "beta", trajectoryId: idOf("beta") }] },
    });
    expect(await studio.db.prisma.export.count()).toBe(0);
  });

  it("is not an annotator's to make, and not there for people of another project", async () => {
    await expect(freezeDataset(annotator, { ...project(), name: "x", query: {} })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(previewDataset(annotator, project())).rejects.toMatchObject({ code: "forbidden" });
    expect(await studio.db.prisma.dataset.count({ where: { name: "x" } })).toBe(0);
    const versionId = (await listDatasets(lead, project())).versions[0]?.id ?? "";
    const stranger = await leadOfAnotherProject();
    const profile = "studio-full";
    for (const ask of [
      listDatasets(stranger, project()),
      previewDataset(stranger, project()),
      freezeDataset(stranger, { ...project(), name: "x", query: {} }),
      readVersion(stranger, { ...project(), versionId }),
      readVersion(stranger, { project: "other", versionId }),
      createExport(stranger, { project: "other", versionId, profile }),
    ])
      await expect(ask).rejects.toMatchObject({ code: "not_found" });
    expect(await previewDataset(stranger, { project: "other" })).toMatchObject({ matched: 0, runs: [], out: [] });
    const query = { run: [idOf("alpha")] };
    await expect(freezeDataset(stranger, { project: "other", name: "x", query })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("No run fits"),
    });
  });

  it("names the first of many runs that are no longer clear, and lists all of them", async () => {
    const names = ["many-1", "many-2", "many-3", "many-4"];
    for (const name of names) {
      await importRun(name);
      await clearRun(lead, { trajectoryId: idOf(name) });
    }
    const freeze = (name: string) => freezeDataset(lead, { ...project(), name, query: { q: "many-" } });
    const { id: versionId } = await freeze("many");
    for (const name of names) await markLicence(name);
    const error = await createExport(lead, { ...project(), versionId, profile: "studio-full" }).catch(
      (refused: unknown) => refused,
    );
    expect(error).toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/^4 runs of this version are no longer clear: .*many-.* and 1 more/),
      details: { notClear: names.map(() => ({ reason: "needs review" })) },
    });
    const { notClear } = await readVersion(lead, { ...project(), versionId });
    expect(error).toMatchObject({ details: { notClear } });
    expect(notClear.map(({ name }) => name).toSorted()).toEqual(names);
    expect(await studio.db.prisma.export.count()).toBe(0);
  });
});

describe("the gate of each run", () => {
  const mixed = { q: "mix-" };
  const states = { unscanned: 1, scanning: 1, scan_failed: 1, needs_review: 1, blocked: 1, not_reviewed: 1 };
  beforeAll(async () => {
    for (const name of ["in", "unreviewed", "open", "blocked", "failed", "unscanned"]) await importRun(`mix-${name}`);
    await studio.receive("mix-queued.traj", run("mix-queued"));
    for (const name of ["mix-in", "mix-unreviewed"]) await clearRun(lead, { trajectoryId: idOf(name) });
    await submitReview(annotator, await reviewed("mix-in", "teach_success"));
    const { findings } = await markLicence("mix-blocked");
    await judgeValue(lead, { ...project(), valueKey: findings[0]?.valueKey ?? "", verdict: "confirmed" });
    const { scan } = studio.db.prisma;
    await scan.updateMany({ where: { trajectoryId: idOf("mix-failed") }, data: { status: "failed" } });
    // A scan under other rules is none.
    await scan.updateMany({ where: { trajectoryId: idOf("mix-unscanned") }, data: { rulesetSha256: "0".repeat(64) } });
    await studio.db.prisma.$transaction((tx) => refreshGates(tx, [idOf("mix-failed"), idOf("mix-unscanned")]));
  });

  it("is counted once, so that what is in and what stays out are all that fit", async () => {
    const { matched, selected, excluded, runs, out } = await previewDataset(lead, {
      ...project(),
      ...mixed,
      reviewed: "yes",
    });
    expect({ matched, selected, excluded }).toEqual({ matched: 7, selected: 1, excluded: states });
    expect(runs.map(({ name, reviews }) => [name, reviews])).toEqual([["mix-in", 1]]);
    expect(out).toHaveLength(6);
    const frozen = await freezeDataset(lead, { ...project(), name: "mix", query: { ...mixed, reviewed: "yes" } });
    expect(frozen).toMatchObject({ matched, itemCount: selected, excluded });
  });

  it("is read anew when a version is frozen, whatever lists still show", async () => {
    await studio.db.prisma.trajectory.updateMany({
      where: { name: { startsWith: "mix-" } },
      data: { gate: "cleared" },
    });
    const { id, matched, itemCount, excluded } = await freezeDataset(lead, { ...project(), name: "mix", query: mixed });
    expect(matched).toBe(itemCount + Object.values(excluded).reduce((sum, count) => sum + count, 0));
    const names = (await readVersion(lead, { ...project(), versionId: id })).runs.map(({ name }) => name);
    expect(names.toSorted()).toEqual(["mix-in", "mix-unreviewed"]);
  });
});

async function leadOfAnotherProject(): Promise<Context> {
  const id = uuidv7();
  await studio.db.prisma.$transaction((tx) => createProject(tx, { id, slug: "other", name: "Other" }, uuidv7));
  const stranger = await studio.as("lead", "stranger");
  await studio.db.prisma.membership.updateMany({ where: { userId: stranger.actor.id }, data: { projectId: id } });
  return stranger;
}
