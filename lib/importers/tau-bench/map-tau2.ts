import type { ParsedRun } from "../../domain/record/run.ts";
import type { MappedRun } from "../dialogue/read-records.ts";
import { amountOrNull } from "../dialogue/number-facts.ts";
import { plainFacts } from "../dialogue/plain-facts.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { elementSlices } from "../json/slices.ts";
import { Tau2Rows } from "./tau2-rows.ts";
import { type Info, Simulation } from "./tau2-schema.ts";

/**
 * One simulation as a run; none where it has no messages, as a voice run that keeps only its ticks. What the simulated
 * person was told and what the judge checked stay in the raw file.
 */
export async function mapTau2(
  record: Uint8Array,
  value: unknown,
  info: Info | null,
  fileName: string,
): Promise<MappedRun[]> {
  const simulation = Simulation.safeParse(value).data;
  if (!simulation) return [];
  const rows = new Tau2Rows();
  for (const [at, slice] of (await elementSlices(record, "messages")).entries()) await rows.add(slice, at);
  return [
    { steps: rows.steps, run: runOf(simulation, rows, info, fileName), notes: rows.book.problems(), identity: null },
  ];
}

function runOf(simulation: Simulation, rows: Tau2Rows, info: Info | null, fileName: string): ParsedRun {
  const domain = info?.environment_info?.domain_name;
  // Each domain counts its tasks from 0.
  const key = domain ? `tau2-${domain}-${simulation.task_id}` : `tau2-${simulation.task_id}`;
  return {
    runId: simulation.id || null,
    task: taskOf(rows.instruction, key, fileName),
    agent: info?.agent_info?.implementation || null,
    agentVersion: null,
    model: info?.agent_info?.llm || null,
    lanes: [
      { name: "agent", role: "main" },
      { name: "user", role: "user" },
    ],
    exitStatus: simulation.termination_reason || null,
    submission: null,
    environment: environmentOf(simulation, info),
    tokensIn: rows.tokensIn,
    tokensOut: rows.tokensOut,
    costUsd: amountOrNull(simulation.agent_cost),
    stepCount: rows.rows.stepCount,
    actionCount: rows.rows.actionCount,
    unknownRecords: rows.unknownRecords,
  };
}

function environmentOf(simulation: Simulation, info: Info | null): [string, string][] {
  const { task_id: id, trial, seed, mode, duration, start_time: start, reward_info: judged, user_cost } = simulation;
  return plainFacts(
    new Map<string, unknown>([
      ["task_id", id],
      ["trial", trial],
      ["seed", seed],
      ["reward", judged?.reward],
      ["domain", info?.environment_info?.domain_name],
      ["mode", mode],
      ["start_time", start],
      ["duration_seconds", duration],
      ["user_model", info?.user_info?.llm],
      ["user_cost", user_cost],
      ["benchmark_commit", info?.git_commit],
    ]),
  );
}
