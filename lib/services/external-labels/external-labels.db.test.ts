import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listTrajectories } from "../trajectories/list-trajectories.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { importAnnotations } from "./import-annotations.ts";
import { keepRunLabels } from "./keep-run-labels.ts";
import { listExternalLabels } from "./list-external-labels.ts";

const REAL = path.resolve(import.meta.dirname, "../../../../shared/data");
const hasReal = existsSync(REAL);
if (!hasReal) console.log("No real runs beside the project (../shared/data): 2 without data");

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio.close());

const send = (lines: readonly object[], name = "labels.jsonl") =>
  importAnnotations(studio.operator(), {
    project: studio.project,
    name,
    bytes: Readable.from([Buffer.from(lines.map((line) => JSON.stringify(line)).join("\n"))]),
  });
const labelsOf = async (trajectoryId: string, ctx = studio.operator()) =>
  (await listExternalLabels(ctx, { trajectoryId })).reviews;
let told = 0;
async function chat(turns: number) {
  told += 1;
  const messages = Array.from({ length: turns }, (_, at) => [
    { role: "user", content: `How many cups on shelf ${at}, ${told}?` },
    { role: "assistant", content: `${at} cups.` },
  ]).flat();
  const file = await studio.importFile(`chat-${told}.json`, JSON.stringify({ messages }));
  return { id: file.trajectories[0]?.id ?? "", name: `chat-${told}`, sha256: file.sha256 };
}
const taxonomy = { id: "shop-faults", version: "1.0.0" };
const fault = (run: object, index: number, more: object = {}) => ({
  run,
  author: "Ines",
  taxonomy,
  dimension: "fault",
  label: "Wrong shelf",
  place: { at: "step", index, base: 0 },
  ...more,
});

describe("labels from elsewhere", () => {
  it("stand on the step of their source's own count, 0- or 1-based, with their reason and their own taxonomy", async () => {
    const { id, name, sha256 } = await chat(3);
    const lines = [
      fault({ trajectoryId: id }, 2, { reason: "The list said shelf 3.", severity: "high", isDecisive: true }),
      fault({ name }, 2, { place: { at: "step", index: 2, base: 1 }, label: "Slow" }),
      fault({ sha256 }, 0, { place: { at: "range", from: 1, to: 3, base: 0 }, author: "Tom" }),
      fault({ trajectoryId: id }, 0, { place: { at: "run" }, label: undefined, score: 3, dimension: "worth" }),
    ];

    expect(await send(lines)).toMatchObject({ labels: 4, stored: 4, unchanged: 0, failed: 0, runs: 1, authors: 2 });
    const reviews = await labelsOf(id);
    expect(reviews.map(({ author }) => author).toSorted()).toEqual(expect.arrayContaining(["Ines", "Tom"]));
    const marks = reviews.flatMap((review) => review.marks);
    const first = marks.find(({ label, anchor }) => label === "Wrong shelf" && anchor.target === "step");
    expect(first).toMatchObject({ anchor: { target: "step", ordinal: 2 }, reason: "The list said shelf 3." });
    expect(marks.find(({ label }) => label === "Slow")?.anchor).toEqual({ target: "step", ordinal: 1 });
    expect(marks.find(({ anchor }) => anchor.target === "range")?.anchor).toEqual({ target: "range", from: 1, to: 3 });
    expect(marks.find(({ anchor }) => anchor.target === "trajectory")?.value).toEqual({ type: "score", score: 3 });
  });

  it("change nothing when they come again, and are a next version when they say something else", async () => {
    const { id } = await chat(2);
    const line = fault({ trajectoryId: id }, 1, { severity: "low", isDecisive: true });
    await send([line]);
    expect(await send([line])).toMatchObject({ stored: 0, unchanged: 1 });
    expect(await send([{ ...line, severity: "high" }])).toMatchObject({ stored: 1, unchanged: 0 });
    const rows = await studio.db.prisma.annotationRevision.findMany({
      where: { trajectoryId: id },
      orderBy: { version: "asc" },
    });
    expect(rows.map(({ version, provenance }) => [version, provenance])).toEqual([
      [1, "external"],
      [2, "external"],
    ]);
    expect((await labelsOf(id))[0]?.marks).toHaveLength(1);
  });

  it("are refused one by one with their line where their run or place is not there, and the others stay", async () => {
    const { id } = await chat(1);
    const lines = [
      fault({ runId: "nobody" }, 0),
      fault({ trajectoryId: id }, 40),
      fault({ trajectoryId: id }, 0),
      fault({ task: "no such task" }, 0),
    ];
    const report = await send(lines);
    expect(report).toMatchObject({ labels: 4, stored: 1, failed: 3 });
    expect(report.problems.map(({ code, line }) => [code, line])).toEqual([
      ["no-run", 1],
      ["no-place", 2],
      ["no-run", 4],
    ]);
  });

  it("never count among the project's own, and are not sent to who labels blind", async () => {
    const { id } = await chat(2);
    await send([fault({ trajectoryId: id }, 1)]);
    const { rows } = await listTrajectories(studio.operator(), { project: studio.project });
    expect(rows.find((row) => row.id === id)).toMatchObject({ labelledSteps: 0, failureCount: 0 });
    expect(await labelsOf(id, await studio.as("annotator"))).toEqual([]);
    expect(await labelsOf(id, await studio.as("lead"))).toHaveLength(1);
  });

  it("do not say again what the run hides, but to who judges it", async () => {
    const { id } = await chat(2);
    const token = `ghp_${"aB3dE6gH9jK2".repeat(3)}`;
    const leaky = await studio.importFile(
      "leaky.json",
      JSON.stringify({
        messages: [
          { role: "user", content: `Use ${token}` },
          { role: "assistant", content: "Yes." },
        ],
      }),
    );
    const leakyId = leaky.trajectories[0]?.id ?? "";
    for (const trajectoryId of [id, leakyId]) await send([fault({ trajectoryId }, 1, { reason: `It used ${token}.` })]);
    const reasonsFor = async (trajectoryId: string, role: "engineer" | "lead") =>
      (await labelsOf(trajectoryId, await studio.as(role)))[0]?.marks.map(({ label, reason }) => [label, reason]);
    expect(await reasonsFor(leakyId, "engineer")).toEqual([["Wrong shelf", null]]);
    expect(await reasonsFor(leakyId, "lead")).toEqual([["Wrong shelf", `It used ${token}.`]]);
    expect((await reasonsFor(id, "engineer"))?.[0]?.[1]).toContain("It used");
  });

  it("say what a file without any is", async () => {
    await expect(send([{ a: 1 }], "notes.json")).rejects.toThrow(/holds no labels that are read here/);
  });
});

describe.runIf(hasReal)("labels of real data sets", () => {
  it("of Who&When come in with their runs, each at the step that its file names", async () => {
    const folder = path.join(REAL, "who-and-when/Hand-Crafted");
    let labels = 0;
    for (const name of (await readdir(folder)).filter((each) => each.endsWith(".json")).slice(0, 12)) {
      const bytes = await readFile(path.join(folder, name));
      const file = await studio.importFile(name, bytes);
      const report = await keepRunLabels(studio.operator(), { projectId: studio.projectId, fileId: file.id });
      expect([name, report?.failed, report?.stored]).toEqual([name, 0, 1]);
      const { mistake_step, mistake_reason } = JSON.parse(bytes.toString("utf8")) as {
        mistake_step: string;
        mistake_reason: string;
      };
      const trajectoryId = file.trajectories[0]?.id ?? "";
      const mark = (await labelsOf(trajectoryId))[0]?.marks[0];
      const ordinal = mark?.anchor.target === "step" ? mark.anchor.ordinal : -1;
      const step = await studio.db.prisma.step.findFirstOrThrow({ where: { trajectoryId, ordinal } });
      expect([name, step.sourceIndex]).toEqual([name, Number(mistake_step)]);
      expect(mark?.reason?.startsWith(mistake_reason)).toBe(true);
      labels += 1;
    }
    expect(labels).toBe(12);
  });

  it("of AgentRx find their runs by name and by task, and every failure its step", async () => {
    const folder = path.join(REAL, "agentrx");
    for (const name of await readdir(path.join(folder, "magentic_one")))
      await studio.receive(name, await readFile(path.join(folder, "magentic_one", name)));
    await studio.receive("tau_retail_failed.json", await readFile(path.join(folder, "tau_retail_failed.json")));
    for (const name of ["magentic_one_ground_truth.json", "tau_retail_ground_truth.json"]) {
      const bytes = await readFile(path.join(folder, name));
      const truth = JSON.parse(bytes.toString("utf8")) as { failures: object[] }[];
      // Every failure, and the summary of every run.
      const wanted = truth.reduce((sum, { failures }) => sum + failures.length + 1, 0);
      const file = await studio.receive(name, bytes);
      expect([name, file.status, file.problems.filter(({ severity }) => severity !== "note")]).toEqual([
        name,
        "attached",
        [],
      ]);
      const again = await importAnnotations(studio.operator(), {
        project: studio.project,
        name,
        bytes: Readable.from([bytes]),
      });
      expect([name, again.labels, again.unchanged, again.failed]).toEqual([name, wanted, wanted, 0]);
    }
  });
});
