import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { isAppError } from "../../domain/errors.ts";
import { PROFILES } from "../../exporters/registry.ts";
import { type Context, WORKER } from "../context.ts";
import { freezeDataset } from "../datasets/freeze-dataset.ts";
import { listDatasets } from "../datasets/list-datasets.ts";
import { previewDataset } from "../datasets/preview-dataset.ts";
import { previewRows } from "../datasets/preview-rows.ts";
import { readVersion } from "../datasets/read-version.ts";
import { createExport } from "../exports/create-export.ts";
import { openDownload } from "../exports/open-download.ts";
import { runExport } from "../exports/run-export.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { listTrajectories } from "../trajectories/list-trajectories.ts";
import { readBodies, readText } from "../trajectories/read-bodies.ts";
import { readSkeleton } from "../trajectories/read-skeleton.ts";
import { readSource } from "../trajectories/read-source.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";
import { listClusters } from "./list-clusters.ts";
import { listGates } from "./list-gates.ts";
import { listPlaces } from "./list-places.ts";
import { markFinding } from "./mark-finding.ts";
import { readRunGovernance } from "./read-run-governance.ts";

const CANARY = "canary-quince-4417-umbra";

let studio: TestStudio;
let people: Context[];
let blocked: { trajectoryId: string; revisionId: string };
let versionId: string;
let exported: string[];
let shownBefore: string;
const written: string[] = [];

const run = (text: string) =>
  JSON.stringify({
    environment: text,
    trajectory: [
      { thought: `about ${text}`, action: `echo ${text}`, observation: text, response: "", state: "{}" },
      { thought: "then", action: "ls", observation: `a ${text} b\n${text}`, response: "", state: "{}" },
    ],
    history: [{ role: "user", content: `${text} is broken\nMend ${text}`, agent: "main" }],
    info: { exit_status: "submitted", submission: `- ${text}` },
  });

beforeAll(async () => {
  vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  studio = await openTestStudio();
  people = [
    await studio.as("annotator"),
    await studio.as("engineer"),
    await studio.as("lead"),
    await studio.as("admin"),
  ];
  await studio.importFile("fine.traj", run("pears"));
  const trajectoryId = (await studio.importFile("blocked.traj", run(CANARY))).trajectories[0]?.id ?? "";
  const { revisionId } = await readTrajectory(studio.operator(), { trajectoryId });
  blocked = { trajectoryId, revisionId };
  // Everything is clear and frozen; only then somebody sees what should not have been let out.
  versionId = await studio.freeze("both");
  exported = await Promise.all(
    PROFILES.map(
      async ({ id: profile }) =>
        (await createExport(studio.operator(), { project: studio.project, versionId, profile })).id,
    ),
  );
  const [first = ""] = exported;
  await runExport({ ...studio.operator(), actor: WORKER }, { projectId: studio.projectId, exportId: first });
  for (const who of people.slice(0, 1)) shownBefore = await wire(readBodies(who, { trajectoryId, from: 0, to: 2 }));
  const place = { ordinal: 0, field: "observation", start: 0, end: CANARY.length };
  await markFinding(await studio.as("annotator", "finder"), { ...blocked, kind: "secret", place });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await studio?.close();
});

/** What a verb gives or refuses, as it would go over the wire. */
async function wire(ask: Promise<unknown>): Promise<string> {
  return ask.then(
    (reply) => JSON.stringify(reply),
    (error: unknown) => JSON.stringify(isAppError(error) ? [error.message, error.details] : String(error)),
  );
}

describe("a value in a blocked run", () => {
  it("was there for everyone to read before it was marked", () => {
    expect(shownBefore.split(CANARY).length - 1).toBe(5);
  });

  it.each(["annotator", "engineer", "lead", "admin"])("is in no reply to %s", async (role) => {
    const who = people[["annotator", "engineer", "lead", "admin"].indexOf(role)];
    if (!who) throw new Error(role);
    const { trajectoryId } = blocked;
    const { project } = studio;
    const { clusters } = await listClusters(studio.operator(), { project });
    const replies = await Promise.all([
      wire(readTrajectory(who, { trajectoryId })),
      wire(readSkeleton(who, { trajectoryId })),
      wire(readBodies(who, { trajectoryId, from: 0, to: 2 })),
      wire(readText(who, { trajectoryId, ordinal: 1, field: "observation", start: 0, end: 99 })),
      wire(readText(who, { trajectoryId, ordinal: 1, field: "message", start: 0, end: 99 })),
      wire(readSource(who, { trajectoryId, ordinal: 1 })),
      wire(readRunGovernance(who, { trajectoryId })),
      wire(listTrajectories(who, { project })),
      wire(listTrajectories(who, { project, q: CANARY.slice(0, 12) })),
      wire(listClusters(who, { project })),
      wire(listGates(who, { project })),
      ...clusters.map(({ valueKey }) => wire(listPlaces(who, { project, valueKey }))),
      wire(previewDataset(who, { project, q: CANARY })),
      wire(listDatasets(who, { project })),
      wire(readVersion(who, { project, versionId })),
      ...PROFILES.map(({ id }) => wire(previewRows(who, { project, versionId, profile: id }))),
      wire(freezeDataset(who, { project, name: "again", query: {} })),
      ...exported.map((exportId) => wire(openDownload(who, { project, exportId }))),
      wire(createExport(who, { project, versionId, profile: "trl-sft" })),
    ]);
    expect(replies.length).toBeGreaterThan(18);
    for (const [at, reply] of replies.entries()) expect([at, reply.includes(CANARY)]).toEqual([at, false]);
    const search = await listTrajectories(who, { project, q: CANARY });
    expect(search.matching).toBe(0);
  });

  it("stops exports that were asked for before it was seen, and files that were written", async () => {
    const [first = "", ...rest] = exported;
    for (const exportId of rest) {
      const done = await runExport({ ...studio.operator(), actor: WORKER }, { projectId: studio.projectId, exportId });
      expect([done.status, done.files]).toEqual(["failed", []]);
      expect(done.error).toContain("no longer clear: blocked (needs review)");
    }
    await expect(openDownload(studio.operator(), { project: studio.project, exportId: first })).rejects.toMatchObject({
      code: "conflict",
      details: { notClear: [{ trajectoryId: blocked.trajectoryId }] },
    });
  });

  it("keeps only its own run in: the other one is frozen and exported", async () => {
    const version = await studio.freeze("rest");
    const { id } = await createExport(studio.operator(), {
      project: studio.project,
      versionId: version,
      profile: "studio-full",
    });
    const done = await runExport(
      { ...studio.operator(), actor: WORKER },
      { projectId: studio.projectId, exportId: id },
    );
    expect(done).toMatchObject({ status: "finished", rows: 1 });
    const opened = await openDownload(studio.operator(), { project: studio.project, exportId: id });
    let text = "";
    for await (const part of opened.read()) text += Buffer.from(part).toString("latin1");
    expect([text.includes("pears"), text.includes(CANARY)]).toEqual([true, false]);
  });

  it("is in no audit row, no finding and no log", async () => {
    const rows = [
      await studio.db.prisma.auditRow.findMany(),
      await studio.db.prisma.finding.findMany(),
      await studio.db.prisma.findingVerdict.findMany(),
      await studio.db.prisma.idempotencyRecord.findMany(),
      await studio.db.prisma.importFile.findMany({ select: { problems: true } }),
    ];
    expect(JSON.stringify(rows).includes(CANARY)).toBe(false);
    expect(written.join("").includes(CANARY)).toBe(false);
  });
});
