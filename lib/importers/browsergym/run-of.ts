import type { ParsedRun } from "../../domain/record/run.ts";
import type { DialogueSteps } from "../dialogue/dialogue-steps.ts";
import { amountOrNull, countOrNull } from "../dialogue/number-facts.ts";
import { plainFacts } from "../dialogue/plain-facts.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { Trajectory } from "./schema.ts";

/** Facts of the run; the folder it was written to and the list of packages say nothing of it. */
const FACTS = ["benchmark", "experiment", "valid", "seed"];
const SUMMED = ["n_steps", "cum_reward", "terminated", "truncated", "err_msg"];

/** Everything about a run of a web agent that is no step. BrowserGym sums up tokens and costs under `stats.cum_*`. */
export function runOf(
  trajectory: Trajectory,
  rows: DialogueSteps,
  unknownRecords: number,
  fileName: string,
): ParsedRun {
  const { goal, agent, model, model_args: modelArgs } = trajectory;
  const members = new Map<string, unknown>(Object.entries(trajectory));
  const summary = new Map<string, unknown>(Object.entries(trajectory.summary_info ?? {}));
  const sampling = plainFacts(new Map(Object.entries(modelArgs ?? {})));
  return {
    runId: null,
    task: taskOf(goal, null, fileName),
    agent: agent || null,
    agentVersion: null,
    model: model || null,
    lanes: [{ name: "agent", role: "main" }],
    exitStatus: endOf(summary),
    submission: null,
    environment: [
      ...plainFacts(new Map(FACTS.map((name) => [name, members.get(name)]))),
      ...plainFacts(new Map(SUMMED.map((name) => [name, summary.get(name)]))),
      ...sampling.map(([name, value]): [string, string] => [`model_args.${name}`, value]),
    ],
    tokensIn: countOrNull(summary.get("stats.cum_input_tokens")),
    tokensOut: countOrNull(summary.get("stats.cum_output_tokens")),
    costUsd: amountOrNull(summary.get("stats.cum_cost")),
    stepCount: rows.stepCount,
    actionCount: rows.actionCount,
    unknownRecords,
  };
}

function endOf(summary: ReadonlyMap<string, unknown>): string | null {
  if (typeof summary.get("err_msg") === "string" && summary.get("err_msg") !== "") return "error";
  return ["terminated", "truncated"].find((end) => summary.get(end) === true) ?? null;
}
