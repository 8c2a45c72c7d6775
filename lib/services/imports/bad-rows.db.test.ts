import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verbsDesk } from "../../../e2e/corpus/desk.ts";
import { type FileInput, isFile } from "../../../e2e/corpus/input.ts";
import { tryInput } from "../../../e2e/corpus/run-table.ts";
import { run, WORD } from "../../../e2e/corpus/runs.ts";
import { cleanUp, SABOTAGES } from "../../../e2e/corpus/sabotage.ts";
import { TABLE } from "../../../e2e/corpus/table.ts";
import { restore } from "../../domain/text/stand-ins.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readStepTexts } from "../text/read-step-text.ts";
import { listTrajectories } from "../trajectories/list-trajectories.ts";
import { markFinding } from "../governance/mark-finding.ts";
import { readSkeleton } from "../trajectories/read-skeleton.ts";
import { readTrajectory } from "../trajectories/read-trajectory.ts";

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio?.close());

const chat = (text: string) =>
  JSON.stringify({
    messages: [
      { role: "user", content: text },
      { role: "assistant", content: "ok" },
    ],
  });

/** The short form of `npm run corpus:bad`: some of each row, by the verbs themselves. */
const FILES: readonly FileInput[] = TABLE.filter(isFile).filter(({ isLong }) => !isLong);
const MOST_OF_ROW = 5;
const someOf = (row: string) => {
  const all = FILES.filter((each) => each.row === row);
  const step = Math.max(1, all.length / MOST_OF_ROW);
  return all.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
};

describe("the rows of the table of bad input", () => {
  it("hold at least 500 inputs that are not of JSONTestSuite", () => {
    expect(FILES.filter(({ row }) => row !== "A11").length).toBeGreaterThanOrEqual(500);
    const names = TABLE.map(({ row, what }) => `${row} ${what}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([...new Set(FILES.map(({ row }) => row))])("%s ends as it says, the second time too", async (row) => {
    const wrong: string[] = [];
    for (const input of someOf(row)) {
      const result = await tryInput(verbsDesk(studio), input);
      for (const what of result.wrong) wrong.push(`${input.what}: ${what}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(Object.keys(SABOTAGES))("find out a studio that %s", async (what) => {
    const desk = SABOTAGES[what]?.(verbsDesk(studio)) ?? verbsDesk(studio);
    const some = ["A6", "A18", "B1", "C7"].flatMap((row) => FILES.filter((each) => each.row === row).slice(0, 3));
    const results = [];
    for (const input of some) {
      // Unlike what was sent before, so that only the sabotage can be wrong with it.
      const make = async () => `${String(await input.make()).replace(WORD, `${WORD} ${what}`)}`;
      results.push(await tryInput(desk, { ...input, make }));
    }
    cleanUp();
    expect(results.filter(({ wrong }) => wrong.length > 0).length).toBeGreaterThan(0);
  });
});

describe("hard text in every place", () => {
  it("is shown as stand-ins, kept exactly, and searched without a fault", async () => {
    const hard = `words nul \0 half \ud800 pair \ud83d\ude00`;
    const file = await studio.importFile("hard \0 name.jsonl", chat(hard));
    const trajectoryId = file.trajectories[0]?.id ?? "";
    const { revisionId, name, task } = await readTrajectory(studio.operator(), { trajectoryId });
    expect([name.isWellFormed(), name.includes("\0"), task.instruction]).toEqual([true, false, hard]);
    const ref = { trajectoryId, revisionId };
    const [step] = await readStepTexts(
      studio.operator(),
      ref,
      { from: 0, to: 1 },
      { clampUnits: null, reader: { kind: "scanner" } },
    );
    expect(step?.message?.text.isWellFormed()).toBe(true);
    expect(step?.message?.text).toContain("\u2400");
    expect(restore(step?.message?.text ?? "", step?.message?.standIns ?? [])).toBe(hard);
    const skeleton = await readSkeleton(studio.operator(), { trajectoryId });
    expect(JSON.stringify(skeleton).isWellFormed()).toBe(true);
    // A label on it holds: the mark covers the stand-in, unit for unit.
    const start = hard.indexOf("\0");
    const place = { ordinal: 0, field: "message", start, end: start + 8 };
    const { findings } = await markFinding(await studio.as("annotator"), { ...ref, kind: "secret", place });
    expect(findings[0]?.place).toEqual(place);
  });

  it.each(["\0", "a\0b", "\ud800"])("in the search box is refused with a sentence (%#)", async (q) => {
    const asked = listTrajectories(studio.operator(), { project: studio.project, q });
    await expect(asked).rejects.toMatchObject({ code: "invalid_input", message: expect.stringMatching(/^q holds/) });
  });

  it("in a note of a mark is refused with a sentence", async () => {
    const file = await studio.importFile("plain.jsonl", run("chat", "a note"));
    const trajectoryId = file.trajectories[0]?.id ?? "";
    const { revisionId } = await readTrajectory(studio.operator(), { trajectoryId });
    const place = { ordinal: 0, field: null, start: null, end: null };
    const asked = markFinding(await studio.as("annotator"), {
      trajectoryId,
      revisionId,
      kind: "licence",
      place,
      note: "a\0b",
    });
    await expect(asked).rejects.toMatchObject({ code: "invalid_input" });
  });
});
