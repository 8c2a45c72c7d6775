import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runDifferences, type WholeRun } from "../../domain/record/same-run.ts";
import { type ParsedStep, STEP_FIELDS } from "../../domain/record/step.ts";
import type { ExportRecord } from "../../exporters/record.ts";
import { verifyFolder } from "../../exporters/verify.ts";
import { itemsOf } from "../datasets/not-clear.ts";
import { judgeValue } from "../governance/judge-value.ts";
import { listClusters } from "../governance/list-clusters.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { exportToFolder } from "./export-to-folder.ts";
import { hardRun } from "./hard-run.ts";
import { inSnapshot } from "./in-snapshot.ts";
import { readRecords } from "./read-records.ts";

const FIXTURES = path.resolve(import.meta.dirname, "../../importers");
const DEMO = path.resolve(import.meta.dirname, "../../../prisma/demo");

let here: TestStudio;
let there: TestStudio;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "runtape-atif-"));
  [here, there] = [await openTestStudio(), await openTestStudio()];
});
afterAll(async () => {
  await here?.close();
  await there?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Every run of a frozen version as an export reads it, by its key. */
async function runsOf(studio: TestStudio, versionId: string): Promise<Map<string, WholeRun>> {
  const ctx = studio.operator();
  return inSnapshot(studio.db, async (db) => {
    const runs = new Map<string, WholeRun>();
    for await (const record of readRecords(ctx, db, await itemsOf(db, studio.projectId, versionId)))
      runs.set(record.run.task.key, await wholeRun(record));
    return runs;
  });
}

async function wholeRun(record: ExportRecord): Promise<WholeRun> {
  const steps: ParsedStep[] = [];
  for await (const { contentSha256: _, text, ...facts } of record.steps()) {
    const whole: ParsedStep["text"] = { thought: null, action: null, observation: null, message: null };
    for (const field of STEP_FIELDS) {
      const pieces: string[] = [];
      for await (const piece of text[field]?.read() ?? []) pieces.push(piece);
      if (text[field] !== null) whole[field] = pieces.join("");
    }
    steps.push({ ...facts, text: whole });
  }
  return { run: { ...record.run, environment: record.environment.map(([name, value]) => [name, value]) }, steps };
}

it("takes runs from one studio to another as they are: spilled texts, lanes, what is hidden", async () => {
  const files = [
    ["hard.traj", hardRun("cart")],
    ["leak.traj", await readFile(path.join(DEMO, "checkout-leaked-key.traj"))],
    ["two.traj", await readFile(path.join(FIXTURES, "swe-agent/fixtures/two-agents.traj"))],
    ["wire.jsonl", await readFile(path.join(FIXTURES, "kimi-cli/fixtures/wire.jsonl"))],
    ["orbit.json", await readFile(path.join(FIXTURES, "atif/fixtures/two-agents.json"))],
  ] as const;
  for (const [name, content] of files) expect(await here.importFile(name, content)).toMatchObject({ status: "stored" });
  const lead = await here.as("lead");
  const { clusters } = await listClusters(lead, { project: here.project });
  for (const { valueKey } of clusters)
    await judgeValue(lead, { project: here.project, valueKey, verdict: "confirmed" });
  const frozen = await here.freeze();
  const dir = path.join(folder, "out");
  const written = await exportToFolder(here.operator(), {
    projectId: here.projectId,
    profile: "atif",
    dataset: "all",
    dir,
  });
  expect(await verifyFolder(dir)).toMatchObject({ faults: [], rows: written.rows });

  const file = await there.importFile("atif.jsonl", await readFile(path.join(dir, "data/atif.jsonl")));
  expect(file).toMatchObject({ status: "stored" });
  const [before, after] = [await runsOf(here, frozen), await runsOf(there, await there.freeze())];
  expect([before.size, written.rows]).toEqual([files.length, files.length]);
  expect(JSON.stringify([...after.values()]).includes("<SECRET:"), "placeholders came along").toBe(true);
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
  for (const [key, run] of before) {
    const back = after.get(key);
    expect(back && runDifferences(run, back), key).toEqual([]);
  }
});
