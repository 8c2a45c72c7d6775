import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestStudio, type TestStudio } from "../services/test-studio.ts";
import { hardRun } from "../services/exports/hard-run.ts";
import { chooseOrMakeProject, chooseProject } from "./choose-project.ts";
import { findFiles } from "./find-files.ts";
import { importFiles } from "./import-files.ts";
import type { Output } from "./output.ts";

let studio: TestStudio;
let folder: string;

beforeAll(async () => {
  studio = await openTestStudio();
  folder = await mkdtemp(path.join(os.tmpdir(), "runtape-import-"));
  for (const [name, content] of [
    ["a.traj", hardRun("a")],
    ["b.traj", hardRun("b", 2)],
    ["copy.traj", hardRun("a")],
    ["empty.traj", ""],
    ["other.json", '{"a":1}'],
  ] as const)
    await writeFile(path.join(folder, name), content);
});
afterAll(async () => {
  await studio?.close();
  await rm(folder, { recursive: true, force: true });
});

async function run() {
  const said = { rows: [] as Record<string, unknown>[], summary: {} as object, notes: [] as string[] };
  const output: Output = {
    row: (record) => void said.rows.push({ ...record }),
    summary: (record) => void (said.summary = record),
    note: (sentence) => void said.notes.push(sentence),
  };
  const files = await findFiles([folder], () => undefined);
  const result = await importFiles(studio.operator(), { project: undefined, files, output });
  return { ...said, ...result };
}

describe("importing at the command line", () => {
  it("says what became of each file, with counts that reconcile", async () => {
    const { rows, summary, notes, refused } = await run();
    expect(rows.map(({ status }) => status)).toEqual(["stored", "stored", "skipped", "rejected", "quarantined"]);
    expect(rows[0]).toMatchObject({
      format: "swe-agent",
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      trajectories: [{ steps: 3 }],
    });
    expect(Object.keys(rows[0] ?? {})).toEqual(["file", "sha256", "format", "status", "trajectories", "problems"]);
    expect(summary).toEqual({
      archives: 0,
      files: 5,
      stored: 2,
      attached: 0,
      skipped: 1,
      quarantined: 1,
      rejected: 1,
      trajectories: 2,
      steps: 5,
      actions: 5,
      bytes: expect.any(Number),
      seconds: expect.any(Number),
    });
    expect(refused).toBe(2);
    expect(notes).toHaveLength(2);
    expect(notes[0]).toContain("empty.traj was rejected: ");
  });

  it("adds nothing the second time", async () => {
    expect((await run()).summary).toMatchObject({ files: 5, stored: 0, skipped: 3, trajectories: 0, steps: 0 });
    expect(await studio.db.prisma.trajectory.count()).toBe(2);
  });
});

describe("the project", () => {
  it("is the only one, or the one that is named", async () => {
    expect(await chooseProject(studio.operator(), undefined)).toEqual({ id: studio.projectId, slug: studio.project });
    const named = chooseProject(studio.operator(), "nope");
    await expect(named).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(studio.project),
    });
  });

  it("is the demo's in a studio that has none yet, made once", async () => {
    const empty = await openTestStudio();
    try {
      await empty.db.prisma.project.deleteMany({});
      await expect(chooseProject(empty.operator(), undefined)).rejects.toMatchObject({ code: "invalid_input" });
      const made = await Promise.all([1, 2].map(() => chooseOrMakeProject(empty.operator(), undefined)));
      expect(made.map(({ slug }) => slug)).toEqual(["express-checkout", "express-checkout"]);
      expect(await empty.db.prisma.project.count()).toBe(1);
    } finally {
      await empty.close();
    }
  });
});
