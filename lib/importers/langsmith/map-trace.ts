import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { plainFacts } from "../dialogue/plain-facts.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { type JsonNode, opened } from "../traces/json-node.ts";
import { messagesIn } from "../traces/messages-in.ts";
import { plainMembers, plainWords, totalsOf, wordsAtEnd } from "../traces/run-facts.ts";
import { TraceRows } from "../traces/trace-rows.ts";
import { type RunRecord, spanOf } from "./run-span.ts";

/** The runs of one trace as one run of ours, pointers relative to `base`. */
export function mapTrace(
  records: readonly RunRecord[],
  base: number,
  fileName: string,
): { steps: ParsedStep[]; run: ParsedRun; notes: ImportProblem[] } {
  const spans = records.map((record) => spanOf(record, base));
  const root = (records.find(({ node }) => node.get("parent_run_id") === null) ?? records[0])?.node ?? null;
  const rows = new TraceRows(spans, root?.textAt("name") ?? "agent");
  const asked = root?.get("inputs") ?? null;
  const gave = root?.get("outputs") ?? null;
  const run: ParsedRun = {
    runId: root?.textAt("trace_id") ?? root?.textAt("id") ?? null,
    task: taskOf(
      rows.instruction ?? (asked && plainWords(asked)),
      root?.textAt("reference_example_id") ?? null,
      fileName,
    ),
    agent: rows.lanes.lanes[0]?.name ?? null,
    agentVersion: null,
    model: spans.find(({ role, model }) => role === "model" && model !== null)?.model ?? null,
    lanes: rows.lanes.lanes,
    exitStatus: root && exitOf(root),
    submission: gave && wordsAtEnd(messagesIn(gave, "agent")),
    environment: root ? environmentOf(root) : [],
    ...totalsOf(rows.steps),
    stepCount: rows.rows.stepCount,
    actionCount: rows.rows.actionCount,
    unknownRecords: rows.unknownRecords,
  };
  return { steps: rows.steps, run, notes: rows.book.problems() };
}

function exitOf(root: JsonNode): string | null {
  const status = root.textAt("status");
  if (status === null || status === "success") return root.textAt("error") === null ? null : "error";
  return status;
}

const FACTS = ["name", "session_name", "session_id"];

/** What the outermost run says of itself, its metadata, and the means of the feedback it got. */
function environmentOf(root: JsonNode): [string, string][] {
  const extra = root.get("extra");
  const metadata = extra && opened(extra).get("metadata");
  const tags = root.get("tags")?.items.map(({ shown }) => shown) ?? [];
  const feedback = [...(root.get("feedback_stats")?.members ?? [])];
  return [
    ...plainFacts(plainMembers(root, FACTS)),
    ...(tags.length === 0 ? [] : [["tags", tags.join(", ")] satisfies [string, string]]),
    ...plainFacts(plainMembers(metadata)).map(([name, value]): [string, string] => [`metadata ${name}`, value]),
    ...feedback.flatMap(([name, stats]): [string, string][] => {
      const mean = stats.textAt("avg");
      return mean === null ? [] : [[`feedback ${name}`, mean]];
    }),
  ];
}
