import { CarriedRun, takeRun } from "../../domain/record/carried.ts";
import { childLink, type RunLink } from "../../domain/record/run-link.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { amountOrNull, countOrNull, isRefused } from "../dialogue/number-facts.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { parseValue } from "../json/document.ts";
import type { DocumentValue } from "../json/document-plan.ts";
import { memberText, sourceText } from "./content.ts";
import { LaneWalk } from "./lane-walk.ts";
import { carriedIn } from "./restore-rows.ts";
import { Agent, FinalMetrics, Step } from "./schema.ts";

const VERSION = /^(?:ATIF-)?v?1\.[0-7]$/;
const TOTALS = [
  ["total_prompt_tokens", countOrNull],
  ["total_completion_tokens", countOrNull],
  ["total_cost_usd", amountOrNull],
] as const;

/** Collects one ATIF document: what its members say of the run, and its steps in the order of `LaneWalk`. */
export class AtifReader {
  private readonly book = new NoteBook();
  private readonly walk = new LaneWalk(this.book);
  private readonly members = new Map<string, { value: unknown; byteStart: number }>();
  private tools: string | null = null;
  private instruction: string | null = null;
  private hasBegun = false;
  private carried: ReturnType<typeof takeRun> | null = null;

  constructor(private readonly fileName: string) {}

  /** A member that is neither the steps nor the sub-agents. */
  async readMember({ key, byteStart, bytes }: DocumentValue): Promise<void> {
    if (key === null) return;
    this.members.set(key, { value: parseValue(bytes), byteStart });
    if (key === "agent") this.tools = await sourceText(bytes, "tool_definitions");
    if (key === "final_metrics") this.noteTotals();
    if (key === "extra") this.readCarried(byteStart);
  }

  /** What Runtape wrote of the run: its lanes are needed when its steps come, so it must stand before them. */
  private readCarried(byteOffset: number): void {
    const carried = carriedIn(this.value("extra"));
    if (carried === undefined) return;
    const { data } = CarriedRun.safeParse(carried);
    if (data && !this.hasBegun) {
      this.carried = takeRun(data);
      this.walk.adopt(this.carried.lanes);
    } else {
      const reason = data
        ? "what this document carries of its run stands behind the steps"
        : "what this document carries of its run is not whole";
      this.book.add("carried-ignored", reason, "It was read as plain ATIF.", { path: "extra", byteOffset });
    }
  }

  /** One element of the document's own steps. */
  async *readStep(value: DocumentValue): AsyncGenerator<ParsedStep> {
    this.hasBegun = true;
    if (this.instruction === null) {
      const step = Step.safeParse(parseValue(value.bytes));
      if (step.data?.source === "user") this.instruction = await memberText(value.bytes, "message", step.data.message);
    }
    yield* this.walk.step(value);
  }

  /** One element of `subagent_trajectories`. */
  readSubagent(value: DocumentValue): AsyncGenerator<ParsedStep> {
    this.hasBegun = true;
    return this.walk.subagent(value);
  }

  endSubagents(): AsyncGenerator<ParsedStep> {
    return this.walk.endSubagents();
  }

  /** The steps that waited for the end of the document. */
  finish(): AsyncGenerator<ParsedStep> {
    return this.walk.finish();
  }

  notes(): ImportProblem[] {
    if (this.isOfUnknownVersion())
      this.book.add(
        "unknown-version",
        "this is no version of ATIF from 1.0 to 1.7",
        "It was read as 1.7; look at it.",
        {
          path: "schema_version",
          byteOffset: this.members.get("schema_version")?.byteStart ?? 0,
        },
      );
    return this.book.problems();
  }

  /** In a wrapper: the members that are no documents. */
  strayMembers(): ImportProblem[] {
    for (const [path, { byteStart }] of this.members)
      this.book.add("unknown-record", "this member is no document", "It is kept in the raw file only.", {
        path,
        byteOffset: byteStart,
      });
    return this.book.problems();
  }

  /** The finished run; call it after the last step. */
  run(): ParsedRun {
    const facts = this.carried ?? this.plainFacts();
    return {
      ...facts,
      lanes: [facts.lanes[0] ?? { name: "agent", role: "main" }, ...this.walk.lanes],
      stepCount: this.walk.rows.stepCount,
      actionCount: this.walk.actionCount,
      unknownRecords: facts.unknownRecords + this.walk.unknownRecords + (this.isOfUnknownVersion() ? 1 : 0),
    };
  }

  private plainFacts(): ReturnType<typeof takeRun> {
    const agent = Agent.safeParse(this.value("agent")).data;
    const metrics = FinalMetrics.safeParse(this.value("final_metrics")).data;
    return {
      runId: this.runId,
      task: taskOf(this.instruction, null, this.fileName),
      agent: agent?.name ?? null,
      agentVersion: agent?.version ?? null,
      model: agent?.model_name ?? null,
      lanes: [{ name: agent?.name || "agent", role: "main" }],
      exitStatus: null,
      submission: null,
      environment: this.environment(),
      tokensIn: countOrNull(metrics?.total_prompt_tokens),
      tokensOut: countOrNull(metrics?.total_completion_tokens),
      costUsd: amountOrNull(metrics?.total_cost_usd),
      unknownRecords: 0,
      links: this.links(),
    };
  }

  private get runId(): string | null {
    return this.text("session_id") ?? this.text("trajectory_id");
  }

  /** Agents that lie in no part of this file, and the file the run goes on in. A session shared by both names neither. */
  private links(): RunLink[] {
    const file = this.text("continued_trajectory_ref");
    return [
      ...this.walk.strangers.map(({ ref, ordinal }) => {
        const runId = ref.sessionId === this.runId ? ref.trajectoryId : (ref.sessionId ?? ref.trajectoryId);
        return childLink({ kind: "subagent", runId, file: ref.file, ordinal });
      }),
      ...(file === null ? [] : [childLink({ kind: "continuation", file })]),
    ];
  }

  /** Facts beside the steps; references to other files are among them, each as its own JSON. */
  private environment(): [string, string][] {
    const named = ["schema_version", "trajectory_id", "notes", "continued_trajectory_ref"] as const;
    const facts: [string, string | null][] = [
      ...named.map((name): [string, string | null] => [name, this.text(name)]),
      ["tools", this.tools],
      ...this.walk.strangers.map(({ ref }): [string, string] => ["subagent_trajectory_ref", ref.source]),
    ];
    const isIdOfRun = (name: string) => name === "trajectory_id" && this.text("session_id") === null;
    return facts.flatMap(([name, text]): [string, string][] =>
      text === null || isIdOfRun(name) ? [] : [[name, text]],
    );
  }

  private isOfUnknownVersion(): boolean {
    return !VERSION.test(this.text("schema_version") ?? "");
  }

  private noteTotals(): void {
    const { value, byteStart } = this.members.get("final_metrics") ?? { value: null, byteStart: 0 };
    const totals = FinalMetrics.safeParse(value).data;
    for (const [name, read] of TOTALS)
      if (isRefused(totals?.[name], read(totals?.[name])))
        this.book.add(
          "refused-number",
          "this is negative, fractional, too large or no number, so it is not used as a fact",
          "The raw file keeps it.",
          { path: `final_metrics.${name}`, byteOffset: byteStart },
        );
  }

  private value(key: string): unknown {
    return this.members.get(key)?.value;
  }

  private text(key: string): string | null {
    const value = this.value(key);
    return typeof value === "string" && value !== "" ? value : null;
  }
}
