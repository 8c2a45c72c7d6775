import type { ParsedRun } from "../../domain/record/run.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { Conversation } from "./conversation.ts";
import { named, plainFacts } from "../dialogue/plain-facts.ts";
import type { RunRows } from "./run-rows.ts";

const RUN_IDS = ["sessionId", "session_id", "run_id", "trajectory_id", "conversation_id"];
const TASK_IDS = ["task_id", "instance_id"];
/** Cline and Roo put a person's first words into this. */
const TASK = /<task>\s*([\s\S]*?)\s*<\/task>/;

/** What the record says of its run. Token sums are those of its messages, each counted once. */
export function runOf({ facts, tools, system }: Conversation, rows: RunRows, fileName: string): ParsedRun {
  const first = TASK.exec(rows.instruction ?? "")?.[1] ?? rows.instruction;
  const [model = null, ...furtherModels] = [...new Set([...textsOf(facts.get("model")), ...rows.models])];
  const agent = textsOf(facts.get("agent"))[0] ?? null;
  return {
    runId: named(facts, RUN_IDS),
    task: taskOf(first, named(facts, TASK_IDS), fileName),
    agent,
    agentVersion: null,
    model,
    lanes: [{ name: agent ?? "assistant", role: "main" }],
    exitStatus: textsOf(facts.get("stop_reason"))[0] ?? null,
    submission: rows.answer,
    environment: [
      ...plainFacts(facts),
      ...furtherModels.map((other): [string, string] => ["model", other]),
      ...(tools === null ? [] : [["tools", tools] satisfies [string, string]]),
      ...(system === null ? [] : [["system", system] satisfies [string, string]]),
    ],
    tokensIn: rows.totals.of("tokensIn"),
    tokensOut: rows.totals.of("tokensOut"),
    costUsd: rows.totals.of("costUsd"),
    stepCount: rows.rows.stepCount,
    actionCount: rows.rows.actionCount,
    unknownRecords: rows.unknownRecords,
  };
}

function textsOf(value: unknown): string[] {
  return typeof value === "string" && value !== "" ? [value] : [];
}
