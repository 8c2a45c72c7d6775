import type { ParsedRun } from "../../domain/record/run.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { type JsonNode, opened } from "./json-node.ts";
import { wordsOf } from "./message.ts";
import { conversationIn } from "./messages-in.ts";
import type { Usage } from "./span.ts";
import type { SpanNode, SpanTree } from "./span-tree.ts";
import type { TraceRows } from "./trace-rows.ts";

/** What a source says of a trace besides its spans; `asked` and `gave` as the trace or its outermost span tell them. */
export type TraceFacts = Pick<ParsedRun, "runId" | "agent" | "agentVersion" | "exitStatus" | "environment"> & {
  taskKey: string | null;
  asked: readonly JsonNode[];
  gave: readonly JsonNode[];
};

/** The run of a trace whose rows are made. */
export function runOf(rows: TraceRows, facts: TraceFacts, fileName: string): ParsedRun {
  const { runId, agent, agentVersion, exitStatus, environment, taskKey, asked, gave } = facts;
  return {
    runId,
    task: taskOf(rows.instruction ?? plainWords(asked), taskKey, fileName),
    agent,
    agentVersion,
    model: modelOf(rows.tree),
    lanes: rows.lanes.lanes,
    exitStatus,
    submission: wordsAtEnd(gave),
    environment,
    ...totalsOf(rows.tree),
    stepCount: rows.tape.rows.stepCount,
    actionCount: rows.tape.rows.actionCount,
    unknownRecords: rows.unknownRecords,
  };
}

/** The spans of calls to models, without those that only wrap one. */
export function modelsOf({ walk }: SpanTree): SpanNode[] {
  return walk.filter(({ role, echoes }) => role === "model" && echoes === 0);
}

function modelOf(tree: SpanTree): string | null {
  return [...modelsOf(tree), ...tree.walk].find(({ span }) => span.model !== null)?.span.model ?? null;
}

/** The last thing the agent said in a conversation; null where it ends otherwise, as with a call. */
function wordsAtEnd(gave: readonly JsonNode[]): string | null {
  const last = conversationIn(gave, "agent").at(-1);
  if (!last || last.role !== "agent" || (last.isPlain && /^\s*[[{]/.test(last.texts[0] ?? ""))) return null;
  return wordsOf(last);
}

/** The last thing a person said in a payload, else its plain text; null where it is data. */
function plainWords(payloads: readonly JsonNode[]): string | null {
  const asked = conversationIn(payloads, "user").findLast(({ role, isPlain }) => role === "user" && !isPlain);
  return (asked ? wordsOf(asked) : null) ?? (payloads[0] ? opened(payloads[0]).text : null);
}

/** A span that wraps others repeats what they took, so only the innermost that states an amount counts. */
function totalsOf({ roots, walk }: SpanTree): Usage {
  const sum = (name: keyof Usage): number | null => {
    const amounts = new Map<SpanNode, number | null>();
    for (const node of walk.toReversed()) amounts.set(node, total(node.children, amounts) ?? node.span[name]);
    return total(roots, amounts);
  };
  return { tokensIn: sum("tokensIn"), tokensOut: sum("tokensOut"), costUsd: sum("costUsd") };
}

function total(nodes: readonly SpanNode[], amounts: ReadonlyMap<SpanNode, number | null>): number | null {
  const known = nodes.map((node) => amounts.get(node) ?? null).filter((amount) => amount !== null);
  return known.length === 0 ? null : known.reduce((all, amount) => all + amount, 0);
}

/** The texts, numbers and truth values among the members, as they are written. */
export function plainMembers(node: JsonNode | null, names?: readonly string[]): ReadonlyMap<string, string> {
  const members = [...(node?.members ?? [])].filter(([name]) => names?.includes(name) ?? true);
  return new Map(members.flatMap(([name, { scalar }]): [string, string][] => (scalar ? [[name, scalar]] : [])));
}
