import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { plainFacts } from "../dialogue/plain-facts.ts";
import { type Attributes, attributeText } from "../traces/attributes.ts";
import { TraceRows } from "../traces/trace-rows.ts";
import { modelsOf, runOf } from "../traces/trace-run.ts";
import type { OtelSpan } from "./otel-span.ts";
import { traceSpanOf } from "./trace-span.ts";

/** One trace as a run. `traceId` is null where the source names none. */
export type TraceRun = { traceId: string | null; steps: ParsedStep[]; run: ParsedRun; notes: ImportProblem[] };

/**
 * Traces out of any list of spans, in the order they first appear; the spans of one may stand anywhere in it. A trace
 * in which nothing of a model, tool, agent or service happens is no run: `left` counts those.
 */
export function runsOfSpans(spans: readonly OtelSpan[], fileName: string): { runs: TraceRun[]; left: number } {
  const traces = new Map<string | null, OtelSpan[]>();
  for (const span of spans) {
    const trace = traces.get(span.traceId) ?? [];
    trace.push(span);
    traces.set(span.traceId, trace);
  }
  const runs = [...traces].flatMap(([traceId, trace]) => runOfTrace(trace, traceId, fileName) ?? []);
  return { runs, left: traces.size - runs.length };
}

/** Null where no span is of an agent's world. */
function runOfTrace(otel: readonly OtelSpan[], traceId: string | null, fileName: string): TraceRun | null {
  const spans = otel.map(traceSpanOf);
  if (spans.every(({ role }) => role === "unknown")) return null;
  const resource = otel[0]?.resource ?? new Map<string, string>();
  const named = (...names: string[]) => otel.map((span) => attributeText(span.attributes, ...names)).find(Boolean);
  const service = named("ai.telemetry.functionId") ?? attributeText(resource, "service.name");
  const rows = new TraceRows(spans, service ?? "main");
  const { roots, walk } = rows.tree;
  const root = roots.find(({ holdsRows }) => holdsRows)?.span;
  const facts = {
    runId: traceId,
    taskKey: null,
    agent: walk.find(({ role }) => role === "agent")?.span.agentName ?? named("gen_ai.agent.name") ?? service,
    agentVersion: named("gen_ai.agent.version") ?? attributeText(resource, "service.version"),
    exitStatus: exitOf(rows),
    environment: environmentOf(otel, resource),
    asked: root?.input ?? [],
    gave: root?.output ?? [],
  };
  return { traceId, steps: rows.steps, run: runOf(rows, facts, fileName), notes: rows.book.problems() };
}

function exitOf({ tree }: TraceRows): string | null {
  if (tree.roots.some(({ span }) => span.isError === true)) return "error";
  return modelsOf(tree).findLast(({ span }) => span.finishReason !== null)?.span.finishReason ?? null;
}

const RESOURCE_FACTS = ["service.name", "service.version", "deployment.environment", "deployment.environment.name"];
const SPAN_FACTS = [
  "session.id",
  "gen_ai.conversation.id",
  "gen_ai.provider.name",
  "gen_ai.system",
  "llm.provider",
  "llm.system",
  "ai.model.provider",
  "ai.telemetry.functionId",
];
const METADATA = "ai.telemetry.metadata.";

/** Facts about the world of the run: where it ran, whose model, and what the AI SDK was told to note. */
function environmentOf(spans: readonly OtelSpan[], resource: Attributes): [string, string][] {
  const facts = new Map<string, unknown>();
  for (const name of RESOURCE_FACTS) if (resource.has(name)) facts.set(name, resource.get(name));
  for (const { attributes } of spans)
    for (const [name, value] of attributes)
      if (!facts.has(name) && (SPAN_FACTS.includes(name) || name.startsWith(METADATA))) facts.set(name, value);
  return plainFacts(facts);
}
