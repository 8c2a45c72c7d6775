import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MASK } from "../../domain/governance/redaction.ts";
import type { Context } from "../context.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readBodies, readText } from "../trajectories/read-bodies.ts";
import { listTrajectories } from "../trajectories/list-trajectories.ts";
import { readSkeleton } from "../trajectories/read-skeleton.ts";
import { readSource } from "../trajectories/read-source.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";
import { clearRun, clearRuns } from "./clear-runs.ts";
import { judgeValue } from "./judge-value.ts";
import { listClusters } from "./list-clusters.ts";
import { listGates } from "./list-gates.ts";
import { listPlaces } from "./list-places.ts";
import { markFinding } from "./mark-finding.ts";
import { readRunGovernance } from "./read-run-governance.ts";
import { rescanRun } from "./rescan-run.ts";
import { revealValue } from "./reveal-value.ts";
import { takeBackFinding } from "./take-back-finding.ts";

const DEMO_RUN = path.resolve(import.meta.dirname, "../../../prisma/demo/checkout-leaked-key.traj");
const CANARY = "canary-rhubarb-7731";

let studio: TestStudio;
let annotator: Context;
let other: Context;
let lead: Context;
let leaked: string;
let plain: { trajectoryId: string; revisionId: string };

const run = (note: string, text: string) =>
  JSON.stringify({
    environment: note,
    trajectory: [0, 1, 2].map((at) => ({
      action: `echo ${note} ${at}`,
      observation: at === 2 ? `again ${text}` : `${note} ${at}`,
      thought: at === 1 ? `The word is ${text}, I think.` : `Step ${at}.`,
      response: "",
      state: "{}",
    })),
    history: [{ role: "user", content: `${text} is what it is about\nFix ${note}.`, agent: "main" }],
    info: { exit_status: "submitted", submission: `+ ${text}` },
  });

beforeAll(async () => {
  studio = await openTestStudio();
  [annotator, other, lead] = [
    await studio.as("annotator"),
    await studio.as("annotator", "other"),
    await studio.as("lead"),
  ];
  leaked = (await studio.importFile("leaked.traj", await readFile(DEMO_RUN))).trajectories[0]?.id ?? "";
  const trajectoryId = (await studio.importFile("plain.traj", run("plain", CANARY))).trajectories[0]?.id ?? "";
  const { revisionId } = await readTrajectory(lead, { trajectoryId });
  plain = { trajectoryId, revisionId };
});
afterAll(() => studio?.close());

/** Everything of a run that reaches a reader, as one text. */
async function everythingOf(who: Context, trajectoryId: string): Promise<string> {
  const detail = await readTrajectory(who, { trajectoryId });
  const bodies = await readBodies(who, { trajectoryId, from: 0, to: Math.min(detail.stepCount, 64) });
  const library = await listTrajectories(who, { project: studio.project });
  const source = await readSource(who, { trajectoryId, ordinal: 0 }).catch((error: Error) => error.message);
  const governance = await readRunGovernance(who, { trajectoryId });
  return JSON.stringify([detail, bodies, await readSkeleton(who, { trajectoryId }), library, source, governance]);
}

describe("the scan after an import", () => {
  it("finds the planted secrets, masks them for everyone and keeps the run in", async () => {
    const { gate, findings } = await readRunGovernance(annotator, { trajectoryId: leaked });
    expect(gate).toMatchObject({ state: "needs_review", scan: { status: "done" } });
    expect(findings.map(({ type }) => type)).toEqual(expect.arrayContaining(["aws-access-key-id"]));
    const source = await readFile(DEMO_RUN, "utf8");
    const keys = [...source.matchAll(/AKIA[A-Z0-9]{16}|ghp_[A-Za-z0-9]{20,}/g)].map(([key]) => key);
    expect(keys.length).toBeGreaterThan(0);
    for (const who of [annotator, lead]) {
      const seen = await everythingOf(who, leaked);
      for (const key of keys) expect(seen.includes(key)).toBe(false);
    }
  });

  it("keeps offsets: masked text is as long as it was, and says what is hidden", async () => {
    const { findings } = await readRunGovernance(lead, { trajectoryId: leaked });
    const place = findings.find(({ place: { ordinal, field } }) => ordinal !== null && field === "observation")?.place;
    if (!place || place.ordinal === null || place.start === null || place.end === null) throw new Error("no finding");
    const range = {
      trajectoryId: leaked,
      ordinal: place.ordinal,
      field: "observation",
      start: place.start,
      end: place.end,
    } as const;
    const { text, masks } = await readText(annotator, range);
    expect(text).toBe(MASK.repeat(place.end - place.start));
    expect(masks[0]?.placeholder).toMatch(/^<SECRET:[a-z-]+:\d+>$/);
  });

  it("leaves an unscanned run to leads", async () => {
    const { revisionId } = plain;
    await studio.db.prisma.scan.updateMany({ where: { revisionId }, data: { status: "running" } });
    await expect(readBodies(annotator, { trajectoryId: plain.trajectoryId, from: 0, to: 1 })).rejects.toMatchObject({
      code: "unavailable",
    });
    expect((await readBodies(lead, { trajectoryId: plain.trajectoryId, from: 0, to: 1 })).steps).toHaveLength(1);
    await studio.db.prisma.scan.updateMany({ where: { revisionId }, data: { status: "done" } });
  });
});

describe("a mark by a person", () => {
  it("blocks at once, hides every copy from others, and not from its author", async () => {
    const [step] = (await readBodies(annotator, { trajectoryId: plain.trajectoryId, from: 1, to: 2 })).steps;
    const start = step?.thought?.text.indexOf(CANARY) ?? -1;
    const place = { ordinal: 1, field: "thought", start, end: start + CANARY.length };
    const { gate, findings } = await markFinding(annotator, { ...plain, kind: "secret", place });
    expect(gate.state).toBe("needs_review");
    // Title, instruction, submission, the thought itself, and the observation two lines on.
    expect(findings).toHaveLength(5);
    for (const who of [other, lead]) expect((await everythingOf(who, plain.trajectoryId)).includes(CANARY)).toBe(false);
    expect(
      (await readBodies(annotator, { trajectoryId: plain.trajectoryId, from: 1, to: 2 })).steps[0]?.thought?.text,
    ).toContain(CANARY);
    const found = await listTrajectories(other, { project: studio.project, q: CANARY });
    expect(found.matching).toBe(0);
  });

  it("can be taken back by its author alone, until it is judged", async () => {
    const { findings } = await readRunGovernance(annotator, { trajectoryId: plain.trajectoryId });
    const findingId = findings.find(({ isOwn }) => isOwn)?.id ?? "";
    await expect(takeBackFinding(other, { trajectoryId: plain.trajectoryId, findingId })).rejects.toMatchObject({
      code: "forbidden",
    });
    await takeBackFinding(annotator, { trajectoryId: plain.trajectoryId, findingId });
    expect((await everythingOf(other, plain.trajectoryId)).includes(CANARY)).toBe(true);
    const place = { ordinal: 1, field: "thought", start: 12, end: 12 + CANARY.length };
    await markFinding(annotator, { ...plain, kind: "secret", place });
  });

  it.each([
    ["a step that is not there", { ordinal: 99, field: "thought", start: 0, end: 1 }],
    ["a range past the end", { ordinal: 0, field: "thought", start: 0, end: 9999 }],
    ["a field that is not there", { ordinal: 0, field: "message", start: 0, end: 1 }],
  ])("refuses %s with a sentence", async (_, place) => {
    await expect(markFinding(annotator, { ...plain, kind: "secret", place })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  it("marks a step as a whole", async () => {
    const nowhere = { ordinal: 0, field: null, start: null, end: null };
    const { findings } = await markFinding(annotator, { ...plain, kind: "licence", place: nowhere });
    expect(findings).toMatchObject([{ kind: "licence", place: nowhere }]);
    await takeBackFinding(annotator, { trajectoryId: plain.trajectoryId, findingId: findings[0]?.id ?? "" });
  });
});

describe("judging and clearing", () => {
  it("is a lead's: annotators may neither judge, look, nor clear", async () => {
    const { clusters } = await listClusters(lead, { project: studio.project });
    const valueKey = clusters[0]?.valueKey ?? "";
    const at = { project: studio.project, valueKey };
    await expect(judgeValue(annotator, { ...at, verdict: "false_positive" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(revealValue(annotator, at)).rejects.toMatchObject({ code: "forbidden" });
    await expect(clearRun(annotator, { trajectoryId: leaked })).rejects.toMatchObject({ code: "forbidden" });
    await expect(listClusters(annotator, { project: studio.project })).rejects.toMatchObject({ code: "forbidden" });
  });

  it("refuses to clear while something is open, and says what", async () => {
    await expect(clearRun(lead, { trajectoryId: leaked })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("no verdict"),
    });
  });

  it("shows values masked in context and reveals one only with an audit row", async () => {
    const { clusters, open } = await listClusters(lead, { project: studio.project, status: "open" });
    expect(open).toBe(clusters.length);
    for (const { valueKey } of clusters) {
      const { places } = await listPlaces(lead, { project: studio.project, valueKey });
      for (const { context } of places) expect(context?.masks.length).toBeGreaterThan(0);
    }
    const marked = clusters.find(({ sources }) => sources.includes("person"));
    expect((await listPlaces(lead, { project: studio.project, valueKey: marked?.valueKey ?? "" })).total).toBe(5);
    expect(await revealValue(lead, { project: studio.project, valueKey: marked?.valueKey ?? "" })).toEqual({
      text: CANARY,
      isCut: false,
    });
    expect(await studio.db.prisma.auditRow.count({ where: { action: "reveal-value" } })).toBe(1);
    expect(JSON.stringify(await studio.db.prisma.auditRow.findMany())).not.toContain(CANARY);
  });

  it("clears when everything is judged, and the clearance ends with any new finding or verdict", async () => {
    const { clusters } = await listClusters(lead, { project: studio.project, status: "open" });
    for (const { valueKey } of clusters)
      await judgeValue(lead, { project: studio.project, valueKey, verdict: "confirmed" });
    expect(await clearRuns(lead, { project: studio.project })).toEqual({ cleared: 2, refused: [] });
    const read = async () => (await readRunGovernance(lead, { trajectoryId: plain.trajectoryId })).gate.state;
    expect(await read()).toBe("cleared");
    expect((await everythingOf(annotator, plain.trajectoryId)).includes(CANARY)).toBe(false);
    const person = clusters.find(({ sources }) => sources.includes("person"))?.valueKey ?? "";
    await judgeValue(lead, { project: studio.project, valueKey: person, verdict: "test_fixture" });
    expect(await read()).toBe("needs_review");
    expect((await everythingOf(other, plain.trajectoryId)).includes(CANARY)).toBe(true);
    await judgeValue(lead, { project: studio.project, valueKey: person, verdict: "rotated" });
    // Exactly the findings with other verdicts: what was cleared was something else.
    expect(await read()).toBe("needs_review");
    await clearRun(lead, { trajectoryId: plain.trajectoryId });
    expect(await read()).toBe("cleared");
    const place = { ordinal: 0, field: "thought", start: 0, end: 5 };
    await markFinding(annotator, { ...plain, kind: "customer_data", place });
    expect(await read()).toBe("needs_review");
    const { runs } = await listGates(lead, { project: studio.project, state: "needs_review" });
    expect(runs).toMatchObject([{ trajectoryId: plain.trajectoryId, open: 2 }]);
  });

  it("a real issue that no redaction takes away blocks", async () => {
    const nowhere = { ordinal: 2, field: null, start: null, end: null };
    const { findings } = await markFinding(annotator, {
      trajectoryId: leaked,
      revisionId: (await readTrajectory(lead, { trajectoryId: leaked })).revisionId,
      kind: "licence",
      place: nowhere,
    });
    await judgeValue(lead, { project: studio.project, valueKey: findings[0]?.valueKey ?? "", verdict: "confirmed" });
    expect((await readRunGovernance(lead, { trajectoryId: leaked })).gate).toMatchObject({
      state: "blocked",
      unredactable: 1,
    });
    await expect(clearRun(lead, { trajectoryId: leaked })).rejects.toMatchObject({
      message: expect.stringContaining("cannot be redacted"),
    });
  });

  it("keeps what an earlier scan found until a new one has finished", async () => {
    await rescanRun(lead, { trajectoryId: leaked });
    const { gate } = await readRunGovernance(lead, { trajectoryId: leaked });
    expect(gate.state).toBe("scanning");
    expect(gate.redactions).toBeGreaterThan(0);
    await studio.scanAll();
    expect((await readRunGovernance(lead, { trajectoryId: leaked })).gate.state).toBe("blocked");
  });
});
