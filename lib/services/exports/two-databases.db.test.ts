import { readFile } from "node:fs/promises";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TABLE_CLASSES } from "../../db/table-classes.ts";
import type { MarkInput } from "../../domain/labels/mark.ts";
import { seededRandom } from "../../domain/seeded-random.ts";
import { PROFILES } from "../../exporters/registry.ts";
import { WORKER } from "../context.ts";
import { listClusters } from "../governance/list-clusters.ts";
import { judgeValue } from "../governance/judge-value.ts";
import { saveMarks } from "../reviews/save-marks.ts";
import { submitReview } from "../reviews/submit-review.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { createExport } from "./create-export.ts";
import { runExport } from "./run-export.ts";

const DEMO = path.resolve(import.meta.dirname, "../../../prisma/demo");

let here: TestStudio;
let there: TestStudio;

beforeAll(async () => {
  here = await openTestStudio();
  for (const name of ["checkout-leaked-key.traj", "checkout-recovery.traj", "checkout-spiral.traj"]) {
    const file = await here.importFile(name, await readFile(path.join(DEMO, name)));
    await review(file.trajectories[0]?.id ?? "");
  }
  const lead = await here.as("lead");
  const { clusters } = await listClusters(lead, { project: here.project });
  for (const { valueKey } of clusters)
    await judgeValue(lead, { project: here.project, valueKey, verdict: "confirmed" });
});
afterAll(async () => {
  await here?.close();
  await there?.close();
});

async function review(trajectoryId: string): Promise<void> {
  const { currentRevisionId: revisionId, stepCount } = await here.db.prisma.trajectory.findUniqueOrThrow({
    where: { id: trajectoryId },
  });
  const all = Array.from({ length: stepCount }, (_, at) => at);
  const on = (ordinal: number, dimension: string, label: string): MarkInput => ({
    dimension,
    anchor: { target: "step", ordinal },
    value: { type: "label", label },
    baseVersion: 0,
  });
  const marks: MarkInput[] = [
    ...all.map((ordinal) => on(ordinal, "phase", "edit")),
    ...all.map((ordinal) => on(ordinal, "quality", ordinal % 3 === 1 ? "bad" : "good")),
    {
      dimension: "outcome",
      anchor: { target: "trajectory" },
      value: { type: "label", label: "teach_recovery" },
      baseVersion: 0,
    },
  ];
  const lead = await here.as("lead");
  const place = { trajectoryId, revisionId };
  await saveMarks(
    { ...lead, idempotencyKey: `review-${trajectoryId}` },
    { ...place, marks, clientTime: "2026-11-20T10:00:00.000Z" },
  );
  await submitReview(lead, place);
}

/** Copies every row of every table into another database, each table in an order of chance. */
async function copyShuffled(from: TestStudio, to: TestStudio, seed: number): Promise<void> {
  const [source, target] = [new Client(from.ownerUrl), new Client(to.ownerUrl)];
  await Promise.all([source.connect(), target.connect()]);
  const random = seededRandom(seed);
  const tables = Object.values(TABLE_CLASSES).flatMap(({ tables: names }) => names as readonly string[]);
  try {
    // What guards history also guards it against this.
    await target.query("SET session_replication_role = replica");
    for (const table of tables) await target.query(`TRUNCATE "${table}" CASCADE`);
    for (const table of tables) {
      const { rows } = await source.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM "${table}" t`);
      const shuffled = rows.map(({ row }) => ({ row, at: random() })).sort((a, b) => a.at - b.at);
      for (const { row } of shuffled)
        await target.query(`INSERT INTO "${table}" SELECT * FROM json_populate_record(NULL::"${table}", $1::json)`, [
          row,
        ]);
    }
  } finally {
    await Promise.all([source.end(), target.end()]);
  }
}

async function exportAll(studio: TestStudio, versionId: string): Promise<Record<string, unknown>> {
  const made: Record<string, unknown> = {};
  for (const { id: profile } of PROFILES) {
    const { id } = await createExport(studio.operator(), { project: here.project, versionId, profile });
    const done = await runExport({ ...studio.operator(), actor: WORKER }, { projectId: here.projectId, exportId: id });
    expect([profile, done.status, done.error]).toEqual([profile, "finished", null]);
    made[profile] = [done.contentSha256, done.rows, done.files.slice(0, 3)];
  }
  return made;
}

it("a version gives the same bytes twice, and from a database whose rows came in another order", async () => {
  const versionId = await here.freeze("three");
  const first = await exportAll(here, versionId);
  expect(Object.keys(first)).toEqual(PROFILES.map(({ id }) => id));
  expect(await exportAll(here, versionId)).toEqual(first);
  there = await openTestStudio();
  for (const seed of [1, 2]) {
    await copyShuffled(here, there, seed);
    expect(await exportAll({ ...there, files: here.files }, versionId)).toEqual(first);
  }
});
