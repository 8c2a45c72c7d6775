import { describe, expect, it } from "vitest";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { readSweAgent } from "./read.ts";

/** Rows A1-A19 and B1-B4 of the bad-input table, as bytes named `.traj`. */
const CHUNK_SIZES = [1, 3, 7, 65_536];
const encode = (text: string) => new TextEncoder().encode(text);

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

type Outcome = { steps: ParsedStep[]; codes: string[]; hasRun: boolean; outcomes: ImportOutcome[] };

async function read(source: string | Uint8Array, size: number): Promise<Outcome> {
  const bytes = typeof source === "string" ? encode(source) : source;
  const outcome: Outcome = { steps: [], codes: [], hasRun: false, outcomes: [] };
  for await (const next of readSweAgent(inChunks(bytes, size), { name: "bad.traj" })) {
    outcome.outcomes.push(next);
    if (next.type === "step") outcome.steps.push(next.step);
    else if (next.type === "run") outcome.hasRun = true;
    else outcome.codes.push(`${next.problem.severity} ${next.problem.code}`);
  }
  return outcome;
}

async function expectSame(source: string | Uint8Array, sizes: readonly number[] = CHUNK_SIZES): Promise<Outcome> {
  const [first, ...others] = await Promise.all(sizes.map((size) => read(source, size)));
  for (const other of others) expect(other).toEqual(first);
  return first ?? read(source, 1);
}

const traj = (inner: string) => `{"trajectory":[{"action":"ls","observation":"x","thought":"t"}${inner}],"info":{}}`;
const utf16 = (text: string) => Uint8Array.from(Array.from(text).flatMap((letter) => [letter.charCodeAt(0), 0]));
const nestedRow = (depth: number) => traj(`,{"action":"pwd","extra_info":${"[".repeat(depth)}${"]".repeat(depth)}}`);

describe("refused or held back", () => {
  it.each([
    ["A1 no bytes", "", "reject empty", 0],
    ["A2 only whitespace", " \r\n\t\n", "reject empty", 0],
    ["A5 UTF-16 LE without BOM", utf16(traj("")), "reject encoding", 0],
    ["A5 UTF-16 LE with BOM", Uint8Array.of(0xff, 0xfe, ...utf16(traj(""))), "reject encoding", 0],
    ["D1 a PNG", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), "reject binary", 0],
    ["A6 trailing comma", traj(",{},"), "quarantine syntax", 2],
    ["A6 NaN", traj(',{"execution_time":NaN}'), "quarantine syntax", 1],
    ["A7 cut inside a string", traj("").slice(0, 30), "quarantine truncated", 0],
    ["A7 cut after the first row", traj("").slice(0, -1), "quarantine truncated", 1],
    ["A9 two documents", `${traj("")}\n${traj("")}`, "quarantine trailing-data", 1],
    ["A9 garbage behind", `${traj("")}\nTraceback`, "quarantine trailing-data", 1],
    ["A10 a string", '"run"', "quarantine not-a-run", 0],
    ["A10 a number", "42", "quarantine not-a-run", 0],
    ["A10 null", "null", "quarantine not-a-run", 0],
    ["A10 an empty list", "[]", "quarantine not-a-run", 0],
    ["A10 an empty object", "{}", "quarantine not-a-run", 0],
    ["A16 duplicate key", traj(',{"action":"ls","action":"rm"}'), "quarantine duplicate-key", 1],
    ["A16 duplicate member", `${traj("").slice(0, -1)},"trajectory":[]}`, "quarantine duplicate-key", 1],
    ["A19 a key of 1 MB", traj(`,{"${"k".repeat(1 << 20)}":1}`), "quarantine key-too-long", 1],
    ["B2 raw NUL in a string", traj(',{"action":"a\0b"}'), "quarantine syntax", 1],
    ["B2 raw NUL outside", traj("\0"), "quarantine syntax", 1],
  ])("%s", async (_, source, code, steps) => {
    const outcome = await expectSame(
      source,
      typeof source === "string" && source.length > 10_000 ? [65_536] : CHUNK_SIZES,
    );
    expect(outcome.codes).toEqual([code]);
    expect([outcome.steps.length, outcome.hasRun]).toEqual([steps, false]);
  });

  it("A2: a BOM alone is empty", async () => {
    expect((await expectSame("\ufeff")).codes).toEqual(["reject empty", "note bom"]);
  });

  it("A12: 200 levels are kept, more are refused before anything is built", async () => {
    // The row stands inside a list inside the document: three levels are taken.
    expect(await expectSame(nestedRow(197))).toMatchObject({ codes: [], hasRun: true, steps: [{}, {}] });
    for (const depth of [198, 6_997, 99_997, 1_000_000])
      expect(await read(nestedRow(depth), 65_536)).toMatchObject({
        codes: ["quarantine depth"],
        hasRun: false,
        steps: [{}],
      });
  });

  it("never quotes content in a message, and names place and next step", async () => {
    const secret = "sk-verysecret";
    for (const source of [
      traj(`,{"${secret}":"${secret}`),
      traj(`,{"${secret}":1,"${secret}":2}`),
      `"${secret}"`,
      `{"${secret}":1}`,
    ]) {
      const { outcomes } = await read(source, 65_536);
      const problems = outcomes.flatMap((outcome) => (outcome.type === "problem" ? [outcome.problem] : []));
      expect(problems.length).toBeGreaterThan(0);
      expect(JSON.stringify(problems)).not.toContain("secret");
      for (const { message } of problems) expect(message).toMatch(/^At .+: .+\. .+\.$/);
    }
  });
});

describe("kept", () => {
  it.each([
    ["A3 BOM", `\ufeff${traj("")}`, ["note bom"]],
    ["A4 CRLF and no final newline", traj("").replaceAll(",", "\r\n,\r\n"), []],
    ["A4 lone CR", traj("").replaceAll(",", ",\r"), []],
    ["B1 NUL escape", traj(',{"action":"a\\u0000b"}'), ["note nul-escape"]],
    ["B3 lone surrogate", traj(',{"action":"a\\ud800b"}'), ["note lone-surrogate"]],
    ["A18 dotted keys", traj(',{"action":"ls","a.__proto__.b":1,"[0].constructor":2}'), []],
    ["A19 integer-like and empty keys", traj(',{"action":"ls","0":1,"":2}'), []],
    ["C1 numbers", traj(',{"action":"ls","n":[1e400,9007199254740993,-0,1e-7]}'), ["note unsafe-number"]],
  ])("%s", async (_, source, codes) => {
    const outcome = await expectSame(source);
    expect(outcome.codes).toEqual(codes);
    expect(outcome.hasRun).toBe(true);
    const bytes = encode(source);
    for (const { sourcePointer, text } of outcome.steps) {
      const row: unknown = JSON.parse(
        new TextDecoder().decode(bytes.subarray(sourcePointer.byteStart, sourcePointer.byteEnd)),
      );
      expect(row).toHaveProperty("action", text.action);
    }
  });

  it("B4: invalid UTF-8 is shown as U+FFFD and flagged with its offset", async () => {
    const [before = "", after = ""] = traj(',{"action":"a#b"}').split("#");
    const outcome = await expectSame(Uint8Array.from([...encode(before), 0xff, 0xc0, 0xaf, ...encode(after)]));
    expect(outcome.steps.at(-1)?.text.action).toBe("a���b");
    expect(outcome.outcomes).toContainEqual({
      type: "problem",
      problem: expect.objectContaining({
        severity: "note",
        code: "invalid-utf8",
        byteOffset: before.length,
        path: "trajectory[1].action",
      }),
    });
  });

  it("A17: hostile keys stay data and prototypes stay as they are", async () => {
    const before = [Object.prototype, Array.prototype, Function.prototype].map((prototype) =>
      Reflect.ownKeys(prototype),
    );
    const hostile =
      '"__proto__":{"action":"rm","isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"toString":1,"then":2,"toJSON":3,"hasOwnProperty":4';
    const source = `{${hostile},"trajectory":[{"observation":"x",${hostile}}],"info":{"__proto__":{"exit_status":"fake"}},"replay_config":"{\\"__proto__\\":{\\"agent\\":1}}"}`;
    const outcome = await expectSame(source);
    expect(
      [Object.prototype, Array.prototype, Function.prototype].map((prototype) => Reflect.ownKeys(prototype)),
    ).toEqual(before);
    expect(Reflect.get({}, "isAdmin")).toBeUndefined();
    expect(outcome.steps).toMatchObject([{ isAction: false, text: { action: null, observation: "x" } }]);
    expect(outcome.outcomes.at(-1)).toMatchObject({ run: { exitStatus: null, unknownRecords: 6 } });
  });
});
