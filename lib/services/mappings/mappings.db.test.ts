import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EMPTY_MAPPING, type FieldMapping } from "../../domain/mapping/field-mapping.ts";
import { processFile } from "../imports/process-file.ts";
import { readStepTexts } from "../text/read-step-text.ts";
import { readSource } from "../trajectories/read-source.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { listMappings } from "./list-mappings.ts";
import { previewMapping } from "./preview-mapping.ts";
import { readWith } from "./read-with.ts";
import { sampleFile } from "./sample-file.ts";
import { saveMapping } from "./save-mapping.ts";

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio.close());

/** A log of a structure that no format has; two runs, their rows mixed. */
const log = (name: string, more: object = {}) =>
  [
    { job: `${name}-1`, actor: "planner", text: "Look first", shell: "ls -la", got: "a.ts", ...more },
    { job: `${name}-2`, actor: "planner", text: "Another job" },
    { job: `${name}-1`, actor: "coder", text: "Then test", shell: "npm test", got: "1 failed", code: 1 },
  ]
    .map((row) => JSON.stringify(row))
    .join("\n");

const MAPPING: FieldMapping = {
  ...EMPTY_MAPPING,
  runs: { at: "rows", list: null, by: "/job" },
  step: { thought: "/text", action: "/shell", observation: "/got", isError: "/code", lane: "/actor" },
};

/** Made up, and put together at run time so that no scanner flags the source. */
const TOKEN = `ghp_${"Ab3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5".slice(0, 36)}`;

const save = async (fileId: string, name: string, baseNumber = 0, mapping = MAPPING) =>
  saveMapping(await studio.as("engineer"), { project: studio.project, fileId, name, baseNumber, mapping });

describe("a file of an unknown structure", () => {
  it("is shown as a tree with a guess, and previewed, with secrets masked", async () => {
    const file = await studio.receive("first.jsonl", log("first", { note: `token ${TOKEN}`, text: `use ${TOKEN}` }));
    expect(file).toMatchObject({ status: "quarantined", formatId: null });
    const ctx = await studio.as("lead");
    const where = { project: studio.project, fileId: file.id };
    const sample = await sampleFile(ctx, where);
    expect(sample).toMatchObject({ isLines: true, isPart: false, guess: { runs: { at: "log" } } });
    expect(sample.nodes.find(({ pointer }) => pointer === "/0/actor")).toMatchObject({ text: "planner", size: 7 });
    const preview = await previewMapping(ctx, { ...where, mapping: MAPPING });
    expect(preview).toMatchObject({ runCount: 2, stepCount: 3, failedRecords: 0, isRecognisable: true, problems: [] });
    expect(preview.run).toMatchObject({ runId: "first-1", lanes: ["planner", "coder"] });
    expect(preview.steps.map(({ kind, isError, lane }) => [kind, isError, lane])).toEqual([
      ["shell", false, 0],
      ["test", true, 1],
    ]);
    expect(preview.steps[0]?.body.thought).toMatchObject({
      text: `use ${"\u2588".repeat(TOKEN.length)}`,
      masks: [{ start: 4, end: 4 + TOKEN.length, placeholder: "<SECRET:github-pat:1>" }],
    });
    expect(JSON.stringify([sample, preview])).not.toContain(TOKEN.slice(4));
    const { waiting } = await listMappings(ctx, { project: studio.project });
    expect(waiting.map(({ name }) => name)).toEqual(["first.jsonl"]);
  });

  it("is read with a saved mapping, its bytes kept, and files of that structure then read themselves", async () => {
    const file = await studio.receive("second.jsonl", log("second"));
    const { id, number } = await save(file.id, "Job log");
    expect(number).toBe(1);
    const ctx = await studio.as("engineer");
    const where = { project: studio.project, fileId: file.id };
    expect(await readWith(ctx, { ...where, mappingId: id })).toMatchObject({ status: "received", problems: [] });
    const read = await processFile(studio.operator(), { projectId: studio.projectId, fileId: file.id });
    expect(read).toMatchObject({
      status: "stored",
      formatId: "custom-mapping",
      records: { stored: 2, skipped: 0, quarantined: 0 },
      trajectories: [
        { runId: "second-1", steps: 2, actions: 2 },
        { runId: "second-2", steps: 1 },
      ],
    });
    const trajectoryId = read.trajectories[0]?.id ?? "";
    const revision = await studio.db.prisma.trajectoryRevision.findFirstOrThrow({ where: { trajectoryId } });
    expect(revision).toMatchObject({ importer: "custom-mapping", parserVersion: `1:${id}.1` });
    const texts = await readStepTexts(
      studio.operator(),
      { trajectoryId, revisionId: revision.id },
      { from: 0, to: 2 },
      { clampUnits: null, reader: { kind: "scanner" } },
    );
    expect(texts.map(({ action, observation }) => [action?.text, observation?.text])).toEqual([
      ["ls -la", "a.ts"],
      ["npm test", "1 failed"],
    ]);
    await studio.scanAll();
    const source = await readSource(ctx, { trajectoryId, ordinal: 1 });
    expect(JSON.parse(source.text)).toMatchObject({ job: "second-1", shell: "npm test" });

    const third = await studio.receive("third.jsonl", log("third"));
    expect(third).toMatchObject({ status: "stored", formatId: "custom-mapping", records: { stored: 2 } });
    const { mappings } = await listMappings(ctx, { project: studio.project });
    expect(mappings).toMatchObject([{ name: "Job log", number: 1, files: 2, createdBy: "engineer" }]);
    const other = await studio.receive("other.jsonl", '{"level":"info","line":"x"}\n{"level":"info","line":"y"}');
    expect(other.status).toBe("quarantined");
  });

  it("keeps every version, and refuses one that was made from an older one", async () => {
    const file = await studio.receive("versions.jsonl", '{"a":[{"say":"x"}]}\n{"a":[{"say":"y"}]}');
    const mapping: FieldMapping = { ...EMPTY_MAPPING, runs: { at: "lines" }, steps: "/a", step: { message: "/say" } };
    const first = await save(file.id, "Sayings", 0, mapping);
    await expect(save(file.id, "Sayings", 0, mapping)).rejects.toMatchObject({
      code: "conflict",
      details: { number: 1 },
    });
    const second = await save(file.id, "Sayings", 1, mapping);
    expect(second).toMatchObject({ id: first.id, number: 2 });
    await expect(save(file.id, "New name", 3, mapping)).rejects.toMatchObject({ code: "conflict" });
    await expect(save(file.id, "Nothing", 0, { ...mapping, steps: "/b" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    const rows = await studio.db.prisma.importMapping.findMany({
      where: { name: "Sayings" },
      orderBy: { number: "asc" },
    });
    expect(rows.map(({ number }) => number)).toEqual([1, 2]);
    const audit = await studio.db.prisma.auditRow.findMany({ where: { action: "save-mapping", subject: first.id } });
    expect(audit.map(({ details }) => details)).toMatchObject([{ number: 1 }, { number: 2 }]);
  });

  it("waits on when the chosen mapping finds nothing in it", async () => {
    const { mappings } = await listMappings(await studio.as("lead"), { project: studio.project });
    const file = await studio.receive("misfit.jsonl", '{"b":[{"said":"x"}]}\n{"b":[{"said":"y"}]}');
    const mappingId = mappings.find(({ name }) => name === "Sayings")?.id ?? "";
    await readWith(await studio.as("lead"), { project: studio.project, fileId: file.id, mappingId });
    const read = await processFile(studio.operator(), { projectId: studio.projectId, fileId: file.id });
    expect(read).toMatchObject({ status: "quarantined", formatId: "custom-mapping" });
    expect(read.problems.map(({ code }) => code)).toEqual(["no-steps", "no-steps"]);
    const { waiting } = await listMappings(await studio.as("lead"), { project: studio.project });
    expect(waiting.map(({ name }) => name)).toContain("misfit.jsonl");
  });
});

describe("what is not mapped", () => {
  it.each([
    ["cut.json", '{"a":[{"b":1}', "another reason"],
    ["words.log", "plain words of no log", "is no JSON"],
  ])("%s", async (name, content, said) => {
    const file = await studio.receive(name, content);
    const where = { project: studio.project, fileId: file.id };
    await expect(sampleFile(await studio.as("lead"), where)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(said),
    });
  });

  it("a file that was stored", async () => {
    const stored = await studio.db.prisma.importFile.findFirstOrThrow({ where: { status: "stored" } });
    const where = { project: studio.project, fileId: stored.id, mappingId: stored.mappingId ?? "" };
    await expect(readWith(await studio.as("lead"), where)).rejects.toMatchObject({ code: "conflict" });
  });

  it("by an annotator", async () => {
    const file = await studio.db.prisma.importFile.findFirstOrThrow({ where: { status: "quarantined" } });
    const where = { project: studio.project, fileId: file.id };
    const ctx = await studio.as("annotator");
    await expect(sampleFile(ctx, where)).rejects.toMatchObject({ code: "forbidden" });
    await expect(previewMapping(ctx, { ...where, mapping: MAPPING })).rejects.toMatchObject({ code: "forbidden" });
    await expect(saveMapping(ctx, { ...where, mapping: MAPPING, name: "x", baseNumber: 0 })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});
