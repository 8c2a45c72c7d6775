import type { Lane, ParsedRun } from "../../domain/record/run.ts";
import { titleOf } from "../dialogue/task-of.ts";
import { cutInstruction } from "./instruction.ts";
import { amountOrNull, countOrNull } from "../dialogue/number-facts.ts";
import type { Info, ReplayConfig } from "./schema.ts";
import { textOrNull } from "./step-parts.ts";
import { taskKeyFromName } from "./task-key.ts";

/** Everything a finished file told about its run. */
export type RunSource = {
  fileName: string;
  info: Info | null;
  replayConfig: ReplayConfig | null;
  environmentName: string | null;
  workingDirectory: string | null;
  /** The first user message of the history that is not a demonstration. */
  taskMessage: string | null;
  lanes: Lane[];
  stepCount: number;
  actionCount: number;
  unknownRecords: number;
};

/** The run behind the steps. Totals come from `info.model_stats` only and are never summed up from anything else. */
export function mapRun(source: RunSource): ParsedRun {
  const { info, replayConfig } = source;
  const stats = info?.model_stats;
  return {
    runId: null,
    task: mapTask(source),
    agent: "SWE-agent",
    agentVersion: textOrNull(info?.swe_agent_version),
    model: textOrNull(replayConfig?.agent?.model?.name),
    lanes: source.lanes,
    exitStatus: textOrNull(info?.exit_status),
    submission: textOrNull(info?.submission),
    environment: mapEnvironment(source),
    tokensIn: countOrNull(stats?.tokens_sent),
    tokensOut: countOrNull(stats?.tokens_received),
    costUsd: amountOrNull(costOf(info)),
    stepCount: source.stepCount,
    actionCount: source.actionCount,
    unknownRecords: source.unknownRecords,
  };
}

/** Newer files name the cost of the instance, the oldest only a total. */
export function costOf(info: Info | null): unknown {
  return info?.model_stats?.instance_cost ?? info?.model_stats?.total_cost;
}

function mapTask({ fileName, replayConfig, taskMessage }: RunSource): ParsedRun["task"] {
  const statement = replayConfig?.problem_statement;
  const key = textOrNull(statement?.id) ?? taskKeyFromName(fileName);
  const dug = taskMessage === null ? null : textOrNull(cutInstruction(taskMessage));
  const instruction = dug ?? textOrNull(statement?.text);
  return { key, title: (instruction === null ? null : titleOf(instruction)) ?? key, instruction };
}

function mapEnvironment({ info, replayConfig, environmentName, workingDirectory }: RunSource): [string, string][] {
  const repo = replayConfig?.env?.repo;
  const repoName = textOrNull(repo?.github_url) ?? textOrNull(repo?.repo_name) ?? textOrNull(repo?.path);
  const bundles = (replayConfig?.agent?.tools?.bundles ?? []).flatMap((bundle) => textOrNull(bundle?.path) ?? []);
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ["environment", environmentName],
    ["image", replayConfig?.env?.deployment?.image],
    ["repo", repoName === null ? null : withoutCredentials(repoName)],
    ["base_commit", repo?.base_commit],
    ["working_dir", workingDirectory],
    ["tools", bundles.join(", ")],
    ["swe_agent_version", info?.swe_agent_version],
    ["swe_agent_hash", info?.swe_agent_hash],
    ["swe_rex_version", info?.swe_rex_version],
    ["swe_rex_hash", info?.swe_rex_hash],
  ];
  return facts.flatMap(([name, value]): [string, string][] => {
    const text = textOrNull(value);
    return text === null ? [] : [[name, text]];
  });
}

/** A clone URL may carry a token before its host; a fact about the environment must not. */
function withoutCredentials(repo: string): string {
  return repo.replace(/:\/\/[^/@]*@/, "://");
}
