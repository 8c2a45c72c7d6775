import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_TAXONOMY } from "../../domain/labels/default-taxonomy.ts";
import type { Citation } from "../../domain/labels/mark-value.ts";
import type { MarkInput } from "../../domain/labels/mark.ts";
import type { Context } from "../context.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";
import { readReview } from "./read-review.ts";
import { saveMarks } from "./save-marks.ts";
import { submitReview } from "./submit-review.ts";

const DEMO_RUN = path.resolve(import.meta.dirname, "../../../prisma/demo/checkout-lucky-patch.traj");
const clientTime = "2026-11-20T10:00:00.000Z";

let studio: TestStudio;
let place: { trajectoryId: string; revisionId: string };
let stepCount: number;
let annotator: Context;

beforeAll(async () => {
  studio = await openTestStudio();
  const file = await studio.importFile("lucky.traj", await readFile(DEMO_RUN));
  const trajectoryId = file.trajectories[0]?.id ?? "";
  const run = await readTrajectory(studio.operator(), { trajectoryId });
  place = { trajectoryId, revisionId: run.revisionId };
  stepCount = run.stepCount;
  annotator = await studio.as("annotator");
});
afterAll(() => studio.close());

const phase = (ordinal: number, label: string | null, baseVersion = 0): MarkInput => ({
  dimension: "phase",
  anchor: { target: "step", ordinal },
  value: label === null ? null : { type: "label", label },
  baseVersion,
});
const save = (who: Context, key: string, ...marks: MarkInput[]) =>
  saveMarks({ ...who, idempotencyKey: key }, { ...place, marks, clientTime });

describe("saving marks", () => {
  it("keeps every revision and shows the newest", async () => {
    await save(annotator, "g1", phase(0, "understand"));
    const second = await save(annotator, "g2", phase(0, "localize", 1));
    expect(second.marks[0]?.version).toBe(2);
    const { marks } = await readReview(annotator, { trajectoryId: place.trajectoryId });
    expect(marks).toHaveLength(1);
    expect(marks[0]).toMatchObject({ version: 2, value: { type: "label", label: "localize" } });
    expect(await studio.db.prisma.annotationRevision.count({ where: { trajectoryId: place.trajectoryId } })).toBe(2);
  });

  it("answers the same gesture again with the same reply and saves nothing twice", async () => {
    const first = await save(annotator, "g3", phase(1, "edit"), phase(2, "verify"));
    const again = await save(annotator, "g3", phase(1, "edit"), phase(2, "verify"));
    expect(again).toEqual(first);
    expect(await studio.db.prisma.annotationRevision.count({ where: { gestureId: "g3" } })).toBe(2);
    expect(await studio.db.prisma.auditRow.count({ where: { details: { path: ["gestureId"], equals: "g3" } } })).toBe(
      1,
    );
  });

  it("knows a gesture again that is repeated on newer versions, after its reply was lost", async () => {
    const again = await save(annotator, "g3", phase(1, "edit", 1), phase(2, "verify", 1));
    expect(again.marks.map(({ version }) => version)).toEqual([1, 1]);
  });

  it("saves one gesture once, however many copies of it arrive together", async () => {
    const person = await studio.as("annotator", "impatient");
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => save(person, "together", phase(1, "edit"), phase(2, "verify"))),
    );
    for (const reply of replies) expect(reply).toEqual(replies[0]);
    expect(await studio.db.prisma.annotationRevision.count({ where: { gestureId: "together" } })).toBe(2);
    expect((await readReview(person, { trajectoryId: place.trajectoryId })).marks).toHaveLength(2);
  });

  it("refuses the same key for other marks", async () => {
    await expect(save(annotator, "g3", phase(1, "other"))).rejects.toMatchObject({ code: "idempotency_mismatch" });
  });

  it("refuses a mark made on an older version, shows both and saves none of the gesture", async () => {
    await expect(save(annotator, "g4", phase(3, "edit"), phase(0, "edit", 1))).rejects.toMatchObject({
      code: "conflict",
      details: { stale: [{ yours: { baseVersion: 1 }, current: { version: 2, value: { label: "localize" } } }] },
    });
    const { marks } = await readReview(annotator, { trajectoryId: place.trajectoryId });
    expect(marks.some(({ anchor }) => anchor.target === "step" && anchor.ordinal === 3)).toBe(false);
  });

  it("lets exactly one of many racing writers win", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => save(annotator, `race-${index}`, phase(4, "edit"))),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
  });

  it("takes a mark back as a revision", async () => {
    const cleared = await save(annotator, "g5", phase(4, null, 1));
    expect(cleared.marks[0]).toMatchObject({ version: 2, value: null });
  });

  it.each([
    ["a step that is not there", phase(9999, "edit")],
    ["a label that is not there", phase(0, "nonsense", 2)],
    [
      "a score out of range",
      { ...phase(0, null), dimension: "score", value: { type: "score", score: 11 } } as MarkInput,
    ],
    ["a dimension of the run on a step", { ...phase(0, "teach_success"), dimension: "outcome" }],
  ])("refuses %s with a sentence", async (_, mark) => {
    await expect(save(annotator, `bad-${_}`, mark)).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("keeps people apart: another annotator neither sees nor conflicts", async () => {
    const other = await studio.as("annotator", "annotator-b");
    expect((await readReview(other, { trajectoryId: place.trajectoryId })).marks).toEqual([]);
    const saved = await save(other, "g1", phase(0, "other"));
    expect(saved.marks[0]?.version).toBe(1);
  });

  it("refuses people without the right and hides the run from strangers", async () => {
    await expect(save(await studio.as("engineer"), "g6", phase(0, "edit"))).rejects.toMatchObject({
      code: "forbidden",
    });
    const stranger: Context = {
      ...annotator,
      actor: { kind: "user", id: "stranger", name: "stranger", isStudioAdmin: false, scopes: null, keyProjectId: null },
    };
    await expect(save(stranger, "g7", phase(0, "edit"))).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("submitting", () => {
  it("names what is missing", async () => {
    await expect(submitReview(annotator, place)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Outcome is not set"),
    });
  });

  it("freezes the standing marks as explicit pairs, and again after a change", async () => {
    const lead = await studio.as("lead");
    await save(lead, "all", ...Array.from({ length: stepCount }, (_, ordinal) => phase(ordinal, "edit")));
    await save(lead, "outcome", {
      dimension: "outcome",
      anchor: { target: "trajectory" },
      value: { type: "label", label: "contrast_only" },
      baseVersion: 0,
    });
    expect(await submitReview(lead, place)).toMatchObject({ submission: 1, marks: stepCount + 1 });
    await save(lead, "change", phase(0, "understand", 1));
    expect((await readReview(lead, { trajectoryId: place.trajectoryId })).status).toBe("open");
    expect(await submitReview(lead, place)).toMatchObject({ submission: 2 });
    const submissions = await studio.db.prisma.submission.findMany({
      where: { trajectoryId: place.trajectoryId },
      orderBy: { number: "asc" },
    });
    expect(submissions.map(({ sha256 }) => sha256)[0]).not.toBe(submissions[1]?.sha256);
  });

  it("counts a submit that is sent again, before or after its reply, once", async () => {
    const lead = { ...(await studio.as("lead")), idempotencyKey: "submit-again" };
    const before = await studio.db.prisma.submission.count();
    const replies = await Promise.all([submitReview(lead, place), submitReview(lead, place)]);
    replies.push(await submitReview(lead, place));
    expect(new Set(replies.map(({ submission }) => submission)).size).toBe(1);
    expect(await studio.db.prisma.submission.count()).toBe(before + 1);
  });
});

describe("saying why", () => {
  let person: Context;
  beforeAll(async () => {
    person = await studio.as("annotator", "why");
    await save(person, "w-all", ...Array.from({ length: stepCount }, (_, ordinal) => phase(ordinal, "edit")));
    await save(person, "w-outcome", {
      dimension: "outcome",
      anchor: { target: "trajectory" },
      value: { type: "label", label: "teach_recovery" },
      baseVersion: 0,
    });
  });
  const flag = (label: string, isSet = true, baseVersion = 0): MarkInput => ({
    dimension: "flags",
    variant: label,
    anchor: { target: "step", ordinal: 1 },
    value: isSet ? { type: "label", label } : null,
    baseVersion,
  });
  const failure = (evidence: Citation[], baseVersion: number): MarkInput => ({
    dimension: "failure",
    variant: "wrong_localization",
    anchor: { target: "step", ordinal: 2 },
    value: {
      type: "failure",
      label: "wrong_localization",
      severity: "high",
      lane: 0,
      decisiveOrdinal: 2,
      evidence,
    },
    baseVersion,
  });
  const recovery = (part: { errorType: string | null; result: string | null }, baseVersion: number): MarkInput => ({
    dimension: "recovery",
    anchor: { target: "range", from: 2, to: 4 },
    value: { type: "recovery", ...part },
    baseVersion,
  });
  const marksOf = async () => (await readReview(person, { trajectoryId: place.trajectoryId })).marks;

  it("keeps the flags of one step beside each other, each taken back by itself", async () => {
    const standing = async () =>
      (await marksOf())
        .filter(({ dimension, value }) => dimension === "flags" && value !== null)
        .map(({ variant, version }) => `${variant} ${version}`)
        .toSorted();
    await save(person, "w1", flag("dead_end"), flag("repeat"));
    await save(person, "w1b", flag("lucky"));
    expect(await standing()).toEqual(["dead_end 1", "lucky 1", "repeat 1"]);
    await save(person, "w2", flag("dead_end", false, 1));
    expect(await standing()).toEqual(["lucky 1", "repeat 1"]);
    await save(person, "w2b", flag("dead_end", true, 2));
    expect(await standing()).toEqual(["dead_end 3", "lucky 1", "repeat 1"]);
  });

  it("refuses a flag without its variant, and one that says another label than its variant", async () => {
    const { variant: _, ...bare } = flag("repeat");
    for (const [at, mark] of [bare, { ...flag("repeat"), variant: "lucky" }].entries())
      await expect(save(person, `variant-${at}`, mark)).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("lets no failure be submitted that cites nothing, and no recovery that says not how it went", async () => {
    await save(person, "w3", failure([], 0), recovery({ errorType: null, result: null }, 0));
    await expect(submitReview(person, place)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/1 failure mark cites no evidence.*1 recovery range lacks what happened/s),
      details: {
        missing: [
          { what: "evidence", dimension: "failure", count: 1, firstOrdinal: 2 },
          { what: "details", dimension: "recovery", count: 1, firstOrdinal: 2 },
        ],
      },
    });
    const words = { target: "text", ordinal: 1, field: "thought", start: 0, end: 4 } as const;
    await save(person, "w4", failure([{ target: "step", ordinal: 1 }, words], 1));
    await save(person, "w5", recovery({ errorType: "test_failure", result: "improved" }, 1));
    expect(await submitReview(person, place)).toMatchObject({ submission: 1 });
  });

  it.each([
    ["a step", { target: "step", ordinal: 0 }],
    ["a range of steps", { target: "range", from: 0, to: 1 }],
    ["a text range", { target: "text", ordinal: 1, field: "thought", start: 0, end: 4 }],
  ] as const)("takes %s alone as the evidence of a failure, and asks again when it is gone", async (what, citation) => {
    const next = (await marksOf()).find(({ dimension }) => dimension === "failure")?.version ?? 0;
    await save(person, `without ${what}`, failure([], next));
    await expect(submitReview(person, place)).rejects.toMatchObject({
      code: "conflict",
      details: { missing: [{ what: "evidence", dimension: "failure", firstOrdinal: 2 }] },
    });
    await save(person, `with ${what}`, failure([citation], next + 1));
    await submitReview(person, place);
  });

  it.each([
    ["how it went", { errorType: "test_failure", result: null }],
    ["what it was from", { errorType: null, result: "improved" }],
  ])("refuses a recovery that says not %s", async (what, part) => {
    const next = (await marksOf()).find(({ dimension }) => dimension === "recovery")?.version ?? 0;
    await save(person, `not ${what}`, recovery(part, next));
    await expect(submitReview(person, place)).rejects.toMatchObject({
      code: "conflict",
      details: { missing: [{ what: "details", dimension: "recovery", firstOrdinal: 2 }] },
    });
    await save(person, `and ${what}`, recovery({ errorType: "test_failure", result: "improved" }, next + 1));
  });

  it.each([
    ["past the end of its field", { target: "text", ordinal: 1, field: "thought", start: 0, end: 1_000_000 }],
    ["that begins past it", { target: "text", ordinal: 1, field: "thought", start: 999_999, end: 1_000_000 }],
    ["in a field the step has not", { target: "text", ordinal: 1, field: "message", start: 0, end: 1 }],
    ["that ends before it starts", { target: "text", ordinal: 1, field: "thought", start: 4, end: 1 }],
    ["that holds nothing", { target: "text", ordinal: 1, field: "thought", start: 4, end: 4 }],
    ["in a text of a step the run has not", { target: "text", ordinal: 5000, field: "thought", start: 0, end: 1 }],
    ["at a step the run has not", { target: "step", ordinal: 5000 }],
    ["in a range that leaves the run", { target: "range", from: 0, to: 5000 }],
    ["that is a lane", { target: "lane", lane: 9 }],
  ] as const)("refuses evidence %s, and a failure there, and saves none of the gesture", async (_, anchor) => {
    const before = await marksOf();
    const version = before.find(({ dimension }) => dimension === "failure")?.version ?? 0;
    const fine = phase(0, "verify", 1);
    for (const mark of [failure([anchor], version), { ...failure([], 0), anchor }])
      await expect(save(person, "bad", fine, mark)).rejects.toMatchObject({
        code: expect.stringMatching(/^(invalid_input|not_found)$/),
      });
    expect(await marksOf()).toEqual(before);
    expect(await studio.db.prisma.annotationRevision.count({ where: { gestureId: "bad" } })).toBe(0);
  });

  it("refuses a range that ends before it begins or outside the run, and a lane the run has not", async () => {
    const range = (from: number, to: number): MarkInput => ({
      ...recovery({ errorType: null, result: null }, 0),
      anchor: { target: "range", from, to },
    });
    for (const [at, mark] of [range(4, 2), range(2, stepCount), range(5000, 5001)].entries())
      await expect(save(person, `r${at}`, mark)).rejects.toMatchObject({ code: "invalid_input" });
    const version = (await marksOf()).find(({ dimension }) => dimension === "failure")?.version ?? 0;
    const elsewhere = failure([], version);
    const value = elsewhere.value?.type === "failure" ? { ...elsewhere.value, lane: 9 } : null;
    await expect(save(person, "lane", { ...elsewhere, value })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("no lane 10"),
    });
  });
});

it("labels with the taxonomy as it was when the review began", async () => {
  const { taxonomy } = await readReview(annotator, { trajectoryId: place.trajectoryId });
  expect(taxonomy).toEqual(DEFAULT_TAXONOMY);
});
