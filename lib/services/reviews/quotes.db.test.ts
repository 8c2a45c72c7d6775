import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Anchor } from "../../domain/labels/anchor.ts";
import type { MarkInput } from "../../domain/labels/mark.ts";
import { isAppError } from "../../domain/errors.ts";
import { type Context, WORKER } from "../context.ts";
import { createExport } from "../exports/create-export.ts";
import { hardRun, LONG_OBSERVATION } from "../exports/hard-run.ts";
import { openDownload } from "../exports/open-download.ts";
import { runExport } from "../exports/run-export.ts";
import { judgeValue } from "../governance/judge-value.ts";
import { markFinding } from "../governance/mark-finding.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readBodies } from "../trajectories/read-bodies.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";
import { sha256 } from "../verb.ts";
import { readReview } from "./read-review.ts";
import { saveMarks } from "./save-marks.ts";
import { submitReview } from "./submit-review.ts";

const CANARY = "canary-medlar-2093";
const THOUGHT = `The word is ${CANARY}, I think.`;
const RUN = {
  environment: "words",
  trajectory: [{ thought: THOUGHT, action: "ls", observation: "a\nb", response: "", state: "{}" }],
  history: [{ role: "user", content: "Say the word.", agent: "main" }],
  info: { exit_status: "submitted", submission: "+ x" },
};
const AFTER = { start: THOUGHT.indexOf(", I"), end: THOUGHT.indexOf(", I") + 3 };
const BEFORE = { start: 4, end: 8 };

type Place = { trajectoryId: string; revisionId: string };

let studio: TestStudio;
let annotator: Context;
let words: Place;
let long: Place;

beforeAll(async () => {
  studio = await openTestStudio();
  annotator = await studio.as("annotator");
  const importRun = async (name: string, content: string): Promise<Place> => {
    const trajectoryId = (await studio.importFile(name, content)).trajectories[0]?.id ?? "";
    const { revisionId } = await readTrajectory(annotator, { trajectoryId });
    return { trajectoryId, revisionId };
  };
  words = await importRun("words.traj", JSON.stringify(RUN));
  long = await importRun("long.traj", hardRun("long"));
});
afterAll(() => studio?.close());

const clientTime = "2026-11-20T10:00:00.000Z";
const save = (who: Context, at: Place, key: string, ...marks: MarkInput[]) =>
  saveMarks({ ...who, idempotencyKey: key }, { ...at, marks, clientTime });
const thought = ({ start, end }: { start: number; end: number }) =>
  ({ target: "text", ordinal: 0, field: "thought", start, end }) as const;
const note = (anchor: MarkInput["anchor"], baseVersion = 0): MarkInput => ({
  dimension: "note",
  anchor,
  value: { type: "text", text: "Why?" },
  baseVersion,
});
const failure = (evidence: MarkInput["anchor"][]): MarkInput => ({
  dimension: "failure",
  variant: "wrong_localization",
  anchor: { target: "step", ordinal: 0 },
  value: {
    type: "failure",
    label: "wrong_localization",
    severity: "low",
    lane: 0,
    decisiveOrdinal: null,
    evidence,
  },
  baseVersion: 0,
});

async function storedQuotes(gestureId: string) {
  const rows = await studio.db.prisma.annotationRevision.findMany({ where: { gestureId } });
  const anchors = rows.flatMap(({ anchor, evidence }) => [Anchor.parse(anchor), ...z.array(Anchor).parse(evidence)]);
  return anchors.flatMap((anchor) => (anchor.target === "text" ? [anchor.quote] : []));
}

const refusal = (error: unknown) => (isAppError(error) ? [error.message, error.details] : Promise.reject(error));

async function exportedText(): Promise<string> {
  const { project, projectId } = studio;
  const versionId = await studio.freeze("words", [words.trajectoryId]);
  const { id: exportId } = await createExport(studio.operator(), { project, versionId, profile: "studio-full" });
  await runExport({ ...studio.operator(), actor: WORKER }, { projectId, exportId });
  const opened = await openDownload(studio.operator(), { project, exportId, file: "data/studio-full.jsonl" });
  const parts: Uint8Array[] = [];
  for await (const part of opened.read()) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

describe("the quote of a cited text", () => {
  it("is what stood there, whatever the browser says stood there", async () => {
    const lie = { sha256: "0".repeat(64), prefix: "a lie", suffix: "a lie" };
    const cited = { ...thought(AFTER), quote: lie };
    const reply = await save(annotator, words, "q1", note(cited), failure([cited]));
    expect(JSON.stringify(reply)).not.toContain("a lie");
    const truth = { sha256: sha256(", I"), prefix: THOUGHT.slice(0, AFTER.start), suffix: " think." };
    expect(await storedQuotes("q1")).toEqual([truth, truth]);
  });

  it("holds up to 32 units on either side, in texts that lie in files too", async () => {
    const [start, end] = [500_001, 500_011];
    await save(annotator, long, "q2", note({ target: "text", ordinal: 1, field: "observation", start, end }));
    const [prefix, suffix] = [LONG_OBSERVATION.slice(start - 32, start), LONG_OBSERVATION.slice(end, end + 32)];
    expect(await storedQuotes("q2")).toEqual([{ sha256: sha256(LONG_OBSERVATION.slice(start, end)), prefix, suffix }]);
  });

  it("is kept where a cut falls inside a pair, and where the text holds what no database takes", async () => {
    const hard = `x\u{1F39E}${"-".repeat(31)}word\u0000 and \ud800 more`;
    const trajectory = [{ ...RUN.trajectory[0], thought: hard }];
    const file = await studio.importFile("pairs.traj", JSON.stringify({ ...RUN, environment: "pairs", trajectory }));
    const trajectoryId = file.trajectories[0]?.id ?? "";
    const { revisionId } = await readTrajectory(annotator, { trajectoryId });
    const start = hard.indexOf("word");
    await save(annotator, { trajectoryId, revisionId }, "pairs", note(thought({ start, end: start + 4 })));
    const [quote] = z
      .array(z.looseObject({ prefix: z.string(), suffix: z.string() }))
      .parse(await storedQuotes("pairs"));
    expect([quote?.prefix.length, quote?.suffix.length]).toEqual([32, hard.length - start - 4]);
    expect(quote?.prefix.endsWith("-".repeat(31))).toBe(true);
    expect(quote?.suffix).toContain(" and ");
  });

  it("is of what can be read at once: a longer mark is refused", async () => {
    const mark = note({ target: "text", ordinal: 1, field: "observation", start: 0, end: 1_100_000 });
    await expect(save(annotator, long, "vast", mark)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("mark step 2 as a whole"),
    });
  });

  it.each([
    ["ends past the end of a text in files", LONG_OBSERVATION.length - 5, LONG_OBSERVATION.length + 1],
    ["starts past it", LONG_OBSERVATION.length + 5, LONG_OBSERVATION.length + 9],
  ])("is not made, and nothing stored, where the mark %s", async (_, start, end) => {
    const mark = note({ target: "text", ordinal: 1, field: "observation", start, end });
    const who = await studio.as("annotator", "past-the-end");
    await expect(save(who, long, "past", mark)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(`ends at ${LONG_OBSERVATION.length}`),
    });
    expect(await studio.db.prisma.review.count({ where: { authorId: who.actor.id } })).toBe(0);
    expect(await studio.db.prisma.annotationRevision.count({ where: { gestureId: "past" } })).toBe(0);
  });

  it("leaves the record by no reply, no refusal and no export once its words turn out to be a secret", async () => {
    const start = THOUGHT.indexOf(CANARY);
    const finder = await studio.as("annotator", "finder");
    const place = { ordinal: 0, field: "thought", start, end: start + CANARY.length };
    const { findings } = await markFinding(finder, { ...words, kind: "secret", place });
    const { trajectoryId } = words;
    const shown = await readBodies(annotator, { trajectoryId, from: 0, to: 1 });
    expect(JSON.stringify(shown)).not.toContain(CANARY);

    const masked = note(thought(BEFORE));
    const required: MarkInput[] = [
      {
        ...masked,
        dimension: "phase",
        anchor: { target: "step", ordinal: 0 },
        value: { type: "label", label: "edit" },
      },
      {
        ...masked,
        dimension: "outcome",
        anchor: { target: "trajectory" },
        value: { type: "label", label: "contrast_only" },
      },
    ];
    const said = [
      await save(annotator, words, "q3", masked, note(thought(place)), ...required),
      await save(annotator, words, "q3", masked, note(thought(place)), ...required),
      await save(annotator, words, "q4", note(thought(AFTER))).catch(refusal),
      await save(annotator, words, "q5", note(thought({ start: 0, end: 999 }))).catch(refusal),
      await readReview(annotator, { trajectoryId }),
      await submitReview(annotator, words),
    ];
    const valueKey = findings[0]?.valueKey ?? "";
    await judgeValue(await studio.as("lead"), { project: studio.project, valueKey, verdict: "confirmed" });
    const exported = await exportedText();
    const audit = await studio.db.prisma.auditRow.findMany();
    expect(exported).toContain("Why?");
    expect(said[2]).toMatchObject([expect.stringContaining("changed somewhere else"), { stale: [{ current: {} }] }]);
    for (const text of [...said.map((reply) => JSON.stringify(reply)), exported, JSON.stringify(audit)]) {
      expect(text).not.toContain(CANARY);
      expect(text).not.toContain('"quote"');
    }
    expect(JSON.stringify(await storedQuotes("q3"))).toContain(sha256(CANARY));
  });
});
