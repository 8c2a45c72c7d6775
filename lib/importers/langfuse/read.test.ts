import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runOf, runsOf, stepsOf } from "../collect.ts";
import { langfuse } from "./langfuse.ts";

const FIXTURE = readFileSync(path.join(import.meta.dirname, "fixtures/order.json"), "utf8");
const read = (content: string | Uint8Array, size?: number) => collect(langfuse, content, { name: "trace.json", size });

type Observation = Record<string, unknown>;
const observation = (id: string, more: Observation): Observation => ({
  id,
  traceId: "t",
  parentObservationId: null,
  type: "GENERATION",
  name: "chat",
  startTime: `2026-03-02T09:00:${id.padStart(2, "0")}.000Z`,
  ...more,
});
const traceOf = (observations: unknown[], more: Observation = {}) =>
  JSON.stringify({ trace: { id: "t", timestamp: "2026-03-02T09:00:00Z", projectId: "p", ...more }, observations });

describe("a trace", async () => {
  const outcomes = await read(FIXTURE);
  const steps = stepsOf(outcomes);

  it("is rows in the order of its tree and time, whatever the list's", () => {
    expect(steps.map(({ role, kind, isAction, text }) => [role, kind, isAction, ...Object.values(text)])).toEqual([
      ["system", "message", false, null, null, null, "You run the shopfront."],
      ["user", "message", false, null, null, null, "Where is order 17?"],
      ["agent", "other", true, null, '{"order":17}', "2.5 kg", null],
      ["agent", "other", true, null, '{"id": 17}', "packed, shelf 4", null],
      ["environment", "other", false, null, null, "gate 2", null],
      ["environment", "search", false, null, null, '[{"shelf": 4}]', "order 17"],
      ["agent", "message", false, "Packed but not sent.", null, null, "I ask the courier."],
      ["agent", "other", true, null, '{"order": 17}', "courier line is busy", null],
      ["user", "message", false, null, null, null, "Status of order 17?"],
      ["agent", "message", false, "I check.", null, null, "It waits."],
      ["user", "message", false, null, null, null, "Be quick."],
      ["agent", "message", false, null, null, null, "Shelf 4, waiting for the courier."],
      ["environment", "other", false, null, null, null, steps[12]?.text.message],
      ["environment", "other", false, null, null, null, "7"],
    ]);
    expect(steps[12]?.text.message).toContain("DREAM");
  });

  it("shows a result once: at its span, or at its call where it has none", () => {
    const all = steps.flatMap(({ text }) => Object.values(text)).filter((text) => text === "packed, shelf 4");
    expect(all).toHaveLength(1);
    expect(
      steps.filter(({ isAction }) => isAction).map(({ actionType, sourceIndex }) => [actionType, sourceIndex]),
    ).toEqual([
      ["weigh_parcel", 3],
      ["find_order", 5],
      ["ask_courier", 9],
    ]);
  });

  it("knows turns, lanes and what stands beneath a tool", () => {
    expect(
      steps.slice(2, 10).map(({ turn, callOrdinal, lane, parentOrdinal }) => [turn, callOrdinal, lane, parentOrdinal]),
    ).toEqual([
      [2, 0, 0, null],
      [2, 1, 0, null],
      [3, 0, 0, null],
      [4, 0, 0, null],
      [5, 0, 0, null],
      [5, 1, 0, null],
      [6, 0, 1, 7],
      [7, 0, 1, 7],
    ]);
  });

  it("takes times, amounts and failures as stated, and invents none", () => {
    expect(steps[7]).toMatchObject({ isError: true, isErrorInferred: false, durationMs: 8000 });
    expect(steps[4]).toMatchObject({ durationMs: null, startedAt: "2026-03-02T09:00:04.000Z" });
    expect(steps[6]).toMatchObject({ tokensIn: 100, tokensOut: 12, costUsd: 0.002 });
    // Priced at 0 without a price: nobody knows.
    expect(steps[11]).toMatchObject({ tokensIn: 5, costUsd: null });
    expect(steps[0]?.startedAt).toBeNull();
  });

  it("is one run with its facts; the outer telling of a call adds no tokens", () => {
    expect(ParsedRun.parse(runOf(outcomes))).toEqual({
      runId: "t-1",
      task: { key: expect.stringMatching(/^task-/), title: "Where is order 17?", instruction: "Where is order 17?" },
      agent: "clerk",
      agentVersion: "2026.3",
      model: "example-model-1",
      lanes: [
        { name: "clerk", role: "main" },
        { name: "courier", role: "other" },
        { name: "shopfront order", role: "other" },
      ],
      exitStatus: null,
      submission: "Shelf 4, waiting for the courier.",
      environment: [
        ["name", "shopfront order"],
        ["sessionId", "s-1"],
        ["release", "2026.3"],
        ["tags", "shop, demo"],
        ["metadata store", "north"],
        ["score helpful (ANNOTATION)", "True"],
        ["score accuracy (EVAL)", "0.5"],
      ],
      tokensIn: 145,
      tokensOut: 26,
      costUsd: 0.003,
      stepCount: 14,
      actionCount: 3,
      unknownRecords: 2,
    });
    expect(runsOf(outcomes)[0]?.record).toBeNull();
    expect(codesOf(outcomes)).toEqual(["unknown-record"]);
  });

  it("points at its observations", () => {
    const { observations } = JSON.parse(FIXTURE) as { observations: unknown[] };
    for (const { sourceIndex, sourcePointer } of steps) {
      const { path: place, byteStart, byteEnd } = sourcePointer;
      expect(place).toBe(`observations[${sourceIndex}]`);
      expect(JSON.parse(FIXTURE.slice(byteStart, byteEnd))).toEqual(observations[sourceIndex]);
    }
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(FIXTURE, size)).toEqual(outcomes);
  });
});

describe("other shapes of a file", () => {
  const inner = observation("1", { input: "Hello", output: "Hi" });
  it("reads the API's trace with its observations inside, and one a line", async () => {
    const line = (id: string) =>
      JSON.stringify({ id, timestamp: "2026-03-02T09:00:00Z", userId: null, observations: [inner] });
    const outcomes = await read(`${line("a")}\n{"observations":[]}\n${line("b")}\n{"id":`);
    expect(runsOf(outcomes).map(({ run, record }) => [run.runId, run.stepCount, record?.line])).toEqual([
      ["a", 2, 1],
      ["b", 2, 3],
    ]);
    expect(codesOf(outcomes)).toEqual(["not-a-run", "truncated"]);
  });

  it("says when the export left out what was said", async () => {
    const outcomes = await read(traceOf([observation("1", {}), observation("2", { type: "TOOL", name: "pack" })]));
    expect(codesOf(outcomes)).toEqual(["no-content"]);
    expect(stepsOf(outcomes).map(({ target, isAction }) => [target, isAction])).toEqual([
      ["chat", false],
      ["", true],
    ]);
  });

  it("shows plain spans where there is nothing else", async () => {
    const spans = ["1", "2"].map((id) => observation(id, { type: "SPAN", name: `job ${id}`, input: { id } }));
    const steps = stepsOf(
      await read(traceOf([...spans, observation("3", { type: "SPAN", level: "ERROR", statusMessage: "boom" })])),
    );
    expect(steps.map(({ text, isError }) => [text.message, text.observation, isError])).toEqual([
      ['{"id":"1"}', null, false],
      ['{"id":"2"}', null, false],
      [null, "boom", true],
    ]);
  });

  it("keeps spans that are each other's parents, once", async () => {
    const event = (id: string, parentObservationId: string) =>
      observation(id, { type: "EVENT", name: id, parentObservationId, output: `event ${id}` });
    const loop = [event("1", "2"), event("2", "1"), event("3", "3"), event("4", "gone"), event("5", "2")];
    const steps = stepsOf(await read(traceOf(loop)));
    expect(steps.map(({ text }) => text.observation)).toEqual(["event 1", "event 2", "event 5", "event 3", "event 4"]);
  });

  it("reads a chain of ten thousand spans", async () => {
    const chain = Array.from({ length: 10_000 }, (_, at) =>
      observation(String(at), { type: "SPAN", parentObservationId: at === 0 ? null : String(at - 1), startTime: null }),
    );
    const end = observation("end", { parentObservationId: "9999", output: "done" });
    expect(stepsOf(await read(traceOf([...chain, end]), 65_536)).map(({ text }) => text.message)).toEqual(["done"]);
  });
});

it.each([
  ["nothing", "", "empty"],
  ["a trace cut off", FIXTURE.slice(0, -40), "truncated"],
  ["a key twice", '{"trace":{"id":"t","id":"u"},"observations":[]}', "duplicate-key"],
  ["a trace without observations", '{"trace":{"id":"t"},"observations":[]}', "not-a-run"],
  ["observations that are no list", '{"trace":{"id":"t"},"observations":{"a":1}}', "not-a-run"],
  ["a list", "[1]", "not-a-run"],
])("says why it is no run: %s", async (_, text, code) => {
  const outcomes = await read(text);
  expect(codesOf(outcomes)).toContain(code);
  expect(runsOf(outcomes)).toEqual([]);
});

describe("recognising", () => {
  const inner = observation("1", {});
  it.each([
    ["a trace and its observations", FIXTURE, 0.95],
    ["only the beginning of it", FIXTURE.slice(0, 220), 0.95],
    ["the API's trace", JSON.stringify({ id: "t", timestamp: "x", userId: null, observations: [inner] }), 0.93],
    ["a line of many", `${JSON.stringify({ trace: { id: "t" }, observations: [inner] })}\n{`, 0.95],
    ["observations of no trace", JSON.stringify({ observations: [inner] }), 0],
    ["a trace of another format", '{"trace":{"key":"a","index":1,"trajectory":"x"}}', 0],
    ["OpenTelemetry", '{"resourceSpans":[{"scopeSpans":[]}]}', 0],
    ["messages", '{"messages":[{"role":"user","content":"a"}]}', 0],
    ["a list", "[]", 0],
    ["nothing", "", 0],
  ])("%s", (_, text, expected) => {
    expect(langfuse.recognise(Buffer.from(text), "x.json")).toBe(expected);
  });
});
