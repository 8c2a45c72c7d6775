import type { ParsedRun } from "../../domain/record/run.ts";
import type { MappedRun } from "../dialogue/read-records.ts";
import { countOrNull } from "../dialogue/number-facts.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { elementSlices } from "../json/slices.ts";
import { SampleRows } from "./sample-rows.ts";
import { type Eval, Sample } from "./schema.ts";

/** One sample as a run. Epochs are runs of one task. What was expected is the judge's and stays in the raw file. */
export async function mapSample(
  record: Uint8Array,
  value: unknown,
  log: Eval | null,
  fileName: string,
): Promise<MappedRun[]> {
  const sample = Sample.safeParse(value).data;
  if (!sample) return [];
  const rows = new SampleRows(new Map(Object.entries(sample.attachments ?? {})));
  for (const [at, slice] of (await elementSlices(record, "messages")).entries()) await rows.add(slice, at);
  return [{ steps: rows.steps, run: runOf(sample, rows, log, fileName), notes: rows.book.problems(), identity: null }];
}

function runOf(sample: Sample, rows: SampleRows, log: Eval | null, fileName: string): ParsedRun {
  const key = log?.task ? `${log.task}/${sample.id}` : null;
  return {
    runId: null,
    task: taskOf(rows.instruction, key, fileName),
    agent: log?.task ?? null,
    agentVersion: log?.packages?.inspect_ai ?? null,
    model: log?.model ?? sample.output?.model ?? null,
    lanes: [{ name: "assistant", role: "main" }],
    exitStatus: exitOf(sample),
    submission: null,
    environment: environmentOf(sample, log),
    tokensIn: total(sample, "input_tokens"),
    tokensOut: total(sample, "output_tokens"),
    costUsd: null,
    stepCount: rows.rows.stepCount,
    actionCount: rows.rows.actionCount,
    unknownRecords: rows.unknownRecords,
  };
}

function exitOf({ error, limit }: Sample): string | null {
  if (error) return "error";
  return limit?.type ? `limit: ${limit.type}` : null;
}

function environmentOf({ id, epoch, scores }: Sample, log: Eval | null): [string, string][] {
  const facts: [string, unknown][] = [
    ["sample", String(id)],
    ["epoch", epoch],
    ["dataset", log?.dataset?.name],
    ["repository", log?.revision?.origin],
    ["commit", log?.revision?.commit],
    ...Object.entries(scores ?? {}).map(([name, { value }]): [string, unknown] => [`score ${name}`, value]),
  ];
  return facts.flatMap(([name, value]): [string, string][] =>
    (typeof value === "string" && value !== "") || typeof value === "number" ? [[name, String(value)]] : [],
  );
}

function total({ model_usage: usage }: Sample, name: "input_tokens" | "output_tokens"): number | null {
  const counts = Object.values(usage ?? {}).map((each) => countOrNull(each[name]));
  const known = counts.filter((count) => count !== null);
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}
