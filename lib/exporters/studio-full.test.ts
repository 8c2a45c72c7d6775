import { describe, expect, it } from "vitest";
import type { ExportRecord } from "./record.ts";
import { HARD_TEXT, SAMPLE_MARKS, sampleRecord, sampleStep, textOf } from "./sample-record.ts";
import { studioFull } from "./studio-full.ts";

async function rowOf(record: ExportRecord): Promise<string> {
  const projection = await studioFull.project(record);
  if (!("rows" in projection)) throw new Error(projection.rejected);
  let text = "";
  for await (const row of projection.rows) for await (const piece of row.text) text += piece;
  return text;
}

const SHA = "a".repeat(64);

describe("studio-full", () => {
  it("writes exactly this line for a run", async () => {
    const record = sampleRecord(
      "run-1",
      [
        sampleStep(0, {
          text: { thought: textOf("Look."), action: textOf("ls"), observation: textOf(""), message: null },
        }),
      ],
      SAMPLE_MARKS,
    );
    expect((await rowOf(record)).replaceAll(SHA, "SHA")).toBe(
      [
        '{"schema":"studio-full/2.0.0","runKey":"run-1","name":"fix the cart","formatId":"swe-agent",',
        '"source":{"importer":"swe-agent","parserVersion":"1","revision":1,"rawSha256":["SHA"],"unknownRecords":0},',
        '"task":{"key":"cart-1","title":"Fix the cart","instruction":"before\\u0000after"},',
        '"agent":"swe-agent","agentVersion":null,"model":"m","lanes":[{"name":"main","role":"main"}],"exitStatus":"submitted","outcome":"resolved",',
        '"submission":"high \\ud800 low \\udc00 end \\udbff",',
        '"totals":{"steps":1,"actions":1,"errors":0,"tokensIn":10,"tokensOut":5,"costUsd":0.1},"redactions":0,',
        '"verification":[{"kind":"resolved","passed":null,"failed":null,"isResolved":true,"source":"report"}],',
        '"environment":{"10":"ten","9":"nine","Image":"node:20","__proto__":"x"},"problems":[],',
        '"taxonomies":[{"id":"runtape-default","semver":"1.1.0","sha256":"SHA","document":{"dimensions":[{"definition":"How good the step was, 0 worst, 10 best.","id":"score","isRequired":false,"max":10,"min":0,"name":"Score","scope":"step","valueType":"score"}],"id":"runtape-default","semver":"1.1.0"}}],',
        '"reviews":[{"kind":"human","authorId":"ada","round":1,"taxonomy":{"id":"runtape-default","semver":"1.1.0","sha256":"SHA"},',
        '"submission":{"number":1,"authorId":"ada","submittedAt":"2026-11-20T10:01:00.000Z","sha256":"SHA"},',
        '"marks":[{"key":"k1","version":2,"dimension":"phase","variant":null,"anchor":{"ordinal":0,"target":"step"},"value":{"label":"localize","type":"label"},"provenance":"human","authorId":"ada","savedAt":"2026-11-20T10:00:00.000Z"},',
        '{"key":"k2","version":3,"dimension":"phase","variant":null,"anchor":{"ordinal":0,"target":"step"},"value":{"label":"localize","type":"label"},"provenance":"human","authorId":"ada","savedAt":"2026-11-20T10:00:00.000Z"}]}],',
        '"steps":[{"ordinal":0,"turn":0,"callOrdinal":0,"lane":0,"parentOrdinal":null,"kind":"shell","role":"agent","isAction":true,"actionType":"bash","target":"ls","isError":false,"isErrorInferred":false,"exitCode":0,"durationMs":12.5,"tokensIn":null,"tokensOut":null,"costUsd":null,"startedAt":null,',
        '"source":{"index":0,"path":"trajectory[0]","byteStart":0,"byteEnd":10},"contentSha256":"SHA","thought":"Look.","action":"ls","observation":"","message":null}]}',
      ].join(""),
    );
  });

  it.each(Object.entries(HARD_TEXT))("keeps %s, unit for unit", async (_, text) => {
    const step = sampleStep(0, {
      text: { thought: textOf(text), action: null, observation: textOf(text), message: null },
    });
    const row = await rowOf(sampleRecord("run-1", [step]));
    expect(row.isWellFormed()).toBe(true);
    expect(Buffer.from(row, "utf8").toString("utf8")).toBe(row);
    expect(row).not.toMatch(/[\0\n\r]/);
    const parsed = JSON.parse(row);
    expect(parsed.steps[0].thought).toBe(text);
    expect(parsed.steps[0].observation).toBe(text);
  });

  it("has the same keys in the same order in every step", async () => {
    const { text: _, ...bare } = sampleStep(1, { startedAt: "2026-01-01T00:00:00.000Z", costUsd: 0.2 });
    const shuffled = Object.fromEntries(Object.entries(bare).toReversed());
    const step = { ...sampleStep(1), ...shuffled };
    const { steps } = JSON.parse(await rowOf(sampleRecord("run-1", [sampleStep(0), step])));
    expect(Object.keys(steps[1])).toEqual(Object.keys(steps[0]));
  });
});
