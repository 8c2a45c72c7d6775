import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { plainFacts } from "../dialogue/plain-facts.ts";
import { type JsonNode, opened } from "../traces/json-node.ts";
import { TraceRows } from "../traces/trace-rows.ts";
import { plainMembers, runOf } from "../traces/trace-run.ts";
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
  const [asked, gave] = [root?.get("inputs"), root?.get("outputs")];
  const facts = {
    runId: root?.textAt("trace_id") ?? root?.textAt("id") ?? null,
    taskKey: root?.textAt("reference_example_id") ?? null,
    agent: rows.lanes.lanes[0]?.name ?? null,
    agentVersion: null,
    exitStatus: root && exitOf(root),
    environment: root ? environmentOf(root) : [],
    asked: asked ? [asked] : [],
    gave: gave ? [gave] : [],
  };
  return { steps: rows.steps, run: runOf(rows, facts, fileName), notes: rows.book.problems() };
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
