import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

let counter = 0;
/** Something different each time, so that nothing is skipped as known. */
const fresh = () => `run ${(counter += 1)}`;
const chat = (text: string, more = "") =>
  `{"messages":[{"role":"user","content":${JSON.stringify(text)}},{"role":"assistant","content":"ok"}]${more}}`;
const traj = (text: string, more = "") =>
  `{"trajectory":[{"thought":${JSON.stringify(text)},"action":"ls","observation":"","response":"","state":"{}"}],"info":{},"history":[]${more}}`;
const atif = (text: string, more = "") =>
  `{"schema_version":"ATIF-v1.6","agent":{"name":"a"},"steps":[{"step_id":1,"source":"user","message":${JSON.stringify(text)}}]${more}}`;
const nested = (depth: number) => `,"x":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}`;
const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();
const utf32 = (text: string) =>
  Buffer.from(Uint32Array.from([...text], (character) => character.codePointAt(0) ?? 0).buffer);

type Row = [id: string, what: string, status: string, code: string | null, make: () => string | Uint8Array];

/** Rows of the bad-input table: what each file is, what becomes of it, and the reason a person reads. */
const ROWS: readonly Row[] = [
  ["A1", "no bytes", "rejected", "empty", () => ""],
  ["A2", "blank space", "rejected", "empty", () => " \t "],
  ["A2", "line feeds", "rejected", "empty", () => "\r\n\n\n"],
  ["A3", "a mark before a document", "stored", "bom", () => `\ufeff${traj(fresh())}`],
  ["A3", "a mark before lines", "stored", null, () => `\ufeff${chat(fresh())}\n${chat(fresh())}`],
  [
    "A4",
    "returns, lone and paired",
    "stored",
    null,
    () => `${chat(fresh())}\r\n${chat(`${fresh()}\r`)}\n\r\n${chat(fresh())}`,
  ],
  ["A4", "no last line feed", "stored", null, () => chat(fresh())],
  ["A5", "UTF-16 LE with a mark", "rejected", "encoding", () => Buffer.from(`\ufeff${traj(fresh())}`, "utf16le")],
  ["A5", "UTF-16 BE without one", "rejected", "encoding", () => utf16be(traj(fresh()))],
  ["A5", "UTF-32", "rejected", "encoding", () => utf32(traj(fresh()))],
  ["A6", "a trailing comma", "quarantined", "syntax", () => traj(fresh(), ",")],
  ["A6", "a comment", "quarantined", "syntax", () => traj(fresh(), "/**/")],
  ["A6", "NaN", "quarantined", "syntax", () => traj(fresh(), ',"a":NaN')],
  ["A6", "Infinity", "quarantined", "syntax", () => atif(fresh(), ',"a":Infinity')],
  ["A6", "undefined", "quarantined", "syntax", () => atif(fresh(), ',"a":undefined')],
  ["A6", "single quotes", "quarantined", "syntax", () => traj(fresh(), ",'a':1")],
  ["A7", "cut off in a string", "quarantined", "truncated", () => traj(fresh()).slice(0, 30)],
  ["A7", "a last line cut off", "stored", "truncated", () => `${chat(fresh())}\n${chat(fresh()).slice(0, -9)}`],
  ["A9", "two documents", "quarantined", "trailing-data", () => traj(fresh()) + traj(fresh())],
  ["A9", "a document and more", "quarantined", "trailing-data", () => `${atif(fresh())} and more`],
  ["A10", "a string", "quarantined", "not-a-run", () => JSON.stringify(fresh())],
  ["A10", "a number", "quarantined", "not-a-run", () => String(Date.now())],
  ["A10", "null", "quarantined", "not-a-run", () => "null"],
  ["A10", "an empty list", "quarantined", "not-a-run", () => "[]"],
  ["A10", "an empty object", "quarantined", "not-a-run", () => "{}"],
  ["A12", "200 levels", "stored", null, () => traj(fresh(), nested(200))],
  ["A12", "201 levels", "quarantined", "depth", () => traj(fresh(), nested(201))],
  ["A12", "7,000 levels", "quarantined", "depth", () => atif(fresh(), nested(7000))],
  ["A12", "20,000 levels", "quarantined", "depth", () => traj(fresh(), nested(20_000))],
  ["A12", "5,000,000 levels", "quarantined", "depth", () => traj(fresh(), nested(5_000_000))],
  ["A16", "a key twice", "quarantined", "duplicate-key", () => traj(fresh(), ',"info":{}')],
  [
    "A17",
    "hostile keys",
    "stored",
    null,
    () => traj(fresh(), ',"__proto__":{"a":1},"constructor":{"then":1,"toJSON":2}'),
  ],
  ["B1", "a NUL in a key", "stored", "nul-escape", () => traj(fresh(), ',"a\\u0000b":1')],
  ["B1", "a NUL in a value", "stored", "nul-escape", () => traj(`${fresh()} \0`)],
  ["B2", "a raw NUL", "quarantined", "syntax", () => traj(`${fresh()}@@`).replace("@@", "\0")],
  ["B3", "half pairs, also reversed", "stored", "lone-surrogate", () => traj(`${fresh()} \udc00\ud800`)],
  [
    "B4",
    "bytes that are no UTF-8",
    "stored",
    "invalid-utf8",
    () => withBytes(traj(`${fresh()}@@@@`), [0xff, 0xc0, 0xaf, 0xed]),
  ],
];

function withBytes(text: string, bytes: readonly number[]): Uint8Array {
  const all = Buffer.from(text, "utf8");
  all.set(bytes, all.indexOf("@"));
  return all;
}

describe("the rows of the bad-input table", () => {
  it.each(ROWS)(
    "%s: %s is %s (%s)",
    async (_id, what, status, code, make) => {
      const content = make();
      const before = await studio.db.prisma.trajectory.count();
      const audits = await studio.db.prisma.auditRow.count();
      const name = `${what.replaceAll(/\W/g, "-")}.jsonl`;
      const file = await studio.receive(name, content);
      expect([file.status, code === null || file.problems.some((problem) => problem.code === code)]).toEqual([
        status,
        true,
      ]);
      for (const { message } of file.problems) expect(message).toMatch(/^[A-Z`\d].*\.$/s);
      const added = (await studio.db.prisma.trajectory.count()) - before;
      expect(added > 0).toBe(status === "stored");
      expect(await studio.db.prisma.auditRow.count()).toBeGreaterThan(audits);
      // The same bytes have the same answer, and add nothing.
      const again = await studio.receive(name, content);
      expect(again.status).toBe(status === "stored" ? "skipped" : status);
      expect((await studio.db.prisma.trajectory.count()) - before).toBe(added);
      expect(({} as Record<string, unknown>).a).toBeUndefined();
    },
    60_000,
  );
});

describe("hard text in every place", () => {
  it("is shown as stand-ins, kept exactly, and searched without a fault", async () => {
    const hard = `${fresh()} nul \0 half \ud800 pair \ud83d\ude00`;
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
    const file = await studio.importFile("plain.jsonl", chat(fresh()));
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
