import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createReadStream } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestStudio, type TestStudio } from "../services/test-studio.ts";
import { readTrajectory } from "../services/trajectories/read-trajectory.ts";
import { environmentFacts, patchOf } from "./collect/environment-facts.ts";
import { LogFollower } from "./collect/follow-logs.ts";
import { keepCaptured } from "./collect/keep-captured.ts";
import { runProcess } from "./collect/run-process.ts";
import { changedLogs, findLogs } from "./collect/watch-logs.ts";

let studio: TestStudio;
let folder: string;
beforeAll(async () => {
  studio = await openTestStudio();
  folder = mkdtempSync(path.join(tmpdir(), "runtape-collect-"));
});
afterAll(async () => {
  await studio.close();
  rmSync(folder, { recursive: true, force: true });
});

const git = (...args: string[]) =>
  spawnSync("git", ["-c", "user.name=demo", "-c", "user.email=demo@studio.example", ...args], { cwd: folder });

/** A session as a tool would write it, `turns` turns long, every one with a call and its result. */
function session(turns: number): string {
  const line = (at: number, type: string, content: object) =>
    JSON.stringify({
      type,
      sessionId: "night-shift",
      uuid: `u-${at}-${type}`,
      parentUuid: null,
      timestamp: new Date(Date.UTC(2026, 2, 1, 8, 0, at)).toISOString(),
      cwd: "/shop",
      version: "2.0.0",
      message: content,
    });
  const turn = (at: number) => [
    line(at, "assistant", {
      id: `m-${at}`,
      role: "assistant",
      model: "example-1",
      content: [{ type: "tool_use", id: `c-${at}`, name: "Bash", input: { command: `cat shelf-${at}` } }],
    }),
    line(at, "user", {
      role: "user",
      content: [{ type: "tool_result", tool_use_id: `c-${at}`, content: `${at} cups` }],
    }),
  ];
  const head = line(0, "user", { role: "user", content: "Count the cups." });
  return `${[head, ...Array.from({ length: turns }, (_, at) => turn(at + 1)).flat()].join("\n")}\n`;
}

describe("what is recorded around a command", () => {
  it("names the commit, the lockfile's hash, tools and what was changed", async () => {
    git("init", "-q", "-b", "main");
    writeFileSync(path.join(folder, "cart.ts"), "export const cups = 0;\n");
    writeFileSync(path.join(folder, "package-lock.json"), "{}\n");
    git("add", ".");
    git("commit", "-qm", "Begin");
    git("remote", "add", "origin", "https://me:secret@git.example/shop.git");
    const facts = new Map(await environmentFacts(folder));
    expect(facts.get("commit")).toMatch(/^[0-9a-f]{40}$/);
    expect(facts.get("branch")).toBe("main");
    expect(facts.get("repository")).toBe("https://git.example/shop.git");
    expect(facts.get("changed before")).toBe("0 files");
    expect(facts.get("lockfile package-lock.json")).toBe(
      "sha256:ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356",
    );
    expect(facts.get("version node")).toBe(process.version);
    writeFileSync(path.join(folder, "cart.ts"), "export const cups = 12;\n");
    expect(await patchOf(folder)).toContain("+export const cups = 12;");
  });

  it("gives a command's own end and words, and says what is no command", async () => {
    const ran = await runProcess([process.execPath, "-e", "console.log('twelve'); process.exit(3)"]);
    expect(ran).toMatchObject({ exitCode: 3, signal: null, output: "twelve\n" });
    await expect(runProcess(["no-such-command-here"])).rejects.toThrow(/ENOENT/);
  });
});

describe("a log that grows while the command runs", () => {
  it("is followed as a live run, and comes in whole with the facts and the tests", async () => {
    const logs = path.join(folder, "logs");
    mkdirSync(logs);
    const file = path.join(logs, "night-shift.jsonl");
    writeFileSync(path.join(logs, "old.jsonl"), "{}\n");
    const before = await findLogs([logs]);
    const follower = new LogFollower(studio.operator(), {
      project: studio.project,
      folders: [logs],
      before,
      facts: [["commit", "4f2c"]],
    });
    writeFileSync(file, session(3));
    follower.start();
    const live = () => studio.db.prisma.liveRun.findFirst({ where: { projectId: studio.projectId } });
    await expect.poll(async () => (await live())?.nextSeq, { timeout: 10_000 }).toBe(3);
    writeFileSync(file, session(6));
    await expect.poll(async () => (await live())?.nextSeq, { timeout: 10_000 }).toBe(6);
    const changed = await follower.stop("exit 0");
    expect(changed.map((each) => path.basename(each.file))).toEqual(["night-shift.jsonl"]);
    const kept = await keepCaptured(studio.operator(), {
      project: studio.project,
      projectId: studio.projectId,
      logs: changed.map((each) => ({ ...each, name: "logs/night-shift.jsonl" })),
      captured: {
        command: ["agent"],
        ran: { exitCode: 0, signal: null, durationMs: 5, output: null },
        facts: [["commit", "4f2c"]],
        patch: null,
        test: { command: "npm test", exitCode: 1, passed: 7, failed: 1, summary: "7 passed, 1 failed" },
      },
      open: (name) => createReadStream(name),
    });
    expect(kept).toMatchObject([{ formatId: "claude-code", status: "stored", steps: 7 }]);
    const run = await readTrajectory(studio.operator(), { trajectoryId: kept[0]?.id ?? "" });
    expect(run).toMatchObject({ runKey: "night-shift", revisionNumber: 2, stepCount: 7, live: null });
    expect(run.environment.at(-1)).toEqual(["commit", "4f2c"]);
    expect(run.verification).toMatchObject([
      { kind: "visible_tests", passed: 7, failed: 1, source: "collect: npm test" },
    ]);
  });

  it("that no tool writes leaves the command itself as the run", async () => {
    const ran = { exitCode: 2, signal: null, durationMs: 40, output: "no shelf\n" };
    const captured = { command: ["count", "cups"], ran, facts: [], patch: "diff", test: null };
    const [kept] = await keepCaptured(studio.operator(), {
      project: studio.project,
      projectId: studio.projectId,
      logs: [],
      captured,
      open: (name) => createReadStream(name),
    });
    const run = await readTrajectory(studio.operator(), { trajectoryId: kept?.id ?? "" });
    expect(run).toMatchObject({
      taskTitle: "count cups",
      exitStatus: "exit 2",
      submission: "diff",
      stepCount: 1,
      errorCount: 1,
    });
  });

  it("counts as written only when it is new or has changed", async () => {
    const at = (sizeBytes: number, changedMs: number) => ({ file: "a", sizeBytes, changedMs });
    const was = new Map([["a", at(5, 1)]]);
    expect(changedLogs(was, new Map([["a", at(5, 1)]]))).toEqual([]);
    expect(
      changedLogs(
        was,
        new Map([
          ["a", at(9, 2)],
          ["b", at(0, 2)],
        ]),
      ),
    ).toEqual([at(9, 2)]);
  });
});
