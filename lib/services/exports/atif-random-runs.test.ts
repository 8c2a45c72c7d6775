import { describe, expect, it } from "vitest";
import { LANE_ROLES, type ParsedRun } from "../../domain/record/run.ts";
import { runDifferences, type WholeRun } from "../../domain/record/same-run.ts";
import { type ParsedStep, STEP_FIELDS, STEP_KINDS, STEP_ROLES } from "../../domain/record/step.ts";
import { seededRandom } from "../../domain/seeded-random.ts";
import { AtifDocument } from "../../exporters/atif/document-schema.ts";
import { readBack, recordOf, wholeRuns, writeAtif } from "./atif-round-trip.ts";

const RUNS_OF_A_SEED = 60;
const SEEDS = [1, 2, 3, 4, 5];
const TIMEOUT_MS = 60_000;

/** Texts that are hard to write down, and what looks like arguments of a call. */
const HARD = [
  "",
  " ",
  "\0",
  "\ud800",
  "\udc00 low first \ud800",
  "\u{1F39E}\0\u{1F39E}",
  "\u2400\ufffd stand-ins that stand for themselves",
  "\ufeffmark \u2028 \r\n \u001b[31mred",
  "{}",
  '{"command": "ls"}',
  '{"command": ["ls"]}',
  '{"command":"a","command":"b"}',
  ' {"a": 1} ',
  '{\n\t"a": [1,\r\n{"b": "\\n"}]\n}',
  '{"n": 9007199254740993, "f": 1.10, "e": 1E5, "__proto__": {"x": 1}, "2": 2, "1": 1}',
  '{"nul": "\\u0000"}',
  '{"half": "\\ud83d"}',
  '{"half": "\ud83d"}',
  '{"open": ',
  "[1, 2]",
  '"text"',
  "null",
  `{"deep": ${"[".repeat(300)}${"]".repeat(300)}}`,
  `{"${"k".repeat(5000)}": 1}`,
  '{"schema_version": "ATIF-v1.7", "steps": []}',
] as const;

class RunMaker {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  run(): WholeRun {
    const lanes = Array.from({ length: this.chance(0.5) ? 1 : 1 + this.below(5) }, () => ({
      name: this.text(),
      role: this.one(LANE_ROLES),
    }));
    const steps = this.chance(0.5) ? this.nested(lanes.length) : this.scattered(lanes.length);
    const environment = new Map(Array.from({ length: this.below(4) }, () => [this.text(), this.text()]));
    const run: ParsedRun = {
      runId: this.maybe(() => this.text()),
      task: { key: this.text(), title: this.text(), instruction: this.maybe(() => this.text()) },
      agent: this.maybe(() => this.text()),
      agentVersion: this.maybe(() => this.text()),
      model: this.maybe(() => this.text()),
      lanes,
      exitStatus: this.maybe(() => this.text()),
      submission: this.maybe(() => this.text()),
      environment: [
        ...environment,
        ...(this.chance(0.2) ? [["tools", '[{"name":"bash"}]'] satisfies [string, string]] : []),
      ],
      tokensIn: this.maybe(() => this.below(1e6)),
      tokensOut: this.maybe(() => this.below(1e6)),
      costUsd: this.maybe(() => this.random() * 10),
      stepCount: steps.length,
      actionCount: steps.filter(({ isAction }) => isAction).length,
      unknownRecords: this.below(3),
    };
    return { run, steps };
  }

  /** Sub-agents as whole lanes behind steps that call them, some inside others. */
  private nested(laneCount: number): ParsedStep[] {
    const steps: ParsedStep[] = [];
    let nextLane = 1;
    const walk = (lane: number, parentOrdinal: number | null, depth: number) => {
      for (let left = 1 + this.below(4); left > 0; left -= 1) {
        const turn = steps.length;
        for (let call = this.chance(0.3) ? 3 : 1; call > 0; call -= 1)
          steps.push(this.step(steps.length, { lane, parentOrdinal, turn, callOrdinal: steps.length - turn }));
        const caller = steps.length - 1;
        if (nextLane < laneCount && depth < 4 && this.chance(0.4)) walk((nextLane += 1) - 1, caller, depth + 1);
      }
    };
    walk(0, null, 0);
    return steps;
  }

  /** Lanes, turns and parents in any order that a record may hold. */
  private scattered(laneCount: number): ParsedStep[] {
    return Array.from({ length: 1 + this.below(12) }, (_, ordinal) =>
      this.step(ordinal, {
        lane: this.below(laneCount),
        turn: this.below(ordinal + 1),
        callOrdinal: this.below(2),
        parentOrdinal: ordinal > 0 && this.chance(0.3) ? this.below(ordinal) : null,
      }),
    );
  }

  private step(
    ordinal: number,
    place: Pick<ParsedStep, "lane" | "turn" | "callOrdinal" | "parentOrdinal">,
  ): ParsedStep {
    const role = this.chance(0.6) ? "agent" : this.one(STEP_ROLES);
    const isCall = this.chance(0.6);
    const text = { thought: null, action: null, observation: null, message: null } as ParsedStep["text"];
    for (const field of STEP_FIELDS) {
      const isLikely =
        field === "action" ? isCall : field === "observation" ? isCall || this.chance(0.2) : this.chance(0.4);
      if (isLikely) text[field] = this.text();
    }
    return {
      ordinal,
      ...place,
      kind: this.one(STEP_KINDS),
      role,
      isAction: this.chance(0.9) ? text.action !== null : this.chance(0.5),
      actionType: this.maybe(() => this.text()),
      target: this.text().slice(0, 200),
      text,
      isError: this.chance(0.3),
      isErrorInferred: this.chance(0.5),
      exitCode: this.maybe(() => this.below(300) - 20),
      durationMs: this.maybe(() => this.random() * 1e5),
      tokensIn: this.maybe(() => this.below(1e5)),
      tokensOut: this.maybe(() => this.below(1e5)),
      costUsd: this.maybe(() => this.random()),
      startedAt: this.maybe(() => new Date(this.below(4e12)).toISOString()),
      sourceIndex: this.below(1000),
      sourcePointer: { path: "x", byteStart: 0, byteEnd: 1 },
    };
  }

  private text(): string {
    const parts = Array.from({ length: 1 + this.below(2) }, () =>
      this.chance(0.7) ? this.one(HARD) : `words ${this.below(99)}`,
    );
    return this.chance(0.02) ? parts.join("x").repeat(400) : parts.join(this.chance(0.5) ? "" : " ");
  }

  private maybe<T>(make: () => T): T | null {
    return this.chance(0.4) ? null : make();
  }

  private one<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private below(end: number): number {
    return Math.floor(this.random() * end);
  }
}

describe("random runs of hard texts", () => {
  it.each(SEEDS)("come back from ATIF as they went, seed %i", { timeout: TIMEOUT_MS }, async (seed) => {
    const maker = new RunMaker(seed);
    let nested = 0;
    for (let at = 0; at < RUNS_OF_A_SEED; at += 1) {
      const run = maker.run();
      const written = await writeAtif(recordOf(run));
      if ("rejected" in written) throw new Error(written.rejected);
      expect(
        written.text.isWellFormed() && !/[\n\r\0]|\\u0000|\\ud[89a-f]/i.test(withoutWrapped(written.text)),
        `run ${at}`,
      ).toBe(true);
      const document = AtifDocument.safeParse(JSON.parse(written.text));
      expect(document.error, `run ${at}`).toBeUndefined();
      nested += document.data?.subagent_trajectories ? 1 : 0;
      const outcomes = await readBack(written.text);
      const codes = outcomes.flatMap((each) => ("problem" in each ? [each.problem.code] : []));
      expect(
        codes.filter((code) => code !== "unsafe-number"),
        `run ${at}`,
      ).toEqual([]);
      const [back, ...others] = wholeRuns(outcomes);
      expect(others).toEqual([]);
      expect(back && runDifferences(run, back), `run ${at}`).toEqual([]);
    }
    expect(nested).toBeGreaterThan(RUNS_OF_A_SEED / 20);
  });
});

/** Escapes inside a text that was an escape itself are letters and may stand. */
function withoutWrapped(text: string): string {
  return text.replaceAll("\\\\u", "");
}
