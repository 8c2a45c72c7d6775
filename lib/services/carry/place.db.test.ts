import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FindingKind } from "../../domain/governance/finding.ts";
import type { MarkInput } from "../../domain/labels/mark.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { sweAgent } from "../../importers/swe-agent/swe-agent.ts";
import type { Context } from "../context.ts";
import { clearRun } from "../governance/clear-runs.ts";
import { judgeValue } from "../governance/judge-value.ts";
import { markFinding } from "../governance/mark-finding.ts";
import { readRunGovernance } from "../governance/read-run-governance.ts";
import { takeBackFinding } from "../governance/take-back-finding.ts";
import { atVersion } from "../test-at-version.ts";
import { reparseWaiting } from "../reparse/reparse-waiting.ts";
import { startReparse } from "../reparse/start-reparse.ts";
import { readReview } from "../reviews/read-review.ts";
import { saveMarks } from "../reviews/save-marks.ts";
import { submitReview } from "../reviews/submit-review.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readBodies } from "../trajectories/read-bodies.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";
import { dismissMark } from "./dismiss-mark.ts";
import { listUnmatched } from "./list-unmatched.ts";
import { placeMark } from "./place-mark.ts";

const SECRET = "medlar-2093-orchard";
const THOUGHTS = ["Look at the shelf.", `The word is ${SECRET}, I think.`, "Write the count down."];
const RUN = JSON.stringify({
  environment: "shelves",
  trajectory: THOUGHTS.map((thought, at) => ({
    thought,
    action: `cat ${at}.txt`,
    observation: `${at} cups`,
    response: "",
  })),
  history: [{ role: "user", content: "Count the cups.", agent: "main" }],
  info: { exit_status: "submitted" },
});
const clientTime = "2026-11-20T10:00:00.000Z";

let studio: TestStudio;
let ada: Context;
let lead: Context;
let trajectoryId: string;
let version = 1;
beforeEach(async () => {
  studio = await openTestStudio();
  ada = await studio.as("annotator", "ada");
  lead = await studio.as("lead");
  trajectoryId = (await studio.importFile("cups.traj", RUN)).trajectories[0]?.id ?? "";
});
afterEach(() => studio?.close());

async function reparse(step: (step: ParsedStep) => ParsedStep | null): Promise<void> {
  version += 1;
  studio.readWith([atVersion(sweAgent, { version: String(version), step })]);
  const { reparse: made } = await startReparse(studio.operator(), { project: studio.project });
  const order = { projectId: studio.projectId, reparseId: made?.id ?? "" };
  for await (const runs of await reparseWaiting(studio.operator(), order))
    expect(runs.map(({ status }) => status)).toEqual(["revised"]);
  await studio.scanAll();
}
const think = (at: number, thought: string) => (step: ParsedStep) =>
  step.sourceIndex === at ? { ...step, text: { ...step.text, thought } } : step;
const place = async () => ({
  trajectoryId,
  revisionId: (await readTrajectory(studio.operator(), { trajectoryId })).revisionId,
});
const save = async (who: Context, ...marks: MarkInput[]) =>
  saveMarks({ ...who, idempotencyKey: crypto.randomUUID() }, { ...(await place()), marks, clientTime });
const phase = (ordinal: number, label = "localize"): MarkInput => ({
  dimension: "phase",
  anchor: { target: "step", ordinal },
  value: { type: "label", label },
  baseVersion: 0,
});
const step = (ordinal: number) => ({ target: "step", ordinal }) as const;
const waiting = async (who: Context) => (await listUnmatched(who, { project: studio.project })).marks;
const one = async (who: Context) => {
  const [mark] = await waiting(who);
  if (!mark) throw new Error("no mark waits");
  return mark;
};
const thought = async (who: Context, ordinal: number) =>
  (await readBodies(who, { trajectoryId, from: ordinal, to: ordinal + 1 })).steps[0]?.thought?.text;
const audit = (action: string) => studio.db.prisma.auditRow.findMany({ where: { action } });

describe("a mark without a place", () => {
  beforeEach(async () => {
    await save(ada, phase(1));
    await reparse(think(1, "Other."));
  });

  it("is placed by its author, once, and it is in the audit log", async () => {
    const mark = await one(ada);
    const order = { ...(await place()), markId: mark.id, anchor: step(2) };
    expect(await placeMark(ada, order)).toEqual({ anchor: step(2), leftOut: 0 });
    expect((await readReview(ada, { trajectoryId })).marks).toMatchObject([
      { anchor: step(2), value: { label: "localize" }, authorId: ada.actor.id },
    ]);
    expect(await audit("place-mark")).toMatchObject([
      {
        actorId: ada.actor.id,
        subject: trajectoryId,
        details: { markId: mark.id, dimension: "phase", target: "step" },
      },
    ]);
    expect(await waiting(ada)).toEqual([]);
    await expect(placeMark(ada, order)).rejects.toMatchObject({ code: "conflict", message: /was placed meanwhile/ });
    await expect(dismissMark(ada, { trajectoryId, markId: mark.id, reason: "gone" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("is placed by a lead in its author's name, and the row says by whom", async () => {
    await placeMark(lead, { ...(await place()), markId: (await one(lead)).id, anchor: step(1) });
    const [row] = await studio.db.prisma.annotationRevision.findMany({ where: { provenance: "carried" } });
    expect(row).toMatchObject({ authorId: ada.actor.id, carriedFrom: { placedBy: lead.actor.id } });
    expect((await readReview(ada, { trajectoryId })).marks).toHaveLength(1);
  });

  it("is nobody else's: reviews are blind", async () => {
    const mark = await one(ada);
    const other = await studio.as("annotator", "other");
    expect(await waiting(other)).toEqual([]);
    const order = { ...(await place()), markId: mark.id, anchor: step(1) };
    await expect(placeMark(other, order)).rejects.toMatchObject({ code: "not_found" });
    await expect(dismissMark(other, { trajectoryId, markId: mark.id, reason: "x" })).rejects.toMatchObject({
      code: "not_found",
    });
    const engineer = await studio.as("engineer");
    expect(await waiting(engineer)).toMatchObject([{ canPlace: false, canDismiss: false }]);
    await expect(placeMark(engineer, order)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is dismissed with a reason, which stays", async () => {
    const mark = await one(ada);
    await expect(dismissMark(ada, { trajectoryId, markId: mark.id, reason: "  " })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await dismissMark(ada, { trajectoryId, markId: mark.id, reason: "The step is two now." });
    expect((await listUnmatched(lead, { project: studio.project, status: "dismissed" })).marks).toMatchObject([
      { endedBy: "ada", endReason: "The step is two now." },
    ]);
    expect(await audit("dismiss-mark")).toMatchObject([{ details: { reason: "The step is two now." } }]);
    expect((await readReview(ada, { trajectoryId })).marks).toEqual([]);
  });

  it("goes to no place that is taken, that is not there, or of another revision", async () => {
    await save(ada, phase(2, "edit"));
    const markId = (await one(ada)).id;
    const at = await place();
    await expect(placeMark(ada, { ...at, markId, anchor: step(2) })).rejects.toMatchObject({ code: "conflict" });
    await expect(placeMark(ada, { ...at, markId, anchor: step(9) })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(placeMark(ada, { ...at, markId, anchor: { target: "range", from: 0, to: 1 } })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await reparse((each) => think(1, "Still other.")(think(0, "Else.")(each)));
    await expect(placeMark(ada, { ...at, markId, anchor: step(1) })).rejects.toMatchObject({
      code: "conflict",
      message: /newer revision/,
    });
    expect(await waiting(ada)).toMatchObject([{ status: "open" }]);
  });

  it("opens the review again that was submitted without it", async () => {
    await save(ada, phase(0), phase(1, "edit"), phase(2), {
      dimension: "outcome",
      anchor: { target: "trajectory" },
      value: { type: "label", label: "teach_success" },
      baseVersion: 0,
    });
    await submitReview(ada, await place());
    const { marks } = await readReview(ada, { trajectoryId });
    const own = marks.find(({ anchor }) => anchor.target === "step" && anchor.ordinal === 1);
    await save(ada, { ...phase(1), value: null, baseVersion: own?.version ?? 0 });
    await placeMark(ada, { ...(await place()), markId: (await one(ada)).id, anchor: step(1) });
    const review = await readReview(ada, { trajectoryId });
    expect(review.status).toBe("open");
    expect(review.marks.find(({ key }) => key === own?.key)).toMatchObject({
      version: 3,
      value: { label: "localize" },
    });
  });
});

it("marked words that are put on a step go to the words, where they stand in it once", async () => {
  const start = THOUGHTS[2]?.indexOf("count") ?? 0;
  await save(ada, {
    dimension: "failure",
    variant: "gave_up",
    anchor: { target: "text", ordinal: 2, field: "thought", start, end: start + 5 },
    value: {
      type: "failure",
      label: "gave_up",
      severity: "low",
      lane: 0,
      decisiveOrdinal: 2,
      evidence: [step(0), step(2)],
    },
    baseVersion: 0,
  });
  await reparse((each) =>
    each.sourceIndex === 2 ? { ...each, text: { ...each.text, thought: "Now the count is down there." } } : each,
  );
  const reply = await placeMark(ada, { ...(await place()), markId: (await one(ada)).id, anchor: step(2) });
  expect(reply).toEqual({ anchor: { target: "text", ordinal: 2, field: "thought", start: 8, end: 13 }, leftOut: 2 });
  expect((await readReview(ada, { trajectoryId })).marks).toMatchObject([
    { value: { decisiveOrdinal: null, evidence: [step(0)] } },
  ]);
});

describe("what people said must not leave", () => {
  const mark = async (who: Context, over: object = {}, kind: FindingKind = "secret") => {
    const start = THOUGHTS[1]?.indexOf(SECRET) ?? 0;
    const at = { ordinal: 1, field: "thought", start, end: start + SECRET.length, ...over };
    return markFinding(who, { ...(await place()), kind, place: at, note: "the orchard" });
  };
  const governance = (who: Context) => readRunGovernance(who, { trajectoryId });

  it("stays hidden wherever its value stands now, with its author, note and verdict", async () => {
    const other = await studio.as("annotator", "other");
    const { findings } = await mark(ada);
    await judgeValue(lead, { project: studio.project, valueKey: findings[0]?.valueKey ?? "", verdict: "confirmed" });
    await reparse((each) =>
      each.sourceIndex === 1
        ? { ...each, text: { ...each.text, thought: null, message: `${SECRET} and ${SECRET}` } }
        : each,
    );
    const { findings: now, gate } = await governance(lead);
    expect(now.filter(({ source }) => source === "person")).toMatchObject([
      { place: { ordinal: 1, field: "message", start: 0 }, status: "confirmed", note: "the orchard" },
      { place: { ordinal: 1, field: "message", start: 24 }, status: "confirmed", note: null },
    ]);
    expect([gate.unplaced, gate.open]).toEqual([0, 0]);
    const [body] = (await readBodies(other, { trajectoryId, from: 1, to: 2 })).steps;
    expect(body?.message?.text).not.toContain("medlar");
    const rows = await studio.db.prisma.finding.findMany({ where: { source: "person" }, orderBy: { id: "asc" } });
    expect(new Set(rows.map(({ authorId }) => authorId))).toEqual(new Set([ada.actor.id]));
    expect(rows.at(-1)?.carriedFromId).toBe(rows[0]?.id);
  });

  it("is taken back on the new revision alone", async () => {
    await mark(ada);
    await reparse(think(0, "Else."));
    const own = (await governance(ada)).findings.find(({ source }) => source === "person");
    await takeBackFinding(ada, { trajectoryId, findingId: own?.id ?? "" });
    const rows = await studio.db.prisma.finding.findMany({ where: { source: "person" }, orderBy: { id: "asc" } });
    expect(rows.map(({ takenBackAt }) => takenBackAt !== null)).toEqual([false, true]);
  });

  it("shuts the run where its value is gone, until a lead has placed it", async () => {
    const other = await studio.as("annotator", "other");
    await mark(ada);
    await reparse(think(1, "The word is out, I think."));
    expect((await governance(other)).isReadable).toBe(false);
    await expect(thought(other, 0)).rejects.toMatchObject({ code: "unavailable", message: /has no place/ });
    const { gate } = await governance(lead);
    expect([gate.state, gate.unplaced]).toEqual(["needs_review", 1]);
    await expect(clearRun(lead, { trajectoryId })).rejects.toMatchObject({ message: /1 mark of an earlier revision/ });
    expect(await waiting(other)).toEqual([]);
    const mine = await one(ada);
    expect(mine).toMatchObject({ kind: "finding", says: "secret: the orchard", canPlace: true, canDismiss: false });
    await expect(dismissMark(ada, { trajectoryId, markId: mine.id, reason: "x" })).rejects.toMatchObject({
      code: "forbidden",
    });
    const anchor = { target: "text", ordinal: 1, field: "thought", start: 12, end: 15 } as const;
    await placeMark(lead, { ...(await place()), markId: mine.id, anchor });
    expect((await governance(other)).isReadable).toBe(true);
    expect(await thought(other, 1)).toBe("The word is ███, I think.");
    expect((await governance(lead)).gate).toMatchObject({ unplaced: 0, open: 1, state: "needs_review" });
  });

  it("opens the run when a lead has let it go", async () => {
    await mark(ada);
    await reparse(think(1, "Nothing."));
    await dismissMark(lead, { trajectoryId, markId: (await one(lead)).id, reason: "The word is gone." });
    const { gate } = await governance(lead);
    expect(gate.unplaced).toBe(0);
    await clearRun(lead, { trajectoryId });
    expect((await governance(lead)).gate.state).toBe("cleared");
  });

  it("about a step or the run goes along with it, and a verdict on a step is not another's", async () => {
    const step1 = await mark(ada, { ordinal: 1, field: null, start: null, end: null }, "licence");
    await mark(ada, { ordinal: null, field: null, start: null, end: null }, "consent_missing");
    const key = step1.findings.find(({ kind }) => kind === "licence")?.valueKey ?? "";
    await judgeValue(lead, { project: studio.project, valueKey: key, verdict: "false_positive" });
    await reparse((each) => (each.sourceIndex === 0 ? null : each));
    const people = (await governance(lead)).findings.filter(({ source }) => source === "person");
    expect(people.map(({ kind, place: { ordinal }, status }) => [kind, ordinal, status])).toEqual([
      ["consent_missing", null, "open"],
      ["licence", 0, "false_positive"],
    ]);
    const again = await mark(ada, { ordinal: 1, field: null, start: null, end: null }, "licence");
    expect(again.findings.find(({ kind }) => kind === "licence")?.status).toBe("open");
  });
});

it("shows the old place without what was hidden in either revision", async () => {
  await save(ada, phase(1), phase(2), {
    dimension: "note",
    anchor: { target: "text", ordinal: 1, field: "thought", start: 4, end: 8 },
    value: { type: "text", text: "Which?" },
    baseVersion: 0,
  });
  await reparse((each) => ({
    ...each,
    text: { ...each.text, action: null, thought: `So: ${SECRET} ${each.ordinal}` },
  }));
  const hints = async (who: Context) => (await waiting(who)).map(({ hint }) => hint).sort();
  expect(await hints(ada)).toEqual(["cat 1.txt", "cat 2.txt", `word is ${SECRET}, I think.`]);
  const start = 4;
  await markFinding(lead, {
    ...(await place()),
    kind: "secret",
    place: { ordinal: 1, field: "thought", start, end: start + SECRET.length },
  });
  expect(await hints(ada)).toEqual(["cat 1.txt", "cat 2.txt", `word is ${"█".repeat(SECRET.length)}, I think.`]);
});
