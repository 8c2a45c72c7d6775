import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { ParsedStep } from "../../domain/record/step.ts";
import { readSweAgent } from "./read.ts";

const FIXTURES = path.join(import.meta.dirname, "fixtures");

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(bytes: Uint8Array, name: string, size = 64): Promise<ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  for await (const outcome of readSweAgent(inChunks(bytes, size), { name })) outcomes.push(outcome);
  return outcomes;
}

const stepsOf = (outcomes: ImportOutcome[]): ParsedStep[] =>
  outcomes.flatMap((o) => (o.type === "step" ? [o.step] : []));
const problemsOf = (outcomes: ImportOutcome[]): ImportProblem[] =>
  outcomes.flatMap((o) => (o.type === "problem" ? [o.problem] : []));
const runOf = (outcomes: ImportOutcome[]): ParsedRun | undefined =>
  outcomes.flatMap((o) => (o.type === "run" ? [o.run] : []))[0];
const fixture = async (name: string) => read(await readFile(path.join(FIXTURES, name)), name);
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe("a run of several agents", async () => {
  const outcomes = await fixture("two-agents.traj");
  const steps = stepsOf(outcomes);

  it("yields steps the domain accepts, in order, and the run last", () => {
    expect(steps.map((step) => ParsedStep.parse(step).ordinal)).toEqual([0, 1, 2, 3, 4]);
    expect(outcomes.at(-1)?.type).toBe("run");
    expect(ParsedRun.parse(runOf(outcomes))).toMatchObject({ stepCount: 5, actionCount: 4, unknownRecords: 1 });
    expect(problemsOf(outcomes)).toEqual([]);
  });

  it("maps the text fields and leaves empty ones null", () => {
    expect(steps.map((step) => step.text)).toEqual([
      {
        thought: "Find where ports are parsed.",
        action: 'grep -rn "def parse_port" src',
        observation: "src/net/ports.py:12:def parse_port(text):\n",
        message: null,
      },
      {
        thought: null,
        action: "str_replace_editor view /orbit__relay/src/net/ports.py",
        observation: null,
        message: null,
      },
      {
        thought: null,
        action: null,
        observation: "Your command was not executed: no command was found.",
        message: "I think we are done reading. 😀",
      },
      expect.objectContaining({ thought: "Run the tests.", message: null }),
      expect.objectContaining({ action: "submit" }),
    ]);
  });

  it("names kinds, durations and inferred errors, and invents no times or tokens", () => {
    expect(steps.map((step) => step.kind)).toEqual(["search", "read", "message", "test", "submit"]);
    expect(steps.map((step) => step.isAction)).toEqual([true, true, false, true, true]);
    expect(steps.map((step) => step.durationMs)).toEqual([125, 1500, 0, 2000, 10]);
    expect(steps.map((step) => step.isError)).toEqual([false, false, false, true, false]);
    for (const step of steps)
      expect(step).toMatchObject({
        isErrorInferred: true,
        startedAt: null,
        tokensIn: null,
        tokensOut: null,
        costUsd: null,
        exitCode: null,
      });
  });

  it("makes a lane for each agent and shows the switch", () => {
    expect(steps.map((step) => step.lane)).toEqual([0, 0, 1, 1, 2]);
    expect(runOf(outcomes)?.lanes).toEqual([
      { name: "investigator", role: "tool-user" },
      { name: "coder", role: "generator" },
      { name: "critic", role: "critic" },
    ]);
  });

  it("reads the run from info and a replay_config that is JSON text", () => {
    expect(runOf(outcomes)).toMatchObject({
      runId: null,
      task: {
        key: "orbit__relay-17",
        title: "Port 0 is accepted",
        instruction: "Port 0 is accepted\r\nparse_port('0') should raise.",
      },
      agent: "SWE-agent",
      agentVersion: "1.1.0",
      model: "example-model-1",
      exitStatus: "submitted (exit_cost)",
      submission: "diff --git a/src/net/ports.py b/src/net/ports.py\n",
      tokensIn: 1200,
      tokensOut: 340,
      costUsd: 0.42,
      environment: [
        ["environment", "main"],
        ["image", "python:3.11"],
        ["repo", "https://example.org/orbit/relay"],
        ["base_commit", "0123abcd"],
        ["working_dir", "/orbit__relay"],
        ["tools", "tools/registry, tools/submit"],
        ["swe_agent_version", "1.1.0"],
        ["swe_agent_hash", "abc123"],
      ],
    });
  });
});

describe("an older file", async () => {
  const outcomes = await fixture("older.traj");

  it("reads state from JSON text, the total cost, and refuses numbers that cannot be held", () => {
    expect(stepsOf(outcomes).map((step) => [step.text.action, step.durationMs])).toEqual([
      ["ls -F\n", null],
      ["exit_context", null],
    ]);
    expect(runOf(outcomes)).toMatchObject({
      task: { key: "older", title: "Please tidy the folder.", instruction: "Please tidy the folder.\nThank you." },
      lanes: [{ name: "primary", role: "main" }],
      submission: null,
      model: null,
      tokensIn: null,
      tokensOut: null,
      costUsd: 1.25,
      environment: [
        ["environment", "swe_main"],
        ["working_dir", "/work"],
      ],
    });
    expect(problemsOf(outcomes).map(({ severity, code, path: place }) => [severity, code, place])).toEqual([
      ["note", "unsafe-number", "info.model_stats.tokens_sent"],
      ["note", "refused-number", "info.model_stats.tokens_sent"],
    ]);
  });
});

describe("a file with only a history", async () => {
  const outcomes = await fixture("history-only.traj");
  const steps = stepsOf(outcomes);

  it("derives a step from each assistant turn and pairs answers by call id", () => {
    expect(steps.map(({ text }) => [text.thought, text.action, text.observation])).toEqual([
      ["First.", "ls", "a.py"],
      ["Second.", 'open {"path":"a.py"}', "content of a.py"],
      ["Only words.", null, "Please run a command."],
      ["Done.", "submit", null],
    ]);
    expect(steps.map((step) => step.sourceIndex)).toEqual([2, 3, 6, 9]);
    expect(runOf(outcomes)).toMatchObject({
      stepCount: 4,
      actionCount: 3,
      unknownRecords: 1,
      task: { title: "Two calls" },
    });
    expect(problemsOf(outcomes)).toMatchObject([{ severity: "note", code: "derived-from-history", path: "history" }]);
  });
});

describe("members in any order", () => {
  const row = { thought: "t", action: "ls", observation: "a" };
  const history = [
    { role: "user", content: "Do it" },
    { role: "assistant", content: "t", action: "ls", agent: "solo" },
  ];

  it("does not derive steps when a trajectory follows the history", async () => {
    const outcomes = await read(json({ info: {}, history, trajectory: [row, row, row] }), "a__b-123.traj");
    expect(stepsOf(outcomes)).toHaveLength(3);
    expect(runOf(outcomes)).toMatchObject({
      task: { key: "a__b-123", title: "Do it" },
      lanes: [{ name: "solo", role: "main" }],
    });
  });

  it("takes an empty trajectory as a run of no steps, and null as none", async () => {
    expect(runOf(await read(json({ trajectory: [], info: {} }), "x.traj"))).toMatchObject({
      stepCount: 0,
      lanes: [{ name: "main", role: "main" }],
    });
    expect(runOf(await read(json({ trajectory: null, history }), "x.traj"))).toMatchObject({ stepCount: 1 });
  });

  it("keeps rows of another shape as generic steps, and counts them", async () => {
    const outcomes = await read(
      json({ trajectory: [row, { action: 7 }, "words", {}, row], replay_config: "{", info: 3 }),
      "x.traj",
    );
    expect(stepsOf(outcomes).map(({ kind, text }) => [kind, text.message])).toEqual([
      ["shell", null],
      ["other", '{"action":7}'],
      ["other", '"words"'],
      ["other", "{}"],
      ["shell", null],
    ]);
    expect(runOf(outcomes)).toMatchObject({ stepCount: 5, actionCount: 2, unknownRecords: 5 });
    expect(problemsOf(outcomes)).toMatchObject([{ severity: "note", code: "unknown-record", path: "trajectory[1]" }]);
  });
});

describe("held back", () => {
  it.each([
    ["truncated", "truncated", 1, "trajectory[1]"],
    ["trailing-data", "trailing-data", 1, null],
    ["duplicate-key", "duplicate-key", 1, "trajectory[1].action"],
    ["trailing-comma", "syntax", 0, "trajectory[0]"],
    ["not-a-run", "not-a-run", 0, null],
    ["no-assistant", "not-a-run", 0, null],
  ])("%s.traj is %s after %i steps, with no run", async (name, code, steps, place) => {
    for (const size of [1, 7, 4096]) {
      const outcomes = await read(await readFile(path.join(FIXTURES, "reject", `${name}.traj`)), name, size);
      expect(stepsOf(outcomes)).toHaveLength(steps);
      expect(runOf(outcomes)).toBeUndefined();
      expect(problemsOf(outcomes)).toMatchObject([{ severity: "quarantine", code, path: place }]);
      expect(outcomes.at(-1)?.type).toBe("problem");
    }
  });
});
