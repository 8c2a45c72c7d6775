import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MarkInput } from "../../domain/labels/mark.ts";
import type { MarkValue } from "../../domain/labels/mark-value.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { sweAgent } from "../../importers/swe-agent/swe-agent.ts";
import type { Context } from "../context.ts";
import { atVersion } from "../test-at-version.ts";
import { reparseWaiting } from "../reparse/reparse-waiting.ts";
import { startReparse } from "../reparse/start-reparse.ts";
import { readReview } from "../reviews/read-review.ts";
import { saveMarks } from "../reviews/save-marks.ts";
import { submitReview } from "../reviews/submit-review.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";
import { listUnmatched } from "./list-unmatched.ts";
import { placeMark } from "./place-mark.ts";

const STEPS = ["Look at the shelf.", "Count the cups there.", "Write the count down.", "Say how many cups."];
const RUN = JSON.stringify({
  environment: "shelves",
  trajectory: STEPS.map((thought, at) => ({
    thought,
    action: `cat ${at}.txt`,
    observation: `${at} cups`,
    response: thought,
  })),
  history: [{ role: "user", content: "Count the cups.", agent: "main" }],
  info: { exit_status: "submitted" },
});
const clientTime = "2026-11-20T10:00:00.000Z";

let studio: TestStudio;
let ada: Context;
let trajectoryId: string;
beforeEach(async () => {
  studio = await openTestStudio();
  ada = await studio.as("annotator", "ada");
  trajectoryId = (await studio.importFile("cups.traj", RUN)).trajectories[0]?.id ?? "";
});
afterEach(() => studio?.close());

let version = 1;
/** Reads the run again with a parser that says something else of its steps. */
async function reparse(step: (step: ParsedStep) => ParsedStep | null): Promise<{ carried: number; unmatched: number }> {
  version += 1;
  studio.readWith([atVersion(sweAgent, { version: String(version), step })]);
  const { reparse: made } = await startReparse(studio.operator(), { project: studio.project });
  const order = { projectId: studio.projectId, reparseId: made?.id ?? "" };
  const counts = { carried: 0, unmatched: 0 };
  for await (const runs of await reparseWaiting(studio.operator(), order))
    for (const { carried, unmatched } of runs) {
      counts.carried += carried;
      counts.unmatched += unmatched;
    }
  await studio.scanAll();
  return counts;
}
const think = (at: number, change: (thought: string) => string) => (step: ParsedStep) =>
  step.sourceIndex === at ? { ...step, text: { ...step.text, thought: change(step.text.thought ?? "") } } : step;

const place = async () => ({
  trajectoryId,
  revisionId: (await readTrajectory(studio.operator(), { trajectoryId })).revisionId,
});
const save = async (who: Context, ...marks: MarkInput[]) =>
  saveMarks({ ...who, idempotencyKey: crypto.randomUUID() }, { ...(await place()), marks, clientTime });
const phase = (ordinal: number, label = "localize", baseVersion = 0): MarkInput => ({
  dimension: "phase",
  anchor: { target: "step", ordinal },
  value: { type: "label", label },
  baseVersion,
});
const note = (anchor: MarkInput["anchor"]): MarkInput => ({
  dimension: "note",
  anchor,
  value: { type: "text", text: "Why?" },
  baseVersion: 0,
});
const words = (ordinal: number, text: string) => {
  const start = STEPS[ordinal]?.indexOf(text) ?? -1;
  return { target: "text", ordinal, field: "thought", start, end: start + text.length } as const;
};
const failure = (over: Partial<Extract<MarkValue, { type: "failure" }>>): MarkInput => ({
  dimension: "failure",
  variant: "wrong_localization",
  anchor: { target: "step", ordinal: 0 },
  value: {
    type: "failure",
    label: "wrong_localization",
    severity: "low",
    lane: 0,
    decisiveOrdinal: null,
    evidence: [],
    ...over,
  },
  baseVersion: 0,
});
const anchors = async (who: Context, dimension: string) =>
  (await readReview(who, { trajectoryId })).marks
    .filter((mark) => mark.dimension === dimension && mark.value !== null)
    .map(({ anchor }) => anchor)
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
const waiting = (who: Context) => listUnmatched(who, { project: studio.project });
const phasesOf = async (who: Context) =>
  (await anchors(who, "phase")).map((anchor) => (anchor.target === "step" ? anchor.ordinal : -1));

describe("marks on what did not change", () => {
  it("go along with their author, time and origin; the old review stays as it was", async () => {
    const before = await place();
    await save(ada, phase(0), phase(3, "handoff"), note(words(0, "the shelf")), {
      dimension: "outcome",
      anchor: { target: "trajectory" },
      value: { type: "label", label: "teach_success" },
      baseVersion: 0,
    });
    await save(ada, phase(0, "understand", 1));
    const old = await readReview(ada, { trajectoryId });
    expect(await reparse(think(1, () => "Counted."))).toEqual({ carried: 4, unmatched: 0 });
    const review = await readReview(ada, { trajectoryId });
    const said = ({ marks }: typeof old) =>
      marks.map(({ dimension, anchor, value }) => JSON.stringify([dimension, anchor, value])).sort();
    expect(said(review)).toEqual(said(old));
    const rows = await studio.db.prisma.annotationRevision.findMany({ where: { provenance: "carried" } });
    expect(rows).toHaveLength(4);
    const phases = rows.find((row) => row.dimension === "phase" && JSON.stringify(row.value).includes("understand"));
    expect(phases).toMatchObject({
      authorId: ada.actor.id,
      clientTime: new Date(clientTime),
      version: 1,
      carriedFrom: {
        revisionId: before.revisionId,
        annotationKey: old.marks.find(({ value }) => JSON.stringify(value).includes("understand"))?.key,
        version: 2,
        placedBy: null,
      },
    });
    expect(rows.find((row) => row.dimension === "note")?.anchor).toMatchObject({ quote: { prefix: "Look at " } });
    expect(await readReview(ada, { trajectoryId, revisionId: before.revisionId })).toEqual({
      ...old,
      canWrite: false,
    });
    await expect(
      saveMarks({ ...ada, idempotencyKey: "late" }, { ...before, marks: [phase(2)], clientTime }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("follow their steps where others are gone", async () => {
    await save(ada, phase(0), phase(2, "edit"), phase(3, "handoff"));
    await save(ada, {
      dimension: "recovery",
      anchor: { target: "range", from: 2, to: 3 },
      value: { type: "recovery", errorType: null, result: null },
      baseVersion: 0,
    });
    expect(await reparse((step) => (step.sourceIndex === 1 ? null : step))).toEqual({ carried: 4, unmatched: 0 });
    expect(await phasesOf(ada)).toEqual([0, 1, 2]);
    expect(await anchors(ada, "recovery")).toEqual([{ target: "range", from: 1, to: 2 }]);
  });

  it("taken back are not brought back", async () => {
    await save(ada, phase(0));
    await save(ada, { ...phase(0, "x", 1), value: null });
    expect(await reparse(think(1, () => "Counted."))).toEqual({ carried: 0, unmatched: 0 });
    expect(await phasesOf(ada)).toEqual([]);
  });
});

describe("marked words", () => {
  it("are found where the same words stand around them", async () => {
    await save(ada, note(words(1, "cups")), note(words(1, "Count")));
    await save(ada, failure({ evidence: [words(1, "there")] }));
    expect(await reparse(think(1, (thought) => `So: ${thought}`))).toEqual({ carried: 3, unmatched: 0 });
    expect(await anchors(ada, "note")).toEqual([
      { ...words(1, "cups"), start: 14, end: 18 },
      { ...words(1, "Count"), start: 4, end: 9 },
    ]);
    const [mark] = (await readReview(ada, { trajectoryId })).marks.filter(({ dimension }) => dimension === "failure");
    expect(mark?.value).toMatchObject({ evidence: [{ ...words(1, "there"), start: 19, end: 24 }] });
  });

  it("stay where they are when only what stands around them changed", async () => {
    await save(ada, note(words(1, "cups")));
    expect(await reparse(think(1, (thought) => thought.replace("there", "on it")))).toEqual({
      carried: 1,
      unmatched: 0,
    });
    expect(await anchors(ada, "note")).toEqual([words(1, "cups")]);
  });

  it.each([
    ["other words stand around them elsewhere", () => "So: count the cups.", "text_changed"],
    ["they are gone", () => "Nothing.", "text_changed"],
    ["they stand in two equal places", (thought: string) => `So: ${thought} ${thought}`, "ambiguous"],
  ])("wait for a person where %s", async (_, change, reason) => {
    await save(ada, note(words(1, "cups")));
    expect(await reparse(think(1, change))).toEqual({ carried: 0, unmatched: 1 });
    expect((await waiting(ada)).marks).toMatchObject([{ reason, candidates: [1], anchor: words(1, "cups") }]);
    expect(await anchors(ada, "note")).toEqual([]);
  });
});

describe("what does not match", () => {
  it.each<[string, (step: ParsedStep) => ParsedStep | null, string, number[]]>([
    ["a step that is gone", (step) => (step.sourceIndex === 1 ? null : step), "step_gone", [1]],
    ["a step that says something else", think(1, () => "Other."), "content_changed", [1]],
    [
      "a step that stands for other bytes",
      (step) => ({ ...step, sourcePointer: { ...step.sourcePointer, path: `run.${step.sourcePointer.path}` } }),
      "moved",
      [1],
    ],
    [
      "a step that stands there twice",
      (step) => (step.sourceIndex === 2 ? { ...twin, ordinal: step.ordinal } : ((twin = step), step)),
      "ambiguous",
      [1, 2],
    ],
  ])("is listed: %s", async (_, change, reason, candidates) => {
    await save(ada, phase(1));
    expect(await reparse(change)).toEqual({ carried: 0, unmatched: 1 });
    expect(await phasesOf(ada)).toEqual([]);
    const { marks, total } = await waiting(ada);
    expect(total).toBe(1);
    expect(marks[0]).toMatchObject({
      trajectoryId,
      runName: "cups",
      kind: "annotation",
      name: "Phase",
      says: "localization",
      anchor: { target: "step", ordinal: 1 },
      fromNumber: 1,
      author: "ada",
      isOwn: true,
      reason,
      candidates,
      hint: "cat 1.txt",
      status: "open",
    });
  });
  let twin: ParsedStep;

  it("two equal steps that became one are not one mark's place", async () => {
    await save(ada, phase(1));
    await reparse((step) => (step.sourceIndex === 2 ? { ...twin, ordinal: step.ordinal } : ((twin = step), step)));
    const [mark] = (await waiting(ada)).marks;
    await placeMark(ada, {
      ...(await place()),
      markId: mark?.id ?? "",
      anchor: { target: "step", ordinal: 2 },
    });
    expect(await reparse((step) => (step.sourceIndex === 2 ? null : step))).toEqual({ carried: 0, unmatched: 1 });
    expect((await waiting(ada)).marks).toMatchObject([{ reason: "ambiguous", fromNumber: 2 }]);
  });

  it.each<[string, MarkInput, string]>([
    ["an end of a range", { ...recovery(1, 3) }, "content_changed"],
    ["cited words", failure({ evidence: [words(1, "cups")] }), "evidence_lost"],
    ["a cited step", failure({ evidence: [{ target: "step", ordinal: 1 }] }), "evidence_lost"],
    ["the decisive step", failure({ decisiveOrdinal: 1 }), "evidence_lost"],
  ])("takes the whole mark along to the list: %s", async (_, mark, reason) => {
    await save(ada, mark, phase(0));
    expect(await reparse(think(1, () => "Other."))).toEqual({ carried: 1, unmatched: 1 });
    expect((await waiting(ada)).marks).toMatchObject([{ reason }]);
  });

  it("an agent that is not there any more", async () => {
    await save(ada, failure({ lane: 0 }), phase(0));
    version += 1;
    const rename = atVersion(sweAgent, {
      version: String(version),
      outcome: (each) =>
        each.type === "run" ? { ...each, run: { ...each.run, lanes: [{ name: "other", role: "main" }] } } : each,
    });
    studio.readWith([rename]);
    const { reparse: made } = await startReparse(studio.operator(), { project: studio.project });
    const order = { projectId: studio.projectId, reparseId: made?.id ?? "" };
    for await (const [run] of await reparseWaiting(studio.operator(), order))
      expect(run).toMatchObject({ carried: 1, unmatched: 1 });
    await studio.scanAll();
    expect((await waiting(ada)).marks).toMatchObject([{ reason: "lane_gone", candidates: [0] }]);
  });

  it("is looked for again by the next parser, which may show it", async () => {
    await save(ada, phase(1), note(words(2, "count")));
    const before = await place();
    expect(await reparse((step) => (step.sourceIndex === 0 ? step : null))).toEqual({ carried: 0, unmatched: 2 });
    expect(await reparse((step) => (step.sourceIndex === 2 ? null : step))).toEqual({ carried: 1, unmatched: 1 });
    expect(await phasesOf(ada)).toEqual([1]);
    expect((await listUnmatched(ada, { project: studio.project, status: "carried" })).marks).toMatchObject([
      { name: "Phase", fromNumber: 1 },
    ]);
    expect(await reparse((step) => step)).toEqual({ carried: 2, unmatched: 0 });
    expect((await waiting(ada)).total).toBe(0);
    const rows = await studio.db.prisma.annotationRevision.findMany({ where: { dimension: "note", version: 1 } });
    expect(rows.map(({ carriedFrom }) => carriedFrom)).toContainEqual(
      expect.objectContaining({ revisionId: before.revisionId }),
    );
  });
});

describe("a submitted review", () => {
  const whole = async () => {
    await save(ada, ...[0, 1, 2, 3].map((ordinal) => phase(ordinal)), {
      dimension: "outcome",
      anchor: { target: "trajectory" },
      value: { type: "label", label: "teach_success" },
      baseVersion: 0,
    });
    await submitReview(ada, await place());
  };
  const submissions = () => studio.db.prisma.submission.findMany({ orderBy: { createdAt: "asc" } });

  it("that came along whole is submitted on the new revision, and says from where", async () => {
    await whole();
    await reparse((step) => ({ ...step, tokensIn: 7 }));
    expect(await readReview(ada, { trajectoryId })).toMatchObject({ status: "submitted", submissions: 1 });
    const [first, second] = await submissions();
    expect(second).toMatchObject({ carriedFromId: first?.id, authorId: ada.actor.id, number: 1 });
    expect(second?.annotations).toHaveLength(5);
  });

  it.each<[string, (step: ParsedStep) => ParsedStep | null]>([
    ["a mark has no place", think(1, () => "Other.")],
    ["a step is gone", (step) => (step.sourceIndex === 1 ? null : step)],
  ])("is open again where %s", async (_, change) => {
    await whole();
    await reparse(change);
    expect(await readReview(ada, { trajectoryId })).toMatchObject({ status: "open", submissions: 0 });
    expect(await submissions()).toHaveLength(1);
  });

  it("is open again where the new revision asks for more", async () => {
    studio.readWith([atVersion(sweAgent, { version: "0", step: (step) => (step.sourceIndex === 3 ? null : step) })]);
    trajectoryId = (await studio.importFile("more.traj", RUN.replace("shelves", "shops"))).trajectories[0]?.id ?? "";
    await save(ada, ...[0, 1, 2].map((ordinal) => phase(ordinal)), {
      dimension: "outcome",
      anchor: { target: "trajectory" },
      value: { type: "label", label: "teach_success" },
      baseVersion: 0,
    });
    await submitReview(ada, await place());
    version += 1;
    await reparse((step) => step);
    expect(await readReview(ada, { trajectoryId })).toMatchObject({ status: "open", submissions: 0 });
    expect(await phasesOf(ada)).toEqual([0, 1, 2]);
  });
});

it("loses nothing that was acknowledged while the run is read again", async () => {
  const people = await Promise.all([1, 2, 3, 4].map((at) => studio.as("annotator", `person-${at}`)));
  const before = await place();
  version += 1;
  studio.readWith([atVersion(sweAgent, { version: String(version), step: think(3, () => "Other.") })]);
  const { reparse: made } = await startReparse(studio.operator(), { project: studio.project });
  const order = { projectId: studio.projectId, reparseId: made?.id ?? "" };
  const reading = (async () => {
    for await (const _ of await reparseWaiting(studio.operator(), order));
  })();
  const saved = await Promise.all(
    people.map(async (who) => {
      const kept: number[] = [];
      for (const ordinal of [0, 1, 2]) {
        const gesture = { ...who, idempotencyKey: `${who.actor.id.slice(-12)}-${ordinal}` };
        const isKept = await saveMarks(gesture, { ...before, marks: [phase(ordinal)], clientTime }).then(
          () => true,
          (error: { code?: string }) => {
            expect(error.code).toBe("conflict");
            return false;
          },
        );
        if (isKept) kept.push(ordinal);
      }
      return kept;
    }),
  );
  await reading;
  await studio.scanAll();
  for (const [at, who] of people.entries()) expect(await phasesOf(who)).toEqual(saved[at]);
});

function recovery(from: number, to: number): MarkInput {
  return {
    dimension: "recovery",
    anchor: { target: "range", from, to },
    value: { type: "recovery", errorType: null, result: null },
    baseVersion: 0,
  };
}
