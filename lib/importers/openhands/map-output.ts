import type { ParsedRun } from "../../domain/record/run.ts";
import type { MappedRun } from "../dialogue/read-records.ts";
import { amountOrNull, countOrNull, stepCountOrNull } from "../dialogue/number-facts.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { elementSlices } from "../json/slices.ts";
import { EventRows, type Tokens } from "./event-rows.ts";
import { Output } from "./schema.ts";

/** A record as a run: a line of an output, or a bare list of events. Nothing where it is neither. */
export async function mapOutput(record: Uint8Array, value: unknown, fileName: string): Promise<MappedRun[]> {
  const output = Output.safeParse(Array.isArray(value) ? { history: value } : value).data;
  if (!output || output.history.length === 0) return [];
  const isBare = Array.isArray(value);
  const rows = new EventRows(tokensOf(output));
  await rows.addAll(await elementSlices(record, isBare ? null : "history"), isBare ? "" : "history");
  return [{ steps: rows.steps, run: runOf(output, rows, fileName), notes: rows.book.problems(), identity: null }];
}

function tokensOf({ metrics }: Output): Tokens {
  return new Map(
    (metrics?.token_usages ?? []).flatMap(({ response_id: id, prompt_tokens: read, completion_tokens: written }) =>
      id ? [[id, { tokensIn: stepCountOrNull(read), tokensOut: stepCountOrNull(written) }] as const] : [],
    ),
  );
}

function runOf(output: Output, rows: EventRows, fileName: string): ParsedRun {
  const { instance_id: id, issue, metadata, metrics, instance } = output;
  const number =
    issue?.number === null || issue?.number === undefined ? null : `${issue.owner}/${issue.repo}#${issue.number}`;
  const key = id === null || id === undefined ? number : String(id);
  const asked = instance?.problem_statement || issue?.title || output.instruction || rows.instruction;
  const total = metrics?.accumulated_token_usage;
  return {
    runId: null,
    task: taskOf(asked || null, key, fileName),
    agent: metadata?.agent_class ?? "OpenHands",
    agentVersion: metadata?.git_commit ?? null,
    model: metadata?.llm_config?.model ?? rows.model,
    lanes: [{ name: metadata?.agent_class ?? "OpenHands", role: "main" }],
    exitStatus: exitOf(output, rows),
    submission: output.test_result?.git_patch || output.git_patch || null,
    environment: environmentOf(output),
    tokensIn: countOrNull(total?.prompt_tokens),
    tokensOut: countOrNull(total?.completion_tokens),
    costUsd: amountOrNull(metrics?.accumulated_cost),
    stepCount: rows.rows.stepCount,
    actionCount: rows.rows.actionCount,
    unknownRecords: rows.unknownRecords,
  };
}

function exitOf({ error, success }: Output, rows: EventRows): string | null {
  if (error) return "error";
  if (success !== null && success !== undefined) return success ? "success" : "no success";
  return rows.finished ? "finished" : null;
}

/** What names the world of the run; of the model's configuration nothing else, since it holds keys. */
function environmentOf({ instance, issue, base_commit: commit, metadata }: Output): [string, string][] {
  const facts: [string, unknown][] = [
    ["repository", instance?.repo ?? (issue?.owner && issue.repo ? `${issue.owner}/${issue.repo}` : null)],
    ["base_commit", instance?.base_commit ?? commit],
    ["dataset", metadata?.dataset],
    ["max_iterations", metadata?.max_iterations],
    ["temperature", metadata?.llm_config?.temperature],
  ];
  return facts.flatMap(([name, value]): [string, string][] =>
    (typeof value === "string" && value !== "") || typeof value === "number" ? [[name, String(value)]] : [],
  );
}
