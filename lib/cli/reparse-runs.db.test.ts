import { afterAll, beforeAll, expect, it } from "vitest";
import type { ReparseOrder, ReparseRunView } from "../api/contract/reparse.ts";
import { sweAgent } from "../importers/swe-agent/swe-agent.ts";
import { hardRun } from "../services/exports/hard-run.ts";
import { atVersion } from "../services/test-at-version.ts";
import { startReparse } from "../services/reparse/start-reparse.ts";
import { openTestStudio, type TestStudio } from "../services/test-studio.ts";
import { reparseRuns } from "./reparse-runs.ts";

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
  for (const name of ["a", "b"]) await studio.importFile(`${name}.traj`, hardRun(name));
});
afterAll(() => studio?.close());

async function run(order: ReparseOrder = {}) {
  const done: ReparseRunView[] = [];
  const notes: string[] = [];
  const { projectId, project: slug } = studio;
  const note = (sentence: string) => void notes.push(sentence);
  for await (const view of reparseRuns(studio.operator(), { projectId, slug, order, note })) done.push(view);
  return { ends: done.map(({ runName, status }) => `${runName} ${status}`), notes };
}
const other = (version: string) =>
  studio.readWith([atVersion(sweAgent, { version, step: (step) => ({ ...step, exitCode: Number(version) }) })]);

it("reads again what is out of date, once, and scans it", async () => {
  expect(await run()).toEqual({ ends: [], notes: [] });
  other("2");
  expect((await run()).ends).toEqual(["a revised", "b revised"]);
  expect(await studio.db.prisma.scan.count({ where: { status: "queued" } })).toBe(0);
  expect((await run()).ends).toEqual([]);
  expect((await run({ force: true })).ends).toEqual(["a unchanged", "b unchanged"]);
});

it("finishes one that was broken off before its own", async () => {
  const [first] = await studio.db.prisma.trajectory.findMany({ orderBy: { name: "asc" } });
  other("3");
  await startReparse(studio.operator(), { project: studio.project, runs: [first?.id ?? ""] });
  expect(await run()).toEqual({
    ends: ["a revised", "b revised"],
    notes: ["An earlier reparse was broken off; it is finished now."],
  });
});

it("refuses a format and a run that are not there", async () => {
  await expect(run({ format: "nothing" })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(run({ runs: [crypto.randomUUID()] })).rejects.toMatchObject({ code: "not_found" });
});
