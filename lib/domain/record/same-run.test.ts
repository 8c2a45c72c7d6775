import { describe, expect, it } from "vitest";
import type { ParsedRun } from "./run.ts";
import { runDifferences, type WholeRun } from "./same-run.ts";
import type { ParsedStep } from "./step.ts";

const STEP: ParsedStep = {
  ordinal: 0,
  turn: 0,
  callOrdinal: 0,
  lane: 0,
  parentOrdinal: null,
  kind: "shell",
  role: "agent",
  isAction: true,
  actionType: "bash",
  target: "ls",
  text: { thought: null, action: "ls", observation: "\ud800", message: null },
  isError: false,
  isErrorInferred: true,
  exitCode: null,
  durationMs: 1,
  tokensIn: null,
  tokensOut: null,
  costUsd: null,
  startedAt: null,
  sourceIndex: 3,
  sourcePointer: { path: "a", byteStart: 0, byteEnd: 1 },
};
const RUN: ParsedRun = {
  runId: "r",
  task: { key: "k", title: "t", instruction: null },
  agent: null,
  agentVersion: null,
  model: null,
  lanes: [{ name: "main", role: "main" }],
  exitStatus: null,
  submission: null,
  environment: [
    ["image", "node:20"],
    ["cwd", "/repo"],
    ["cwd", "/"],
  ],
  tokensIn: null,
  tokensOut: null,
  costUsd: null,
  stepCount: 1,
  actionCount: 1,
  unknownRecords: 0,
};
const whole = (run: Partial<ParsedRun> = {}, step: Partial<ParsedStep> = {}): WholeRun => ({
  run: { ...RUN, ...run },
  steps: [{ ...STEP, ...step }],
});

describe("two readings of one run", () => {
  it("are the same wherever their bytes stand, and in whatever order their facts came", () => {
    const environment = [RUN.environment[1], RUN.environment[2], RUN.environment[0]].filter(
      (fact) => fact !== undefined,
    );
    const sourcePointer = { path: "b", byteStart: 7, byteEnd: 9 };
    expect(runDifferences(whole(), whole({ environment }, { sourcePointer }))).toEqual([]);
  });

  it.each(Object.keys(RUN))("differ where the run's %s does", (field) => {
    const value = field === "environment" ? [["image", "other"]] : "other";
    const other: WholeRun = { ...whole(), run: { ...RUN, [field]: value } };
    expect(runDifferences(whole(), other)[0]).toMatch(new RegExp(`^run\\.${field}`));
  });

  it.each(Object.keys(STEP).filter((field) => field !== "sourcePointer"))("differ where a step's %s does", (field) => {
    const other: WholeRun = { ...whole(), steps: [{ ...STEP, [field]: "other" }] };
    expect(runDifferences(whole(), other)[0]).toMatch(new RegExp(`^steps\\[0\\]\\.${field}`));
  });

  it("differ in a unit of a text, in absent and empty, and in the number of their steps", () => {
    const text = { ...STEP.text, observation: "\ufffd", thought: "" };
    expect(runDifferences(whole(), whole({}, { text }))).toEqual([
      "steps[0].text.thought",
      "steps[0].text.observation",
    ]);
    expect(runDifferences(whole(), { run: RUN, steps: [] })).toEqual(["steps.length"]);
    expect(runDifferences(whole(), whole({ environment: RUN.environment.toReversed() }))).toHaveLength(2);
  });
});
