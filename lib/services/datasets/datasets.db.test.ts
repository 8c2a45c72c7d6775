import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "../context.ts";
import { createExport } from "../exports/create-export.ts";
import { clearRun } from "../governance/clear-runs.ts";
import { markFinding } from "../governance/mark-finding.ts";
import { saveMarks } from "../reviews/save-marks.ts";
import { submitReview } from "../reviews/submit-review.ts";
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
  for (const name of ["alpha", "beta", "gamma", "delta"])
    ids.set(name, (await studio.importFile(`${name}.traj`, run(name))).trajectories[0]?.id ?? "");
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
    const alpha = await place("alpha");
    const marks = [
      { dimension: "phase", anchor: { target: "step", ordinal: 0 }, value: { type: "label", label: "edit" } },
      { dimension: "outcome", anchor: { target: "trajectory" }, value: { type: "label", label: "teach_recovery" } },
    ] as const;
    const clientTime = "2026-11-20T10:00:00.000Z";
    await saveMarks(
      { ...annotator, idempotencyKey: "d1" },
      { ...alpha, marks: marks.map((mark) => ({ ...mark, baseVersion: 0 })), clientTime },
    );
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
    await clearRun(lead, { trajectoryId: idOf("delta") });
    const second = await freeze();
    expect(second).toMatchObject({ number: 2, itemCount: 3 });
    expect(second.sha256).not.toBe(first.sha256);
    const again = await readVersion(lead, { ...project(), versionId: first.id });
    expect(again.version).toMatchObject({ number: 1, itemCount: 2, sha256: first.sha256 });
    expect(again.runs.map(({ name }) => name).toSorted()).toEqual(["alpha", "beta"]);
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
    const stranger = await studio.as("annotator", "stranger");
    await studio.db.prisma.membership.deleteMany({ where: { userId: stranger.actor.id } });
    await expect(listDatasets(stranger, project())).rejects.toMatchObject({ code: "not_found" });
  });
});
