import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { codesOf, collect, runOf, stepsOf } from "../collect.ts";
import { detect } from "../registry.ts";
import { runtapeLive } from "./runtape-live.ts";

const LIVE = readFileSync(path.join(import.meta.dirname, "fixtures/live.jsonl"));
const lines = LIVE.toString("utf8").trimEnd().split("\n");
const read = (content: string | Uint8Array, size?: number) => collect(runtapeLive, content, size ? { size } : {});

describe("a live run", () => {
  it("is read as it was sent: lanes, turns, gaps, parents and its end", async () => {
    const outcomes = await read(LIVE);
    const steps = stepsOf(outcomes);
    expect(steps.map(({ turn, callOrdinal, lane, role }) => [turn, callOrdinal, lane, role])).toEqual([
      [0, 0, 0, "user"],
      [1, 0, 0, "agent"],
      [1, 1, 0, "agent"],
      [2, 0, 0, "system"],
      [3, 0, 1, "agent"],
      [4, 0, 0, "agent"],
    ]);
    expect(steps[3]?.text.message).toBe("Steps 4 to 5 were never received. What follows was.");
    expect(steps[4]).toMatchObject({ parentOrdinal: 2, isError: true, isErrorInferred: true, sourceIndex: 5 });
    expect(steps[4]?.text.thought).toBe("Check \u0000 it.");
    expect(steps[1]).toMatchObject({ exitCode: 0, isError: false, isErrorInferred: false, durationMs: 12 });
    expect(steps[2]).toMatchObject({ exitCode: 1, isError: true, isErrorInferred: false, kind: "test" });
    expect(runOf(outcomes)).toMatchObject({
      runId: "night-7",
      task: { key: "shelf-3", title: "Make the cart keep its cups." },
      lanes: [
        { name: "main", role: "main" },
        { name: "helper", role: "verifier" },
      ],
      environment: [
        ["commit", "4f2c"],
        ["test command", "npm test"],
      ],
      exitStatus: "submitted",
      tokensIn: 150,
      tokensOut: 9,
      costUsd: null,
      stepCount: 6,
      actionCount: 3,
      unknownRecords: 0,
    });
  });

  it("gives each step its own line's bytes", async () => {
    for (const { sourcePointer } of stepsOf(await read(LIVE))) {
      const slice = LIVE.subarray(sourcePointer.byteStart, sourcePointer.byteEnd).toString("utf8");
      expect(`[${lines.indexOf(slice)}]`).toBe(sourcePointer.path);
    }
  });

  it("reads the same in chunks of any size", async () => {
    const whole = await read(LIVE);
    for (const size of [1, 7, 64, 1000]) expect(await read(LIVE, size)).toEqual(whole);
  });

  it("keeps a line that is none of its own as a generic step, and counts it", async () => {
    const outcomes = await read(`${lines[0]}\n{"note":1}\n{"step":{"seq":1,"message":"a","__proto__":1}}\n{"step":`);
    expect(stepsOf(outcomes).map(({ text }) => text.message)).toEqual([
      '{"note":1}',
      '{"step":{"seq":1,"message":"a","__proto__":1}}',
      '{"step":',
    ]);
    expect(runOf(outcomes)?.unknownRecords).toBe(3);
    expect(codesOf(outcomes)).toEqual(["broken-line", "unknown-record"]);
  });

  it("without a head is held back, and says what a head is", async () => {
    const outcomes = await read('{"format":"runtape-live","version":2,"run":{}}\n{"step":{"seq":0}}\n');
    expect(codesOf(outcomes)).toEqual(["not-a-run"]);
    expect(stepsOf(outcomes)).toEqual([]);
  });

  it("is known by its first line", () => {
    expect(detect(LIVE, "x.jsonl")?.id).toBe("runtape-live");
    expect(detect(Buffer.from('{"format":"other"}'), "x.jsonl")).toBeNull();
  });
});
