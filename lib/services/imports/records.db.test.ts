import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readStepTexts } from "../text/read-step-text.ts";
import { readSource } from "../trajectories/read-source.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";

const REAL = path.resolve(import.meta.dirname, "../../../../shared/data");
const hasReal = existsSync(REAL);
if (!hasReal) console.log("No real runs beside the project (../shared/data): 1 without data");

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio?.close());

const chat = (text: string, more: object = {}) =>
  JSON.stringify({
    messages: [
      { role: "user", content: text },
      { role: "assistant", content: `${text}!` },
    ],
    ...more,
  });

describe("a file of many runs", () => {
  it("stores each line as a run of its own, named by its line and its bytes", async () => {
    const lines = [chat("one"), chat("two"), chat("three")];
    const file = await studio.importFile("talks.jsonl", lines.join("\n"));
    expect([file.status, file.records]).toEqual(["stored", { stored: 3, skipped: 0, quarantined: 0 }]);
    const rows = await studio.db.prisma.trajectory.findMany({ orderBy: { name: "asc" } });
    expect(rows.map(({ name }) => name)).toEqual(["talks:1", "talks:2", "talks:3"]);
    expect(rows.map(({ runKey }) => runKey)).toEqual(
      lines.map((line) => `sha256:${createHash("sha256").update(line).digest("hex")}`),
    );
    const second = rows[1]?.id ?? "";
    const source = await readSource(studio.operator(), { trajectoryId: second, ordinal: 1 });
    expect(JSON.parse(source.text)).toEqual({ role: "assistant", content: "two!" });
  });

  it("takes in 9,999 of 10,000 lines and names the bad one", async () => {
    const lines = Array.from({ length: 10_000 }, (_, at) => chat(`line ${at}`));
    lines[4711] = '{"messages": [';
    const before = await studio.db.prisma.trajectory.count();
    const file = await studio.receive("many.jsonl", lines.join("\n"));
    expect(file.records).toEqual({ stored: 9999, skipped: 0, quarantined: 1 });
    expect(file.problems.filter(({ severity }) => severity !== "note").map(({ code, line }) => [code, line])).toEqual([
      ["truncated", 4712],
    ]);
    expect((await studio.db.prisma.trajectory.count()) - before).toBe(9999);
    expect(await studio.db.prisma.trajectoryRevision.count({ where: { isPublished: false } })).toBe(0);
    // What their scans find is not what this is about.
    await studio.db.prisma.scan.updateMany({ where: { status: "queued" }, data: { status: "done" } });
  }, 120_000);

  it("adds only what is new, and reconciles", async () => {
    const file = await studio.importFile("more.jsonl", [chat("two"), chat("four"), chat("four")].join("\n"));
    expect([file.status, file.records]).toEqual(["stored", { stored: 1, skipped: 2, quarantined: 0 }]);
    const known = await studio.importFile("known.jsonl", [chat("one"), chat("two")].join("\n"));
    expect([known.status, known.records, known.trajectories.length]).toEqual([
      "skipped",
      { stored: 0, skipped: 2, quarantined: 0 },
      2,
    ]);
  });

  it("is quarantined when no line of it is a run", async () => {
    const file = await studio.importFile("none.jsonl", `${chat("x").slice(0, -4)}\n{"messages": [}`);
    expect([file.status, file.trajectories]).toEqual(["quarantined", []]);
  });
});

describe("a run that comes again", () => {
  const place = async (trajectoryId: string) => {
    const run = await readTrajectory(studio.operator(), { trajectoryId });
    const ref = { trajectoryId, revisionId: run.revisionId };
    const texts = await readStepTexts(
      studio.operator(),
      ref,
      { from: 0, to: 9 },
      { clampUnits: null, reader: { kind: "scanner" } },
    );
    return { run, said: texts.map(({ message }) => message?.text) };
  };

  it("with the same id and other bytes is its next revision, whole, beside the first", async () => {
    const first = await studio.importFile("a.jsonl", chat("draft", { session_id: "orbit-1" }));
    const again = await studio.importFile("b.jsonl", chat("final", { session_id: "orbit-1" }));
    const trajectoryId = first.trajectories[0]?.id ?? "";
    expect([again.status, again.trajectories[0]?.id]).toEqual(["stored", trajectoryId]);
    const { run, said } = await place(trajectoryId);
    expect([run.revisionNumber, run.runKey, said]).toEqual([2, "orbit-1", ["final", "final!"]]);
    const revisions = await studio.db.prisma.trajectoryRevision.findMany({ where: { trajectoryId } });
    expect(revisions.every(({ isPublished }) => isPublished)).toBe(true);
    expect(await studio.db.prisma.step.count({ where: { trajectoryId } })).toBe(4);
  });

  it("twice in one file is two revisions, and the same bytes are one", async () => {
    const draft = chat("draft", { session_id: "orbit-2" });
    const file = await studio.importFile(
      "c.jsonl",
      [draft, chat("final", { session_id: "orbit-2" }), draft].join("\n"),
    );
    expect(file.records).toEqual({ stored: 2, skipped: 1, quarantined: 0 });
    const { run, said } = await place(file.trajectories[0]?.id ?? "");
    expect([run.revisionNumber, said[0]]).toEqual([2, "final"]);
  });
});

describe.runIf(hasReal)("real runs", () => {
  it.each([
    ["atif", /\.json$/, 12, 56, 15],
    ["openai-messages", /\.jsonl?$/, 38, 397, 113],
    ["claude-code", /\.jsonl$/, 10, 764, 456],
    ["codex", /\.jsonl$/, 5, 25, 11],
    ["tau-bench", /\.json$/, 100, 1949, 577],
  ] as const)(
    "of %s come in: runs, steps and actions as counted by hand",
    async (folder, ending, runs, steps, actions) => {
      const dir = path.join(REAL, folder);
      const totals = { runs: 0, steps: 0, actions: 0 };
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((each) => ending.test(each))) {
        const file = await studio.importFile(name, readFileSync(path.join(dir, name)));
        expect([name, file.status]).toEqual([name, "stored"]);
        totals.runs += file.trajectories.length;
        for (const run of file.trajectories) {
          totals.steps += run.steps;
          totals.actions += run.actions;
        }
      }
      expect(totals).toEqual({ runs, steps, actions });
    },
  );
});
