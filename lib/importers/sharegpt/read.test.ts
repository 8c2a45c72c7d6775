import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ImportOutcome, SourceRecord } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { ParsedStep } from "../../domain/record/step.ts";
import { detect } from "../registry.ts";
import { sharegpt } from "./sharegpt.ts";

const FIXTURE = readFileSync(path.join(import.meta.dirname, "fixtures/records.json"));

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(content: string | Uint8Array, size = 4096): Promise<ImportOutcome[]> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const outcomes: ImportOutcome[] = [];
  for await (const outcome of sharegpt.read(inChunks(bytes, size), { name: "chats.json" })) outcomes.push(outcome);
  return outcomes;
}

type Read = { run: ParsedRun; steps: ParsedStep[]; record: SourceRecord | null };

/** The runs with their own steps. */
function runsOf(outcomes: readonly ImportOutcome[]): Read[] {
  const runs: Read[] = [];
  let steps: ParsedStep[] = [];
  for (const outcome of outcomes) {
    if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
    if (outcome.type !== "run") continue;
    runs.push({ run: ParsedRun.parse(outcome.run), steps, record: outcome.record });
    steps = [];
  }
  return runs;
}

const textsOf = (one: Read | undefined) =>
  one?.steps.map(({ role, text }) => [role, text.thought, text.action, text.observation, text.message]);
const codesOf = (outcomes: readonly ImportOutcome[]) =>
  outcomes.flatMap((each) => ("problem" in each ? [`${each.type} ${each.problem.severity} ${each.problem.code}`] : []));

describe("a list of records", async () => {
  const outcomes = await read(FIXTURE);
  const runs = runsOf(outcomes);

  it("gives a run for each, and two for a preference", () => {
    expect(runs).toHaveLength(5);
    expect(new Set(runs.map(({ record }) => record?.sha256)).size).toBe(5);
    expect(runs.slice(3).map(({ run, steps }) => [run.environment, steps.at(-1)?.text.message])).toEqual([
      [[["side", "chosen"]], "Blue."],
      [[["side", "rejected"]], "No."],
    ]);
  });

  it("reads a call with its arguments as they stand, and the thought before an answer", () => {
    expect(textsOf(runs[0])).toEqual([
      ["user", null, null, null, "Is my cart empty?"],
      ["agent", null, '{"user": 9007199254740993, "__proto__": {"x": 1}}', "Error: no such user", null],
      ["agent", "No cart.", null, null, "You have no cart."],
    ]);
    expect(runs[0]?.steps[1]).toMatchObject({ actionType: "find_cart", isError: true, isErrorInferred: true });
    expect(runs[0]?.run).toMatchObject({
      task: { instruction: "Is my cart empty?" },
      environment: [
        ["id", "shop-1"],
        ["system", "Be brief."],
        ["tools", '[{"name": "find_cart"}]'],
      ],
      unknownRecords: 0,
    });
  });

  it("pairs calls in parallel in their order, in every way they are written", () => {
    expect(textsOf(runs[1])).toEqual([
      ["user", null, null, null, "Stock of cups and pans?"],
      ["agent", null, '{"item": "cup"}', "4", null],
      ["agent", null, '{"item": "\ud800pan"}', "7", null],
      ["agent", "I look again.", '{"item": "lid"}', "1", null],
      ["agent", null, '{"item": "box"}', "2", null],
      ["agent", null, '{"item": "lid"}', null, null],
      ["user", null, null, null, "Stop."],
      ["agent", null, "order the lid", null, null],
      ["agent", null, "{}", "one for both", null],
      ["agent", null, null, null, "12.5"],
    ]);
    expect(runs[1]?.steps.map(({ actionType, turn, callOrdinal }) => [actionType, turn, callOrdinal])).toEqual([
      [null, 0, 0],
      ["stock", 1, 0],
      ["stock", 1, 1],
      ["stock", 2, 0],
      ["stock", 2, 1],
      ["order", 3, 0],
      [null, 4, 0],
      ["tool", 5, 0],
      ["order", 6, 0],
      [null, 7, 0],
    ]);
    expect(runs[1]?.run).toMatchObject({ stepCount: 10, actionCount: 7, environment: [] });
  });

  it("keeps what nobody asked for and who is not known, and says where", () => {
    expect(textsOf(runs[2])).toEqual([
      ["tool", null, null, "late", null],
      ["environment", null, null, null, '{ "from": "robot", "value": "beep" }'],
    ]);
    expect(runs[2]?.run.unknownRecords).toBe(1);
    const notes = outcomes.flatMap((each) => (each.type === "problem" ? [each.problem] : []));
    expect(notes.pop()?.code).toBe("lone-surrogate");
    expect(notes.map(({ code, path: place }) => [code, place])).toEqual([
      ["shared-result", "[1].conversations[10]"],
      ["orphan-result", "[2].conversations[0]"],
      ["unknown-record", "[2].conversations[1]"],
    ]);
    for (const { byteOffset, path: place } of notes) {
      const turn = Number(/\[(\d+)\]$/.exec(place ?? "")?.[1]);
      const record = Number(/^\[(\d+)\]/.exec(place ?? "")?.[1]);
      const { from } = JSON.parse(FIXTURE.toString("utf8"))[record].conversations[turn];
      expect(FIXTURE.subarray(byteOffset ?? 0).toString("utf8")).toMatch(new RegExp(`^\\{ "from": "${from}"`));
    }
  });

  it("names each record by its bytes and points into them", () => {
    const all = JSON.parse(FIXTURE.toString("utf8"));
    const conversations = all.map(({ conversations: turns }: { conversations: unknown[] }) => turns);
    for (const [at, { record, steps }] of runs.slice(0, 3).entries()) {
      const bytes = FIXTURE.subarray(record?.byteStart, record?.byteEnd);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(record?.sha256);
      for (const { sourcePointer: place, sourceIndex } of steps)
        expect(JSON.parse(bytes.subarray(place.byteStart, place.byteEnd).toString("utf8"))).toEqual(
          conversations[at][sourceIndex],
        );
    }
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(FIXTURE, size)).toEqual(outcomes);
  });
});

const record = (text: string) => JSON.stringify({ conversations: [{ from: "human", value: text }] });

describe("lines and documents", () => {
  it("reads JSONL, a line each, and goes on behind one that is held back", async () => {
    const outcomes = await read([record("one"), "{}", record("three")].join("\n"));
    expect(runsOf(outcomes).map(({ record: each }) => each?.line)).toEqual([1, 3]);
    expect(codesOf(outcomes)).toEqual(["failed-record quarantine not-a-run"]);
  });

  it("reads one record, and a bare list of turns", async () => {
    const list = '[{"from":"human","value":"a"},{"from":"gpt","value":"b"}]';
    for (const text of [record("a"), list]) expect(runsOf(await read(text))).toHaveLength(1);
    expect(runsOf(await read(list))[0]?.steps).toHaveLength(2);
  });

  it("holds back an element alone", async () => {
    const outcomes = await read(`[${record("one")}, {"conversations": []}, 3, ${record("four")}]`);
    expect(runsOf(outcomes)).toHaveLength(2);
    const failed = outcomes.flatMap((each) => (each.type === "failed-record" ? [each.problem] : []));
    expect(failed.map(({ code, path: place }) => [code, place])).toEqual([
      ["not-a-run", "[1]"],
      ["not-a-run", "[2]"],
    ]);
  });

  it.each([
    ["", "problem reject empty"],
    [" \n", "problem reject empty"],
    [`[${record("one")}, {"conv`, "problem quarantine truncated"],
    [`[${record("one")}] x`, "problem quarantine trailing-data"],
    ['[{"conversations":[{"from":"human","from":"gpt","value":"a"}]}]', "problem quarantine duplicate-key"],
    ['{"conversations":[{"from":"human","from":"gpt","value":"a"}]}', "failed-record quarantine duplicate-key"],
    ["[]", "failed-record quarantine not-a-run"],
    ["null", "failed-record quarantine not-a-run"],
  ])("%j ends as %s", async (text, code) => {
    expect(codesOf(await read(text))).toEqual([code]);
  });

  it("keeps text unit for unit and prototypes as they were", async () => {
    const hard = "nul \0 high \ud800 low \udc00 pair \ud83d\ude00 9007199254740993 \u2028";
    const turns = [
      { from: "human", value: hard },
      { from: "function_call", value: `{"name": "f", "arguments": {"😀": "${hard.replace("\0", "")}", "n": 1.10}}` },
      { from: "observation", value: hard },
    ];
    const text = `[{"__proto__": {"polluted": 1}, ${JSON.stringify({ conversations: turns }).slice(1)}]`;
    expect(textsOf(runsOf(await read(text))[0])).toEqual([
      ["user", null, null, null, hard],
      ["agent", null, `{"😀": "${hard.replace("\0", "")}", "n": 1.10}`, hard, null],
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("recognition", () => {
  it.each([
    ["a list of records", FIXTURE.toString("utf8"), "sharegpt"],
    ["a list cut off", FIXTURE.subarray(0, 200).toString("utf8"), "sharegpt"],
    ["a list of roles", '[{"conversations":[{"role":"user","content":"a"}]}]', "sharegpt"],
    ["lines", `${record("a")}\n${record("b")}`, "sharegpt"],
    ["turns", '[{"from":"human","value":"a"}]', "sharegpt"],
    ["roles in one record", '{"conversations":[{"role":"user","content":"a"}]}', "openai-messages"],
    ["a list of others", '[{"conversations":"none"}]', undefined],
    ["letters", '[{"from":"a@shopfront.example","to":"b"}]', undefined],
    ["nothing", "", undefined],
  ])("%s", (_, text, id) => {
    expect(detect(Buffer.from(text), "a.json")?.id).toBe(id);
  });
});
