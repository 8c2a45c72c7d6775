import { elapsedMs } from "../dialogue/elapsed.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { amountOrNull, stepCountOrNull } from "../dialogue/number-facts.ts";
import { JsonNode, opened } from "../traces/json-node.ts";
import { namesOf } from "../traces/conventions.ts";
import { NO_TIME, type Span, type SpanRole } from "../traces/span.ts";

/** Authority: `RunTypeEnum` and `RunBase` in LangSmith's `python/langsmith/schemas.py`. */
const ROLES = new Map<string, SpanRole>([
  ["llm", "model"],
  ["tool", "tool"],
  ["retriever", "environment"],
  ["embedding", "environment"],
  ["chain", "wrapper"],
  ["prompt", "wrapper"],
  ["parser", "wrapper"],
]);

/** A run of LangSmith, which is one span of a trace. `byteStart` and `byteEnd` are its place in the file. */
export type RunRecord = { node: JsonNode; path: string; index: number; byteStart: number; byteEnd: number };

/** Whether a value is a run at all. */
export function isRun(node: JsonNode): boolean {
  return node.textAt("run_type") !== null && node.textAt("id") !== null;
}

/** A run as a span; `base` is where its trace begins in the file. */
export function spanOf({ node, path, index, byteStart, byteEnd }: RunRecord, base: number): Span {
  const type = node.textAt("run_type") ?? "";
  const role = ROLES.get(type) ?? "unknown";
  const [input, output] = [payload(node, "inputs"), payload(node, "outputs")];
  const isModel = role === "model";
  const [asked, gave] = isModel ? [input, output] : [alone(input, "input"), alone(output, "output")];
  const [started, ended] = [timeOf(node, "start_time"), timeOf(node, "end_time")];
  const { model, callId } = extraOf(node);
  const error = node.textAt("error");
  const name = node.textAt("name") ?? "";
  return {
    id: node.textAt("id"),
    parentId: node.textAt("parent_run_id"),
    role,
    isSearch: type === "retriever",
    name,
    ...namesOf(new Map(), name),
    callId,
    input: asked ? [asked] : [],
    output: gave ? [gave] : [],
    order: node.textAt("dotted_order") ?? node.textAt("start_time") ?? NO_TIME,
    startMs: started === null ? null : Date.parse(started),
    durationMs: elapsedMs(started, ended),
    isError: error !== null || node.textAt("status") === "error" ? true : null,
    failure: error,
    model,
    finishReason: null,
    tokensIn: stepCountOrNull(node.get("prompt_tokens")?.number),
    tokensOut: stepCountOrNull(node.get("completion_tokens")?.number),
    costUsd: costOf(node.textAt("total_cost")),
    sourceIndex: index,
    sourcePointer: { path, byteStart: byteStart - base, byteEnd: byteEnd - base },
    source: node.source,
  };
}

/** The SDK writes UTC without a zone; the same moment stands with one in `dotted_order`. */
function timeOf(node: JsonNode, name: string): string | null {
  const text = node.textAt(name);
  if (text === null) return null;
  const isUtc = /^\d{8}T\d+Z/.test(node.textAt("dotted_order") ?? "");
  return isoTime(text) ?? (isUtc ? isoTime(`${text.replace(" ", "T")}Z`) : null);
}

/** Bulk exports hold what went in and came out as JSON in a string. */
function payload(node: JsonNode, name: string): JsonNode | null {
  const found = node.get(name);
  return found && opened(found);
}

/** The tracer puts a text or a message that is no object under this one name. */
function alone(node: JsonNode | null, name: string): JsonNode | null {
  const only = node?.members.size === 1 ? node.get(name) : null;
  return only ?? (node?.isObject && node.members.size === 0 ? null : node);
}

function extraOf(node: JsonNode): { model: string | null; callId: string | null } {
  const found = node.get("extra");
  const extra = found && opened(found);
  const stated = extra?.get("metadata")?.textAt("ls_model_name");
  return {
    model: stated ?? extra?.get("invocation_params")?.textAt("model", "model_name") ?? null,
    callId: extra?.textAt("tool_call_id") ?? null,
  };
}

/** A cost is a number, or its digits in a string. */
function costOf(text: string | null): number | null {
  return text !== null && /^\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text) ? amountOrNull(Number(text)) : null;
}
