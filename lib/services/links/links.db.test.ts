import { v7 as uuidv7 } from "uuid";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ParsedStep } from "../../domain/record/step.ts";
import { claudeCode } from "../../importers/claude-code/claude-code.ts";
import { processFile } from "../imports/process-file.ts";
import { receiveFile } from "../imports/receive-file.ts";
import { atVersion } from "../test-at-version.ts";
import { reparseWaiting } from "../reparse/reparse-waiting.ts";
import { startReparse } from "../reparse/start-reparse.ts";
import { createProject } from "../studio/create-project.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio?.close());

type Place = { importId?: string; project?: string; projectId?: string };
type File = readonly [name: string, content: string];

/** Receives files of one import, then reads them in this order; the run of each. */
async function take(files: readonly File[], { importId = uuidv7(), ...place }: Place = {}): Promise<string[]> {
  const { project = studio.project, projectId = studio.projectId } = place;
  const ids: string[] = [];
  for (const [name, content] of files) {
    const bytes = Readable.from([Buffer.from(content)]);
    const { file } = await receiveFile(studio.operator(), { project, name, importId, bytes });
    const { trajectories } = await processFile(studio.operator(), { projectId, fileId: file.id });
    ids.push(trajectories[0]?.id ?? "");
  }
  return ids;
}

const linksOf = async (trajectoryId = "") =>
  (await readTrajectory(studio.operator(), { trajectoryId })).links.map(
    ({ kind, other, trajectoryId: id, ordinal }) => [kind, other, id, ordinal],
  );

const lines = (...records: object[]) => records.map((record) => JSON.stringify(record)).join("\n");
const said = (sessionId: string, uuid: string, more: object) => ({
  type: "user",
  uuid,
  parentUuid: null,
  sessionId,
  timestamp: "2026-11-01T10:00:00.000Z",
  isSidechain: false,
  message: { role: "user", content: "Mend the shop." },
  ...more,
});
const called = (id: string, name: string) => ({
  type: "assistant",
  message: { id: `m-${id}`, role: "assistant", content: [{ type: "tool_use", id, name, input: {} }] },
});
const gave = (id: string, more: object = {}) => ({
  message: { role: "user", content: [{ type: "tool_result", tool_use_id: id, content: "done" }] },
  ...more,
});

/** A session whose second row calls the agent, and the agent's own file. */
const session = (id: string, agent: string): File => [
  `${id}.jsonl`,
  lines(
    said(id, "1", {}),
    said(id, "2", called("t1", "Task")),
    said(id, "3", gave("t1", { toolUseResult: { agentId: agent } })),
  ),
];
const agentFile = (id: string, agent: string): File => [
  `${id}/subagents/agent-${agent}.jsonl`,
  lines(said(id, "8", { isSidechain: true, agentId: agent })),
];

describe("a sub-agent's file", () => {
  it.each([
    ["its session's", "s1", 0],
    ["its own", "s2", 1],
  ])("is linked to the step that called it when %s comes first", async (_, id, first) => {
    const files = [session(id, "a1"), agentFile(id, "a1")];
    const order = first === 0 ? files : files.toReversed();
    const runs = await take(order);
    const [parent, child] = first === 0 ? runs : runs.toReversed();
    expect(await linksOf(parent)).toEqual([["subagent", "child", child, 1]]);
    expect(await linksOf(child)).toEqual([["subagent", "parent", parent, 1]]);
  });

  it("is linked when both are read at once", async () => {
    for (let round = 0; round < 8; round += 1) {
      const id = `at-once-${round}`;
      const [[parent], [child]] = await Promise.all([take([session(id, "a1")]), take([agentFile(id, "a1")])]);
      expect(await linksOf(child)).toEqual([["subagent", "parent", parent, 1]]);
    }
  });

  it("is linked to the run alone where no step names it, and once however often files come", async () => {
    const helper = agentFile("s1", "acompact-1");
    const [child] = await take([helper]);
    const before = await studio.db.prisma.trajectoryLink.count();
    const [parent] = await take([session("s1", "a1"), helper]);
    expect(await linksOf(child)).toEqual([["subagent", "parent", parent, null]]);
    expect(await studio.db.prisma.trajectoryLink.count()).toBe(before);
  });

  it("follows its session's newest revision", async () => {
    const [name, content] = session("s1", "a1");
    const [head = "", ...rest] = content.split("\n");
    const grown = [head, JSON.stringify(said("s1", "9", {})), ...rest].join("\n");
    const [parent] = await take([[name, grown]]);
    const [child] = await take([agentFile("s1", "a1")]);
    expect(await linksOf(child)).toEqual([["subagent", "parent", parent, 2]]);
    const [again] = await take([[name, lines(said("s1", "1", {}), said("s1", "2", {}))]]);
    expect(await linksOf(child)).toEqual([["subagent", "parent", again, null]]);
  });

  it("of another project is never linked", async () => {
    const other = { project: "other-project", projectId: uuidv7() };
    await studio.db.prisma.$transaction((tx) =>
      createProject(tx, { id: other.projectId, slug: other.project, name: "Other" }, uuidv7),
    );
    const importId = uuidv7();
    const [parent] = await take([session("s3", "a1")], { importId });
    const [stranger] = await take([agentFile("s3", "a1")], { ...other, importId });
    expect([await linksOf(parent), await linksOf(stranger)]).toEqual([[], []]);
    expect(await studio.db.prisma.trajectoryLink.count({ where: { projectId: other.projectId } })).toBe(0);
    const [child] = await take([agentFile("s3", "a1")]);
    expect(await linksOf(parent)).toEqual([["subagent", "child", child, 1]]);
  });
});

describe("a session that goes on elsewhere or splits", () => {
  it("is linked to the other, and not to itself", async () => {
    const old = lines(said("old", "1", { forkedFrom: { sessionId: "old" } }), {
      type: "continued-in",
      sessionId: "old",
      continuedInSessionId: "new",
    });
    const branch = lines(said("branch", "1", { forkedFrom: { sessionId: "old", messageUuid: "1" } }));
    const [next, fork, parent] = await take([
      ["new.jsonl", lines(said("new", "5", {}))],
      ["branch.jsonl", branch],
      ["old.jsonl", old],
    ]);
    expect(await linksOf(parent)).toEqual([
      ["fork", "child", fork, null],
      ["continuation", "child", next, null],
    ]);
    expect(await linksOf(next)).toEqual([["continuation", "parent", parent, null]]);
    expect(await linksOf(fork)).toEqual([["fork", "parent", parent, null]]);
  });
});

describe("runs that are named by their files", () => {
  const document = (id: string, more: object = {}) =>
    JSON.stringify({
      schema_version: "ATIF-v1.6",
      session_id: id,
      agent: { name: "a", version: "1" },
      steps: [{ step_id: 1, source: "user", message: id }],
      ...more,
    });
  const parent = document("p", { continued_trajectory_ref: "trajectory.cont-1.json" });
  const next = document("n");

  it("are linked in whichever order they come, in one import only", async () => {
    const files: File[] = [
      ["night/agent/trajectory.json", parent],
      ["night/agent/trajectory.cont-1.json", next],
    ];
    const apart = [await take(files.slice(0, 1)), await take(files.slice(1))].flat();
    expect(await linksOf(apart[0])).toEqual([]);
    const elsewhere = await take([files[0] ?? ["", ""], ["day/agent/trajectory.cont-1.json", next]]);
    expect(await linksOf(elsewhere[0])).toEqual([]);
    const [child, first] = await take(files.toReversed());
    expect(await linksOf(first)).toEqual([["continuation", "child", child, null]]);
  });

  it("are never guessed: no address beyond the import, no file of several runs", async () => {
    const far = ["/etc/passwd", "https://host/a.json", "../../up.json", `${"x".repeat(4000)}.json`];
    for (const [at, ref] of far.entries())
      await take([[`far/${at}.json`, document(`far-${at}`, { continued_trajectory_ref: ref })]]);
    const stated = await studio.db.prisma.linkStatement.findMany({ where: { fileName: { not: null } } });
    expect(stated.map(({ fileName }) => fileName)).not.toContain("/etc/passwd");
    expect(stated.filter(({ fileName }) => fileName?.includes("host"))).toEqual([]);
    const several = JSON.stringify({ one: JSON.parse(document("one")), two: JSON.parse(document("two")) });
    const [first] = await take([
      ["both/a.json", document("naming", { continued_trajectory_ref: "b.json" })],
      ["both/b.json", several],
    ]);
    expect(await linksOf(first)).toEqual([]);
  });
});

describe("a session that is read again", () => {
  it("keeps its links at their steps", async () => {
    const [parent = "", child] = await take([session("again", "a1"), agentFile("again", "a1")]);
    const step = (each: ParsedStep) => ({ ...each, target: `${each.target}!` });
    studio.readWith([atVersion(claudeCode, { version: "99", step })]);
    const { projectId, project } = studio;
    const { reparse } = await startReparse(studio.operator(), { project, runs: [parent] });
    for await (const done of await reparseWaiting(studio.operator(), { projectId, reparseId: reparse?.id ?? "" }))
      expect(done.map(({ status }) => status)).toEqual(["revised"]);
    expect((await readTrajectory(studio.operator(), { trajectoryId: parent })).revisionNumber).toBe(2);
    expect(await linksOf(child)).toEqual([["subagent", "parent", parent, 1]]);
  });
});
