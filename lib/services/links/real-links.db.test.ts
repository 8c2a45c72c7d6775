import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { processFile } from "../imports/process-file.ts";
import { receiveFile } from "../imports/receive-file.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readSource } from "../trajectories/read-source.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";

const REAL = path.resolve(import.meta.dirname, "../../../../shared/data");
const hasReal = existsSync(REAL);
if (!hasReal) console.log("No real runs beside the project (../shared/data): 8 without data");

type File = { name: string; from: string };

/** Imports the files as one act into a studio of its own, in this order; the run of each by name, and the links. */
async function importAll(studio: TestStudio, files: readonly File[]) {
  const { project, projectId } = studio;
  const importId = studio.operator().newId();
  const runs = new Map<string, string>();
  for (const { name, from } of files) {
    const bytes = Readable.from([readFileSync(path.join(REAL, from))]);
    const { file } = await receiveFile(studio.operator(), { project, name, importId, bytes });
    const { trajectories } = await processFile(studio.operator(), { projectId, fileId: file.id });
    runs.set(name, trajectories.length === 1 ? (trajectories[0]?.id ?? "") : "");
  }
  const read = async (name: string) => {
    const trajectoryId = runs.get(name) ?? "";
    const { links } = await readTrajectory(studio.operator(), { trajectoryId });
    return links;
  };
  return { runs, read };
}

/** Sub-agents of Claude Code as a plain reading of the session pairs them with their calls; null where no call is. */
const AGENTS = hasReal
  ? readdirSync(path.join(REAL, "claude-code"), { recursive: true, encoding: "utf8" })
      .filter((name) => /[\\/]subagents[\\/]agent-[^\\/]*\.jsonl$/.test(name))
      .toSorted()
      .map((name) => {
        const [session = "", , file = ""] = name.split(path.sep);
        const agent = /^agent-(.*)\.jsonl$/.exec(file)?.[1] ?? "";
        const line = readFileSync(path.join(REAL, "claude-code", `${session}.jsonl`), "utf8")
          .split("\n")
          .find((each) => each.includes('"toolUseResult"') && each.includes(`"agentId":"${agent}"`));
        const callId = /"tool_use_id":"([^"]+)"/.exec(line ?? "")?.[1] ?? null;
        return { agent, session: `${session}.jsonl`, name: name.split(path.sep).join("/"), callId };
      })
  : [];

describe.runIf(hasReal).each(["parents first", "children first"])("real runs, %s", (order) => {
  let studio: TestStudio;
  beforeAll(async () => {
    studio = await openTestStudio();
  });
  afterAll(() => studio?.close());
  const inOrder = (files: readonly File[]) => (order === "parents first" ? files : files.toReversed());
  /** The step a link names, as its source says it. */
  const sourceAt = async (trajectoryId: string, ordinal: number | null) =>
    (await readSource(studio.operator(), { trajectoryId, ordinal: ordinal ?? -1 })).text;

  it("every sub-agent of Claude Code hangs at the step that called it, or honestly at its session", async () => {
    const sessions = [...new Set(AGENTS.map(({ session }) => session))];
    const names = [...sessions, ...AGENTS.map(({ name }) => name)];
    const { runs, read } = await importAll(
      studio,
      inOrder(names.map((name) => ({ name, from: `claude-code/${name}` }))),
    );
    expect([sessions.length, AGENTS.length, AGENTS.filter(({ callId }) => callId !== null).length]).toEqual([2, 4, 2]);
    for (const { name, session, callId, agent } of AGENTS) {
      const [link, ...others] = await read(name);
      expect([agent, others, link?.kind, link?.other]).toEqual([agent, [], "subagent", "parent"]);
      expect([agent, link?.trajectoryId, link?.callId]).toEqual([agent, runs.get(session), callId]);
      if (callId === null) expect(link?.ordinal).toBeNull();
      else expect(await sourceAt(link?.trajectoryId ?? "", link?.ordinal ?? null)).toContain(`"id":"${callId}"`);
      const back = (await read(session)).find(({ trajectoryId }) => trajectoryId === runs.get(name));
      expect([back?.other, back?.ordinal]).toEqual(["child", link?.ordinal]);
    }
    expect((await Promise.all(sessions.map(read))).flat()).toHaveLength(AGENTS.length);
  });

  it("the sub-agent of Kimi hangs at its call where the logs lie as the program lays them", async () => {
    const files = [
      { name: "session_1/agents/main/wire.jsonl", from: "other-cli/kimi/assistant_tools.jsonl" },
      { name: "session_1/agents/agent-0/wire.jsonl", from: "other-cli/kimi/subagent_agent-0.jsonl" },
    ];
    const flat = await importAll(studio, inOrder(files.map(({ from }) => ({ name: path.basename(from), from }))));
    expect(await flat.read("subagent_agent-0.jsonl")).toEqual([]);
    const { runs, read } = await importAll(studio, inOrder(files));
    const [link, ...others] = await read(files[1]?.name ?? "");
    expect([others, link?.trajectoryId, link?.callId]).toEqual([[], runs.get(files[0]?.name ?? ""), "Agent_3"]);
    expect(await sourceAt(link?.trajectoryId ?? "", link?.ordinal ?? null)).toContain('"toolCallId":"Agent_3"');
  });

  it("a run of Harbor goes on in the file it names", async () => {
    const files = [
      { name: "trial/agent/trajectory.json", from: "atif/harbor_terminus2_continuation.json" },
      { name: "trial/agent/trajectory.cont-1.json", from: "atif/harbor_terminus2_continuation_cont1.json" },
    ];
    const { runs, read } = await importAll(studio, inOrder(files));
    const links = await read("trial/agent/trajectory.cont-1.json");
    expect(links.map(({ kind, other, trajectoryId }) => [kind, other, trajectoryId])).toEqual([
      ["continuation", "parent", runs.get("trial/agent/trajectory.json")],
    ]);
    // Of its three sub-agents the files are not here.
    expect(await read("trial/agent/trajectory.json")).toHaveLength(1);
  });

  it("two documents of one file hang together by the session one names", async () => {
    await importAll(studio, [{ name: "both.json", from: "atif/subagent_trajectories.json" }]);
    const runs = await studio.db.prisma.trajectory.findMany({
      where: { runKey: { in: ["sess-parent-001", "sess-child-summary-001"] } },
      orderBy: { runKey: "asc" },
    });
    const [child, parent] = runs;
    const { links } = await readTrajectory(studio.operator(), { trajectoryId: child?.id ?? "" });
    expect(links.map(({ kind, trajectoryId }) => [kind, trajectoryId])).toEqual([["subagent", parent?.id]]);
    expect(await sourceAt(parent?.id ?? "", links[0]?.ordinal ?? null)).toContain("sess-child-summary-001");
  });
});
