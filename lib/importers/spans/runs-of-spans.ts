import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { plainFacts } from "../dialogue/plain-facts.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { agentNameOf } from "./lanes.ts";
import { finishOf, INPUT_VALUES, modelOf, OUTPUT_VALUES, readModel, usageOf } from "./read-model.ts";
import { failureOf } from "./read-tool.ts";
import { attributeText, type Span } from "./span.ts";
import { nodesOf, type SpanNode, type SpanTree, treeOf } from "./span-tree.ts";
import { TraceRows } from "./trace-rows.ts";
import { lastWords } from "./words.ts";

/** One trace as a run. `traceId` is null where the source names none. */
export type TraceRun = { traceId: string | null; steps: ParsedStep[]; run: ParsedRun; notes: ImportProblem[] };

/**
 * Traces out of any list of spans, in the order they first appear; the spans of one may stand anywhere in it. A trace
 * in which nothing of a model, tool, agent or service happens is no run: `left` counts those.
 */
export function runsOfSpans(spans: readonly Span[], fileName: string): { runs: TraceRun[]; left: number } {
  const traces = new Map<string | null, Span[]>();
  for (const span of spans) {
    const trace = traces.get(span.traceId) ?? [];
    trace.push(span);
    traces.set(span.traceId, trace);
  }
  const runs = [...traces].flatMap(([traceId, trace]) => stepsOfSpans(trace, traceId, fileName) ?? []);
  return { runs, left: traces.size - runs.length };
}

/** The spans of one trace as its steps and their run; null where none of them is of an agent's world. */
export function stepsOfSpans(spans: readonly Span[], traceId: string | null, fileName: string): TraceRun | null {
  const tree = treeOf(spans);
  if (!tree.roots.some(({ role, holdsRows }) => holdsRows || role !== "foreign")) return null;
  const rows = new TraceRows(tree);
  noteTree(tree, rows);
  return { traceId, steps: rows.steps, run: runOf(tree, rows, traceId, fileName), notes: rows.book.problems() };
}

function runOf(tree: SpanTree, rows: TraceRows, traceId: string | null, fileName: string): ParsedRun {
  const all = [...nodesOf(tree.roots)];
  const models = all.filter(({ role, holdsModel }) => role === "model" && !holdsModel);
  const agent = all.find(({ role }) => role === "agent");
  const root = tree.roots.find(({ holdsRows }) => holdsRows)?.span;
  const first = all.map(({ span }) => span);
  const named = (...names: string[]) => first.map((span) => attributeText(span.attributes, ...names)).find(Boolean);
  const resource = tree.roots[0]?.span.resource ?? new Map<string, string>();
  return {
    runId: traceId,
    task: taskOf(rows.instruction ?? (root ? askedOf(root) : null), null, fileName),
    agent:
      (agent ? agentNameOf(agent.span) : null) ??
      named("gen_ai.agent.name", "ai.telemetry.functionId") ??
      attributeText(resource, "service.name"),
    agentVersion: named("gen_ai.agent.version") ?? attributeText(resource, "service.version"),
    model: [...models, ...all].map(({ span }) => modelOf(span)).find(Boolean) ?? null,
    lanes: rows.lanes.lanes,
    exitStatus: exitOf(tree, models),
    submission: root ? gaveOf(root) : null,
    environment: environmentOf(first, resource),
    ...totals(tree.roots),
    stepCount: rows.rows.stepCount,
    actionCount: rows.rows.actionCount,
    unknownRecords: rows.unknownRecords,
  };
}

function askedOf(root: Span): string | null {
  return lastWords(readModel(root).input) ?? attributeText(root.attributes, ...INPUT_VALUES);
}

/** What the outermost span gave is what the run handed in. */
function gaveOf(root: Span): string | null {
  return lastWords(readModel(root).output) ?? attributeText(root.attributes, ...OUTPUT_VALUES);
}

function exitOf({ roots }: SpanTree, models: readonly SpanNode[]): string | null {
  if (roots.some(({ span }) => failureOf(span).isError === true)) return "error";
  return models.map(({ span }) => finishOf(span)).findLast((reason) => reason !== null) ?? null;
}

type Totals = Pick<ParsedRun, "tokensIn" | "tokensOut" | "costUsd">;

/** A span that wraps others repeats what they took, so only the innermost that states an amount counts. */
function totals(roots: readonly SpanNode[]): Totals {
  return {
    tokensIn: sum(roots, "tokensIn"),
    tokensOut: sum(roots, "tokensOut"),
    costUsd: sum(roots, "costUsd"),
  };
}

function sum(nodes: readonly SpanNode[], name: keyof Totals): number | null {
  const amounts = nodes.map((node) => sum(node.children, name) ?? usageOf(node.span)[name]);
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0 ? null : known.reduce((total, amount) => total + amount, 0);
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
function environmentOf(spans: readonly Span[], resource: Span["resource"]): [string, string][] {
  const facts = new Map<string, unknown>();
  for (const name of RESOURCE_FACTS) if (resource.has(name)) facts.set(name, resource.get(name));
  for (const { attributes } of spans)
    for (const [name, value] of attributes)
      if (!facts.has(name) && (SPAN_FACTS.includes(name) || name.startsWith(METADATA))) facts.set(name, value);
  return plainFacts(facts);
}

function noteTree({ repeated, parentless }: SpanTree, { book }: TraceRows): void {
  const place = ({ sourcePointer: { path, byteStart } }: Span) => ({ path, byteOffset: byteStart });
  for (const span of repeated)
    book.add("repeated-span", "this span stands here twice", "It is counted once, the ended one first.", place(span));
  const reason = "the span above this one is not here, as when it was left out of the export";
  for (const span of parentless) book.add("missing-parent", reason, "It is read as the top of a tree.", place(span));
}
