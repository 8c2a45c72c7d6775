import { describe, expect, it } from "vitest";
import { checkCase, makeCase } from "../../e2e/fuzz/check-case.ts";
import { minimise } from "../../e2e/fuzz/minimise.ts";
import { complaintOf } from "../../e2e/fuzz/oracle.ts";
import { diceOf, ownSeeds } from "../../e2e/fuzz/seeds.ts";
import type { ImportOutcome } from "../domain/record/import-outcome.ts";
import { collect } from "./collect.ts";
import { IMPORTERS } from "./registry.ts";
import { sweAgent } from "./swe-agent/swe-agent.ts";

/** The short form of `npm run fuzz:import`: the same cases at every run. */
const CASES = 600;
const SEED = 20_261_121;

const RUN =
  '{"trajectory":[{"action":"ls","observation":"a"},{"action":"cat","observation":"b"}],"info":{},"history":[]}';

describe("damaged runs", () => {
  it(`never surprise an importer, ${CASES} of them`, async () => {
    const seeds = ownSeeds();
    expect(seeds.length).toBeGreaterThan(5);
    const faults: string[] = [];
    const reached = new Set<string>();
    for (let number = 0; number < CASES; number += 1) {
      const dice = diceOf(SEED, number);
      const made = makeCase(seeds, dice);
      for (const { id } of made.importers) reached.add(id);
      const fault = await checkCase(made, dice);
      if (fault) faults.push(`case ${number} (${made.name}): ${fault.importer}: ${fault.what}`);
    }
    expect(faults).toEqual([]);
    expect([...reached].sort()).toEqual(IMPORTERS.map(({ id }) => id).sort());
  }, 60_000);
});

describe("the judge of what an importer gives", async () => {
  const bytes = Buffer.from(RUN);
  const sound = await collect(sweAgent, bytes);
  const changed = (at: number, change: (outcome: ImportOutcome) => ImportOutcome[]) =>
    sound.flatMap((outcome, index) => (index === at ? change(outcome) : [outcome]));
  const step = (fields: object) => (outcome: ImportOutcome) =>
    outcome.type === "step" ? [{ ...outcome, step: { ...outcome.step, ...fields } }] : [outcome];

  it("is content with what is sound", () => {
    expect(sound.map(({ type }) => type)).toEqual(["step", "step", "run"]);
    expect(complaintOf(bytes, sound)).toBeNull();
  });

  it.each<[string, ImportOutcome[], RegExp]>([
    ["a lost step", changed(0, () => []), /ordinals/],
    ["a lost run", changed(2, () => []), /without a run/],
    ["nothing at all", [], /nothing is said/],
    [
      "a miscount",
      changed(2, (each) => (each.type === "run" ? [{ ...each, run: { ...each.run, stepCount: 3 } }] : [])),
      /miscounted/,
    ],
    [
      "a place behind the end",
      changed(1, step({ sourcePointer: { path: "", byteStart: 5, byteEnd: 10_000 } })),
      /outside the file/,
    ],
    ["a number no column holds", changed(1, step({ tokensIn: 2 ** 31 })), /tokensIn/],
    ["a time no database reads", changed(1, step({ startedAt: "+010000-01-01T00:00:00.000Z" })), /startedAt/],
    ["a child before its parent", changed(0, step({ parentOrdinal: 4 })), /parent/],
    ["a lane that is not there", changed(0, step({ lane: 9 })), /lane/],
  ])("finds %s", (_, outcomes, complaint) => {
    expect(complaintOf(bytes, outcomes)).toMatch(complaint);
  });

  it("finds a line that nothing is said of", async () => {
    const [first, second] = ["a", "b"].map(
      (text) => `{"messages":[{"role":"user","content":"${text}"},{"role":"assistant","content":"x"}]}`,
    );
    const chat = IMPORTERS.find(({ id }) => id === "openai-messages") ?? sweAgent;
    const outcomes = await collect(chat, `${first}\n`);
    expect(complaintOf(Buffer.from(`${first}\n`), outcomes)).toBe(null);
    expect(complaintOf(Buffer.from(`${first}\n${second}\n`), outcomes)).toMatch(/neither a run nor a failed record/);
  });

  it("makes a fault small", async () => {
    const wrong = async (input: Uint8Array) => Buffer.from(input).includes("!");
    expect(Buffer.from(await minimise(Buffer.from(`${"a".repeat(500)}!${"b".repeat(300)}`), wrong)).toString()).toBe(
      "!",
    );
  });
});
