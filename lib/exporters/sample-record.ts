import { DEFAULT_TAXONOMY } from "../domain/labels/default-taxonomy.ts";
import type { ExportMark, ExportRecord, ExportStep, ExportText } from "./record.ts";

/** For tests: a small run with everything in it that is hard to write down. */
export const HARD_TEXT = {
  nul: "before\0after",
  loneSurrogates: "high \ud800 low \udc00 end \udbff",
  pair: "tape \u{1F39E} end",
  controls: 'quote " slash \\ line\nreturn\r escape \u001b[31m del \u007f sep \u2028',
  bigNumber: '{"id": 9007199254740993, "price": 1.10}',
  proto: '{"__proto__": {"isAdmin": true}, "b": 1, "2": 2, "1": 1}',
};

const SHA = "a".repeat(64);

/** Cut into pieces of one unit, the worst cut there is. */
export function textOf(text: string): ExportText {
  return {
    async *read() {
      for (let at = 0; at < text.length; at += 1) yield text[at] ?? "";
    },
  };
}

export function sampleStep(ordinal: number, change: Partial<ExportStep> = {}): ExportStep {
  return {
    ordinal,
    turn: ordinal,
    callOrdinal: 0,
    lane: 0,
    parentOrdinal: null,
    kind: "shell",
    role: "agent",
    isAction: true,
    actionType: "bash",
    target: "ls",
    isError: false,
    isErrorInferred: false,
    exitCode: 0,
    durationMs: 12.5,
    tokensIn: null,
    tokensOut: null,
    costUsd: null,
    startedAt: null,
    sourceIndex: ordinal,
    sourcePointer: { path: `trajectory[${ordinal}]`, byteStart: ordinal * 10, byteEnd: ordinal * 10 + 10 },
    contentSha256: SHA,
    text: { thought: null, action: textOf("ls"), observation: textOf(""), message: null },
    ...change,
  };
}

const MARK: ExportMark = {
  key: "k1",
  version: 2,
  dimension: "phase",
  variant: null,
  anchor: { target: "step", ordinal: 0 },
  value: { type: "label", label: "localize" },
  provenance: "human",
  authorId: "ada",
  savedAt: "2026-11-20T10:00:00.000Z",
};

export function sampleRecord(
  runKey: string,
  steps: readonly ExportStep[],
  marks: readonly ExportMark[] = [],
): ExportRecord {
  const taxonomy = { id: DEFAULT_TAXONOMY.id, semver: DEFAULT_TAXONOMY.semver, sha256: SHA };
  return {
    lineage: { trajectoryId: `t-${runKey}`, revisionId: `r-${runKey}` },
    runKey,
    name: "fix the cart",
    formatId: "swe-agent",
    source: { revision: 1, importer: "swe-agent", parserVersion: "1", rawSha256: [SHA] },
    run: {
      runId: null,
      task: { key: "cart-1", title: "Fix the cart", instruction: HARD_TEXT.nul },
      agent: "swe-agent",
      agentVersion: null,
      model: "m",
      lanes: [{ name: "main", role: "main" }],
      exitStatus: "submitted",
      submission: HARD_TEXT.loneSurrogates,
      tokensIn: 10,
      tokensOut: 5,
      costUsd: 0.1,
      stepCount: steps.length,
      actionCount: steps.length,
      unknownRecords: 0,
    },
    environment: [
      ["__proto__", "x"],
      ["10", "ten"],
      ["9", "nine"],
      ["Image", "node:20"],
    ],
    outcome: "resolved",
    errorCount: 0,
    verification: [{ kind: "resolved", passed: null, failed: null, isResolved: true, reward: null, source: "report" }],
    problems: [],
    redactionCount: 0,
    taxonomies:
      marks.length > 0
        ? [{ ...taxonomy, document: { ...DEFAULT_TAXONOMY, dimensions: DEFAULT_TAXONOMY.dimensions.slice(2, 3) } }]
        : [],
    reviews:
      marks.length === 0
        ? []
        : [
            {
              kind: "human",
              authorId: "ada",
              round: 1,
              taxonomy,
              submission: { number: 1, authorId: "ada", submittedAt: "2026-11-20T10:01:00.000Z", sha256: SHA },
              marks: async function* () {
                yield* marks;
              },
            },
          ],
    steps: async function* () {
      yield* steps;
    },
  };
}

export const SAMPLE_MARKS: readonly ExportMark[] = [MARK, { ...MARK, key: "k2", version: 3 }];

/** A mark on one step, as most are. */
export function stepMark(
  key: string,
  ordinal: number,
  dimension: string,
  value: ExportMark["value"],
  change: Partial<ExportMark> = {},
): ExportMark {
  return { ...MARK, key, dimension, anchor: { target: "step", ordinal }, value, ...change };
}

export async function* streamOf<T>(...items: T[]): AsyncGenerator<T> {
  yield* items;
}
