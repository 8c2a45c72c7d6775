import { plainFacts } from "../dialogue/plain-facts.ts";
import type { MappedRun } from "../dialogue/read-records.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { JsonNode, opened } from "../traces/json-node.ts";
import type { Span } from "../traces/span.ts";
import { TraceRows } from "../traces/trace-rows.ts";
import { plainMembers, runOf, type TraceFacts } from "../traces/trace-run.ts";
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
  const run = runOf(rows, factsOf(trace, rows), fileName);
  return [{ steps: rows.steps, run, notes: rows.book.problems(), identity: null }];
}

/** Langfuse's list endpoint leaves out what went in and came out. */
function noteEmptiness(spans: readonly Span[], rows: TraceRows): void {
  const calls = spans.filter(({ role }) => role === "model" || role === "tool");
  const [first] = calls;
  if (!first || calls.some(({ input, output }) => input.length + output.length > 0)) return;
  const nextStep = "Download the trace by itself: lists of observations leave them out.";
  const { path, byteStart } = first.sourcePointer;
  rows.book.add("no-content", "no call in this trace has an input or an output", nextStep, {
    path,
    byteOffset: byteStart,
  });
}

function factsOf(trace: JsonNode, { tree, lanes }: TraceRows): TraceFacts {
  const [asked, gave] = [trace.get("input"), trace.get("output")];
  const isFailed = tree.roots.some(({ span }) => span.parentId === null && span.isError === true);
  return {
    runId: trace.textAt("id"),
    taskKey: null,
    agent: lanes.lanes[0]?.name ?? null,
    agentVersion: trace.textAt("version", "release"),
    exitStatus: isFailed ? "error" : null,
    environment: environmentOf(trace),
    asked: asked ? [asked] : [],
    gave: gave ? [gave] : [],
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
