import { Readable } from "node:stream";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { STEP_FIELDS } from "../../domain/record/step.ts";
import { restore } from "../../domain/text/stand-ins.ts";
import { readRunGovernance } from "../governance/read-run-governance.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readStepTexts, readFieldRange } from "../text/read-step-text.ts";
import { readSkeleton } from "../trajectories/read-skeleton.ts";
import { readSource } from "../trajectories/read-source.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";
import { listImportFiles } from "./list-import-files.ts";
import { readImport } from "./read-import.ts";
import { receiveFile } from "./receive-file.ts";

const REAL = path.resolve(import.meta.dirname, "../../../../shared/data/swe-agent");
const hasReal = existsSync(REAL);
if (!hasReal) console.log("No real runs beside the project (../shared/data): 1 without data");

type Entry = { action: string; observation: string; thought: string; response: string };
const entry = (over: Partial<Entry> = {}): Entry => ({
  action: "ls\n",
  observation: "a\n",
  thought: "look",
  response: "look",
  ...over,
});
const reader = { kind: "scanner" } as const;
const traj = (...entries: Entry[]) =>
  JSON.stringify({ environment: "test", trajectory: entries, history: [], info: { exit_status: "submitted" } });

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio.close());

async function rowCounts() {
  const { prisma } = studio.db;
  const [trajectories, steps, bodies, revisions, packs] = await Promise.all([
    prisma.trajectory.count(),
    prisma.step.count(),
    prisma.stepBody.count(),
    prisma.trajectoryRevision.count(),
    prisma.rawPack.count(),
  ]);
  return { trajectories, steps, bodies, revisions, packs };
}

describe.runIf(hasReal)("real SWE-agent runs", () => {
  it("come in whole: every step, counted independently, distinct runs of one task", async () => {
    const names = (await readdir(REAL)).filter((name) => name.endsWith(".traj"));
    const ids = new Set<string>();
    let steps = 0;
    for (const name of names) {
      const bytes = await readFile(path.join(REAL, name));
      const source = JSON.parse(bytes.toString("utf8")) as { trajectory?: Entry[]; history: { role: string }[] };
      const wanted = source.trajectory
        ? source.trajectory.length
        : source.history.filter(({ role }) => role === "assistant").length;
      const file = await studio.importFile(name, bytes);
      expect([name, file.status, file.trajectories[0]?.steps]).toEqual([name, "stored", wanted]);
      const trajectoryId = file.trajectories[0]?.id ?? "";
      const run = await readTrajectory(studio.operator(), { trajectoryId });
      const texts = await readStepTexts(
        studio.operator(),
        { trajectoryId, revisionId: run.revisionId },
        { from: 0, to: wanted },
        { clampUnits: null, reader },
      );
      for (const [index, given] of (source.trajectory ?? []).entries()) {
        expect(texts[index]?.action?.text ?? "").toBe(given.action);
        expect(texts[index]?.observation?.text ?? "").toBe(given.observation);
      }
      ids.add(trajectoryId);
      steps += wanted;
      // Where the scan hid something, the raw source is hidden as a whole.
      const { gate } = await readRunGovernance(studio.operator(), { trajectoryId });
      if (gate.redactions > 0) continue;
      const raw = await readSource(studio.operator(), { trajectoryId, ordinal: 0 });
      expect(bytes.subarray(raw.byteStart, raw.byteEnd).toString("utf8").startsWith(raw.text.slice(0, 1000))).toBe(
        true,
      );
    }
    expect(ids.size).toBe(names.length);
    const counts = await rowCounts();
    expect(counts.steps).toBe(steps);
    const tasks = await studio.db.prisma.trajectory.groupBy({ by: ["taskKey"], _count: true });
    expect(
      tasks.some(({ _count }) => _count > 1),
      "several attempts at one task",
    ).toBe(true);
  });
});

describe("the same bytes again", () => {
  it("are skipped, and say which run they are", async () => {
    const first = await studio.importFile("once.traj", traj(entry()));
    const before = await rowCounts();
    const again = await studio.importFile("twice.traj", traj(entry()));
    expect(again.status).toBe("skipped");
    expect(again.problems[0]).toMatchObject({ code: "same-bytes", severity: "note" });
    expect(again.trajectories).toEqual(first.trajectories);
    expect(await rowCounts()).toEqual(before);
  });

  it("are read once when they arrive twice at the same time", async () => {
    const text = traj(entry({ thought: "racing" }));
    const files = await Promise.all(["a.traj", "b.traj"].map((name) => studio.importFile(name, text)));
    expect(files.map(({ status }) => status).sort()).toEqual(["skipped", "stored"]);
  });
});

describe("bad input", () => {
  const deep = (depth: number) =>
    `{"trajectory":[{"action":"ls","observation":"","response":"","thought":""}],"x":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  it.each<[string, string, string, () => string | Uint8Array]>([
    ["an empty file", "rejected", "empty", () => ""],
    ["blank space", "rejected", "empty", () => " \n\n "],
    [
      "a PNG named .traj",
      "rejected",
      "binary",
      () => Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0]),
    ],
    ["JSON cut off inside a string", "quarantined", "truncated", () => traj(entry(), entry()).slice(0, 120)],
    ["JSON and then more", "quarantined", "trailing-data", () => `${traj(entry({ thought: "t" }))}garbage`],
    ["nesting of 300", "quarantined", "depth", () => deep(300)],
    ["nesting of 100,000", "quarantined", "depth", () => deep(100_000)],
    ["a raw NUL byte", "quarantined", "syntax", () => traj(entry()).replace("look", "lo\u0000ok")],
    ["a number at the top", "quarantined", "not-a-run", () => "42"],
    ["an object that is no run", "quarantined", "not-a-run", () => '{"a":1}'],
    ["UTF-16", "rejected", "encoding", () => Buffer.from(`\ufeff${traj(entry())}`, "utf16le")],
  ])("%s is %s as %s, with a place and a reason, and nothing stored half", async (name, status, code, make) => {
    const content = make();
    const before = await rowCounts();
    const file = await studio.importFile(`${name}.traj`, content);
    expect([file.status, file.problems.at(-1)?.code]).toEqual([status, code]);
    expect(file.problems.at(-1)?.message).toMatch(/^[A-Z].*\.$/s);
    const after = await rowCounts();
    expect({ ...after, packs: 0 }).toEqual({ ...before, packs: 0 });
    expect(after.packs - before.packs).toBe(status === "quarantined" ? 1 : 0);
  });

  it("keeps what text columns cannot hold, unit for unit", async () => {
    const nasty = "nul \u0000 high \ud83d low \ude00 pair \ud83d\ude00 big 9007199254740993";
    const file = await studio.importFile("nasty.traj", traj(entry({ observation: nasty, thought: "\u0000" })));
    expect(file.status).toBe("stored");
    const trajectoryId = file.trajectories[0]?.id ?? "";
    const { revisionId } = await readTrajectory(studio.operator(), { trajectoryId });
    const [step] = await readStepTexts(
      studio.operator(),
      { trajectoryId, revisionId },
      { from: 0, to: 1 },
      { clampUnits: null, reader },
    );
    expect(step?.observation?.text).toHaveLength(nasty.length);
    expect(restore(step?.observation?.text ?? "", step?.observation?.standIns ?? [])).toBe(nasty);
    expect(restore(step?.thought?.text ?? "", step?.thought?.standIns ?? [])).toBe("\u0000");
  });

  it("keeps a run whose text has invalid UTF-8 and notes the place", async () => {
    const bytes = Buffer.from(traj(entry({ observation: "before @@ after" })), "utf8");
    const at = bytes.indexOf("@@");
    bytes[at] = 0xff;
    bytes[at + 1] = 0xfe;
    const file = await studio.importFile("latin.traj", bytes);
    expect(file.status).toBe("stored");
    expect(file.problems.some(({ byteOffset }) => byteOffset === at)).toBe(true);
  });

  it("leaves prototypes as they were", async () => {
    const file = await studio.importFile(
      "proto.traj",
      `{"__proto__":{"polluted":1},${traj(entry({ thought: "proto" })).slice(1)}`,
    );
    expect(file.status).toBe("stored");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

it("takes a field of megabytes, shows its head and any range of it", async () => {
  const long = "line of text ünï\n".repeat(120_000);
  const file = await studio.importFile("long.traj", traj(entry({ observation: long })));
  const trajectoryId = file.trajectories[0]?.id ?? "";
  const { revisionId } = await readTrajectory(studio.operator(), { trajectoryId });
  const ref = { trajectoryId, revisionId };
  const [step] = await readStepTexts(studio.operator(), ref, { from: 0, to: 1 }, { clampUnits: 1000, reader });
  expect(step?.observation).toMatchObject({ length: long.length, text: long.slice(0, 1000) });
  const place = { ordinal: 0, field: "observation", start: 1_500_000, end: 1_500_050 } as const;
  expect((await readFieldRange(studio.operator(), ref, place, reader)).text).toBe(long.slice(1_500_000, 1_500_050));
  const [whole] = await readStepTexts(studio.operator(), ref, { from: 0, to: 1 }, { clampUnits: null, reader });
  expect(whole?.observation?.text).toBe(long);
  const skeleton = await readSkeleton(studio.operator(), { trajectoryId });
  expect(skeleton.sizes[STEP_FIELDS.indexOf("observation")]).toEqual([long.length]);
});

it("takes files of one act that arrive side by side, each of which may be the first", async () => {
  const importId = studio.operator().newId();
  const names = Array.from({ length: 8 }, (_, at) => `side-${at}.traj`);
  const bytes = (name: string) => Readable.from([Buffer.from(`{"name": "${name}"}`)]);
  const send = (name: string) =>
    receiveFile(studio.operator(), { project: studio.project, name, importId, bytes: bytes(name) });
  await Promise.all(names.map(send));
  const { files } = await listImportFiles(studio.operator(), { project: studio.project, importId });
  expect(files.map(({ name }) => name).toSorted()).toEqual(names);
});

it("reconciles: files are the sum of what became of them", async () => {
  const ctx = studio.operator();
  const bytes = (text: string) =>
    (async function* () {
      yield Buffer.from(text);
    })();
  const { importId } = await receiveFile(ctx, {
    project: studio.project,
    name: "x.traj",
    bytes: bytes(traj(entry({ thought: "x" }))),
  });
  await receiveFile(ctx, { project: studio.project, name: "y.traj", importId, bytes: bytes("") });
  const { counts } = await readImport(ctx, { project: studio.project, importId });
  expect(counts).toEqual({
    archives: 0,
    files: 2,
    stored: 0,
    attached: 0,
    skipped: 0,
    quarantined: 0,
    rejected: 1,
    inProgress: 1,
  });
});

it("refuses bytes that are not the ones announced and keeps none of them", async () => {
  const before = await rowCounts();
  const sha256 = createHash("sha256").update("other").digest("hex");
  const bytes = (async function* () {
    yield Buffer.from("these");
  })();
  await expect(
    receiveFile(studio.operator(), { project: studio.project, name: "z.traj", sha256, bytes }),
  ).rejects.toMatchObject({ code: "invalid_input" });
  expect(await rowCounts()).toEqual(before);
});
