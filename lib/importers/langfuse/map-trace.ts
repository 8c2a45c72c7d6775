import type { ParsedRun } from "../../domain/record/run.ts";
import { plainFacts } from "../dialogue/plain-facts.ts";
import type { MappedRun } from "../dialogue/read-records.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { JsonNode, opened } from "../traces/json-node.ts";
import { messagesIn } from "../traces/messages-in.ts";
import { plainMembers, plainWords, totalsOf, wordsAtEnd } from "../traces/run-facts.ts";
import type { Span } from "../traces/span.ts";
import { TraceRows } from "../traces/trace-rows.ts";
import { spanOf } from "./observation.ts";

/**
 * One trace as a run: `{trace, observations}`, as the trace's page downloads it, or a trace with its observations
 * inside, as the API gives it. None where there is nothing to show.
 */
export async function mapTrace(record: Uint8Array, fileName: string): Promise<MappedRun[]> {
  const slices = await elementSlices(record, "observations");
  if (slices.length === 0) return [];
  const own = await memberSlice(record, "trace");
  const trace = new JsonNode(decodeView(own?.bytes ?? record));
  const spans = slices.map(spanOf);
  const rows = new TraceRows(spans, trace.textAt("name") ?? "agent");
  if (rows.steps.length === 0) return [];
  noteEmptiness(spans, rows);
  return [{ steps: rows.steps, run: runOf(trace, spans, rows, fileName), notes: rows.book.problems(), identity: null }];
}

/** Langfuse's list endpoint leaves out what went in and came out. */
function noteEmptiness(spans: readonly Span[], rows: TraceRows): void {
  const calls = spans.filter(({ role }) => role === "model" || role === "tool");
  const [first] = calls;
  if (!first || calls.some(({ input, output }) => input !== null || output !== null)) return;
  const nextStep = "Download the trace by itself: lists of observations leave them out.";
  const { path, byteStart } = first.sourcePointer;
  rows.book.add("no-content", "no call in this trace has an input or an output", nextStep, {
    path,
    byteOffset: byteStart,
  });
}

function runOf(trace: JsonNode, spans: readonly Span[], rows: TraceRows, fileName: string): ParsedRun {
  const asked = trace.get("input");
  const gave = trace.get("output");
  const isFailed = spans.some(({ parentId, isFailed: failed }) => parentId === null && failed);
  return {
    runId: trace.textAt("id"),
    task: taskOf(rows.instruction ?? (asked && plainWords(asked)), null, fileName),
    agent: rows.lanes.lanes[0]?.name ?? null,
    agentVersion: trace.textAt("version", "release"),
    model: spans.find(({ role, model }) => role === "model" && model !== null)?.model ?? null,
    lanes: rows.lanes.lanes,
    exitStatus: isFailed ? "error" : null,
    submission: gave && wordsAtEnd(messagesIn(gave, "agent")),
    environment: environmentOf(trace),
    ...totalsOf(rows.steps),
    stepCount: rows.rows.stepCount,
    actionCount: rows.rows.actionCount,
    unknownRecords: rows.unknownRecords,
  };
}

const FACTS = ["name", "sessionId", "environment", "release", "version"];

/** What the trace says of itself, its own metadata, and what was scored, by whom: EVAL, API or ANNOTATION. */
function environmentOf(trace: JsonNode): [string, string][] {
  const metadata = trace.get("metadata");
  const tags = trace.get("tags")?.items.map(({ shown }) => shown) ?? [];
  const scores = trace.get("scores")?.items ?? [];
  return [
    ...plainFacts(plainMembers(trace, FACTS)),
    ...(tags.length === 0 ? [] : [["tags", tags.join(", ")] satisfies [string, string]]),
    ...plainFacts(plainMembers(metadata ? opened(metadata) : null)).map(([name, value]): [string, string] => [
      `metadata ${name}`,
      value,
    ]),
    ...scores.flatMap((score): [string, string][] => {
      const value = score.textAt("stringValue") ?? score.get("value")?.shown ?? null;
      const source = score.textAt("source");
      return value === null
        ? []
        : [[`score ${score.textAt("name") ?? ""}${source === null ? "" : ` (${source})`}`, value]];
    }),
  ];
}
