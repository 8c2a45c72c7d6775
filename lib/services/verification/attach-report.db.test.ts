import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { processFile } from "../imports/process-file.ts";
import { receiveFile } from "../imports/receive-file.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";

const REAL = path.resolve(import.meta.dirname, "../../../../shared/data/mini-swe-agent");
const hasReal = existsSync(REAL);
if (!hasReal) console.log("No real runs beside the project (../shared/data): 1 without data");

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio.close());

async function take(name: string, content: string | Uint8Array, importId: string) {
  const { project, projectId } = studio;
  const { file } = await receiveFile(studio.operator(), {
    project,
    name,
    importId,
    bytes: Readable.from([Buffer.from(content)]),
  });
  return processFile(studio.operator(), { projectId, fileId: file.id });
}

const run = (id: string, said: string) =>
  JSON.stringify({
    instance_id: id,
    trajectory_format: "mini-swe-agent-1",
    info: { exit_status: "Submitted", submission: "diff" },
    messages: [
      { role: "system", content: "You mend shops." },
      { role: "user", content: `Mend ${id}.` },
      { role: "assistant", content: `THOUGHT: ${said}\n\n\`\`\`bash\nls\n\`\`\`` },
      { role: "user", content: "<returncode>0</returncode>\n<output>\na\n</output>" },
    ],
  });
const report = (id: string, resolved: boolean) =>
  JSON.stringify({
    [id]: {
      patch_is_None: false,
      patch_exists: true,
      patch_successfully_applied: true,
      resolved,
      tests_status: {
        FAIL_TO_PASS: { success: ["a", "b"], failure: resolved ? [] : ["c"] },
        PASS_TO_PASS: { success: ["d"], failure: [] },
        FAIL_TO_FAIL: { success: [], failure: [] },
        PASS_TO_FAIL: { success: [], failure: [] },
      },
    },
  });
const checksOf = async (trajectoryId: string) => {
  const { outcome, verification } = await readTrajectory(studio.operator(), { trajectoryId });
  return {
    outcome,
    verification: verification.map(({ kind, passed, failed, isResolved, reward }) => [
      kind,
      passed,
      failed,
      isResolved,
      reward,
    ]),
  };
};

describe("a verifier's file", () => {
  it("is attached to the run it lies beside, whichever comes first", async () => {
    const importId = studio.operator().newId();
    const early = await take("night/shop__cart-1/report.json", report("shop__cart-1", true), importId);
    expect([early.status, early.problems[0]?.code]).toEqual(["quarantined", "no-run-yet"]);
    const stored = await take("night/shop__cart-1/shop__cart-1.traj.json", run("shop__cart-1", "one"), importId);
    const id = stored.trajectories[0]?.id ?? "";
    const row = await studio.db.prisma.importFile.findFirstOrThrow({ where: { id: early.id } });
    expect([row.status, row.problems]).toEqual(["attached", []]);
    expect(await checksOf(id)).toEqual({
      outcome: "resolved",
      verification: [
        ["hidden_tests", 3, 0, null, null],
        ["resolved", null, null, true, null],
      ],
    });
    const later = await take("night/shop__cart-1/reward.txt", "0.5\n", importId);
    expect([later.status, later.trajectories[0]?.id]).toEqual(["attached", id]);
    expect((await checksOf(id)).verification.at(-1)).toEqual(["reward", null, null, null, 0.5]);
  });

  it("is never guessed between several attempts at a task", async () => {
    const importId = studio.operator().newId();
    for (const said of ["first", "second"]) await take(`${said}/x.traj.json`, run("shop__cart-2", said), importId);
    const loose = await take("report.json", report("shop__cart-2", false), importId);
    expect([loose.status, loose.problems[0]?.code]).toEqual(["quarantined", "several-runs"]);
    const beside = await take("second/report.json", `${report("shop__cart-2", false)} `, importId);
    expect(beside.status).toBe("attached");
    expect((await checksOf(beside.trajectories[0]?.id ?? "")).outcome).toBe("not_resolved");
  });

  it("that names a task waits for the run of that task, though another lies beside it", async () => {
    const importId = studio.operator().newId();
    await take("results/a.traj.json", run("shop__cart-7", "a"), importId);
    const early = await take("results/b.report.json", report("shop__cart-8", true), importId);
    expect([early.status, early.problems[0]?.code]).toEqual(["quarantined", "no-run-yet"]);
    const stored = await take("results/b.traj.json", run("shop__cart-8", "b"), importId);
    const row = await studio.db.prisma.importFile.findFirstOrThrow({ where: { id: early.id } });
    expect([row.status, (row.trajectories as { id: string }[])[0]?.id]).toEqual([
      "attached",
      stored.trajectories[0]?.id,
    ]);
  });

  it("that comes again with the same bytes adds nothing", async () => {
    const importId = studio.operator().newId();
    await take("c/x.traj.json", run("shop__cart-3", "x"), importId);
    const first = await take("c/report.json", report("shop__cart-3", true), importId);
    const again = await take("c/report.json", report("shop__cart-3", true), studio.operator().newId());
    expect([first.status, again.status]).toEqual(["attached", "skipped"]);
    expect((await checksOf(first.trajectories[0]?.id ?? "")).verification).toHaveLength(2);
  });

  it("adds what was recorded around a run to its facts", async () => {
    const { project, projectId } = studio;
    const bytes = Readable.from([Buffer.from(run("shop__cart-4", "captured"))]);
    const { file } = await receiveFile(studio.operator(), {
      project,
      name: "c.traj.json",
      bytes,
      capture: [["commit", "4f2c"]],
    });
    const { trajectories } = await processFile(studio.operator(), { projectId, fileId: file.id });
    const { environment } = await readTrajectory(studio.operator(), { trajectoryId: trajectories[0]?.id ?? "" });
    expect(environment.at(-1)).toEqual(["commit", "4f2c"]);
  });
});

describe.runIf(hasReal)("real reports of SWE-bench", () => {
  it("are attached to the run in their folder, resolved as they say", async () => {
    const importId = studio.operator().newId();
    let attached = 0;
    for (const folder of (await readdir(REAL)).toSorted()) {
      const names = folder.includes("__") ? await readdir(path.join(REAL, folder)) : [];
      if (!names.includes("report.json")) continue;
      const contents = new Map<string, Buffer>();
      for (const name of names) contents.set(name, await readFile(path.join(REAL, folder, name)));
      const taken = new Map<string, Awaited<ReturnType<typeof take>>>();
      for (const [name, content] of contents) taken.set(name, await take(`${folder}/${name}`, content, importId));
      const said = JSON.parse(contents.get("report.json")?.toString("utf8") ?? "{}") as Record<string, unknown>;
      const inner = (said[folder] ?? said) as { resolved: boolean };
      const row = await studio.db.prisma.importFile.findFirstOrThrow({
        where: { id: taken.get("report.json")?.id ?? "" },
      });
      expect([folder, row.status]).toEqual([folder, "attached"]);
      const trajectoryId = (row.trajectories as { id: string }[])[0]?.id ?? "";
      expect([folder, (await checksOf(trajectoryId)).outcome]).toEqual([
        folder,
        inner.resolved ? "resolved" : "not_resolved",
      ]);
      attached += 1;
    }
    expect(attached).toBe(24);
  });
});
