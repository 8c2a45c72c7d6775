import type { ParsedRun } from "../../domain/record/run.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { DialogueSteps } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { amountOrNull, countOrNull } from "../dialogue/number-facts.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import type { DocumentValue } from "../json/document-plan.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { contentText } from "./content.ts";
import { mapStep } from "./map-step.ts";
import { Agent, FinalMetrics, Step } from "./schema.ts";

const VERSION = /^(?:ATIF-)?v?1\.[0-7]$/;

/** Collects one ATIF document, its embedded sub-agents behind its own steps. */
export class AtifReader {
  hasSteps = false;
  readonly #rows = new DialogueSteps();
  readonly #book = new NoteBook();
  readonly #members = new Map<string, unknown>();
  /** By session or trajectory id: the row that handed over to that agent. */
  readonly #handovers = new Map<string, number>();
  readonly #lanes: ParsedRun["lanes"] = [];
  #tools: string | null = null;
  #instruction: string | null = null;
  #unknown = 0;

  constructor(private readonly fileName: string) {}

  /** A member that is neither the steps nor the sub-agents. */
  async readMember(value: DocumentValue): Promise<void> {
    if (value.key === null) return;
    this.#members.set(value.key, parseValue(value.bytes));
    if (value.key !== "agent") return;
    const tools = await memberSlice(value.bytes, "tool_definitions");
    if (tools) this.#tools = decodeView(tools.bytes);
  }

  /** One element of the document's own steps. */
  async readStep(value: DocumentValue): Promise<ParsedStep[]> {
    return this.#mapStep(value, value.index ?? 0, 0, null);
  }

  /** An embedded sub-agent: a lane of its own, from where it was called. */
  async readSubagent(value: DocumentValue): Promise<ParsedStep[]> {
    const whole: unknown = parseValue(value.bytes);
    const facts = typeof whole === "object" && whole !== null ? new Map(Object.entries(whole)) : new Map();
    const agent = Agent.safeParse(facts.get("agent"));
    const name = (agent.success ? agent.data.name : null) ?? `sub-agent ${this.#lanes.length + 1}`;
    const ids = [facts.get("session_id"), facts.get("trajectory_id")].filter((id) => typeof id === "string");
    const parent = ids.flatMap((id) => this.#handovers.get(id) ?? [])[0] ?? null;
    this.#lanes.push({ name, role: "other" });
    const steps: ParsedStep[] = [];
    for (const [at, slice] of (await elementSlices(value.bytes, "steps")).entries()) {
      const path = `${value.path}.steps[${at}]`;
      const [byteStart, byteEnd] = [value.byteStart + slice.byteStart, value.byteStart + slice.byteEnd];
      const inner: DocumentValue = { ...value, path, index: at, byteStart, byteEnd, bytes: slice.bytes };
      steps.push(...(await this.#mapStep(inner, at, this.#lanes.length, parent)));
    }
    return steps;
  }

  async #mapStep(value: DocumentValue, sourceIndex: number, lane: number, parentOrdinal: number | null) {
    const { path, byteStart, byteEnd } = value;
    const place = { sourceIndex, lane, parentOrdinal, sourcePointer: { path, byteStart, byteEnd } };
    const parsed = Step.safeParse(parseValue(value.bytes));
    if (!parsed.success || !["agent", "user", "system"].includes(parsed.data.source)) {
      this.#unknown += 1;
      const next = "It is kept as a generic step; look at its source.";
      this.#book.add("unknown-record", "this is no step of a kind that is known", next, {
        path,
        byteOffset: byteStart,
      });
      return [this.#rows.generic(decodeView(value.bytes), place)];
    }
    if (parsed.data.source === "user" && lane === 0) this.#instruction ??= contentText(parsed.data.message);
    const steps = await mapStep(parsed.data, value.bytes, place, this.#rows, this.#book);
    for (const { subagent_trajectory_ref: refs } of parsed.data.observation?.results ?? [])
      for (const { session_id: session, trajectory_id: trajectory } of refs ?? [])
        for (const id of [session, trajectory]) if (id) this.#handovers.set(id, steps[0]?.ordinal ?? 0);
    return steps;
  }

  notes(): ImportProblem[] {
    const version = this.#members.get("schema_version");
    if (typeof version !== "string" || !VERSION.test(version))
      this.#book.add(
        "unknown-version",
        "this is no version of ATIF from 1.0 to 1.7",
        "It was read as 1.7; look at a few steps.",
        {
          path: "schema_version",
          byteOffset: 0,
        },
      );
    return this.#book.problems();
  }

  /** The finished run; call it after the last step. */
  run(): ParsedRun {
    const agent = Agent.safeParse(this.#members.get("agent"));
    const totals = FinalMetrics.safeParse(this.#members.get("final_metrics"));
    const metrics = totals.success ? totals.data : null;
    const facts: [string, unknown][] = [
      ["schema_version", this.#members.get("schema_version")],
      ["notes", this.#members.get("notes")],
      ["continued_trajectory_ref", this.#members.get("continued_trajectory_ref")],
      ["tools", this.#tools],
    ];
    return {
      runId: textOf(this.#members.get("session_id")) ?? textOf(this.#members.get("trajectory_id")),
      task: taskOf(this.#instruction, null, this.fileName),
      agent: agent.success ? (agent.data.name ?? null) : null,
      agentVersion: agent.success ? (agent.data.version ?? null) : null,
      model: agent.success ? (agent.data.model_name ?? null) : null,
      lanes: [{ name: (agent.success ? agent.data.name : null) ?? "agent", role: "main" }, ...this.#lanes],
      exitStatus: null,
      submission: null,
      environment: facts.flatMap(([name, value]): [string, string][] => {
        const text = textOf(value);
        return text === null ? [] : [[name, text]];
      }),
      tokensIn: countOrNull(metrics?.total_prompt_tokens),
      tokensOut: countOrNull(metrics?.total_completion_tokens),
      costUsd: amountOrNull(metrics?.total_cost_usd),
      stepCount: this.#rows.stepCount,
      actionCount: this.#rows.actionCount,
      unknownRecords: this.#unknown,
    };
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
