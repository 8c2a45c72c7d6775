import { elapsedMs } from "../dialogue/elapsed.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { amountOrNull, countOrNull } from "../dialogue/number-facts.ts";
import { decodeView } from "../json/bytes.ts";
import type { Slice } from "../json/slices.ts";
import { JsonNode, opened } from "../traces/json-node.ts";
import { attributeText, type Span, type SpanRole } from "../traces/span.ts";
import { answerIn, isToolName } from "../traces/tool.ts";

/** Authority: `ObservationType` in Langfuse's `packages/shared/src/domain/observations.ts`. */
const ROLES = new Map<string, SpanRole>([
  ["GENERATION", "model"],
  ["TOOL", "tool"],
  ["AGENT", "agent"],
  ["RETRIEVER", "service"],
  ["EMBEDDING", "service"],
  ["EVALUATOR", "service"],
  ["GUARDRAIL", "service"],
  ["EVENT", "event"],
  ["SPAN", "wrapper"],
  ["CHAIN", "wrapper"],
]);
/** What instrumentations state in the attributes of a span that Langfuse took for a plain one. */
const STATED = new Map<string, SpanRole>([
  ["LLM", "model"],
  ["TOOL", "tool"],
  ["AGENT", "agent"],
  ["RETRIEVER", "service"],
  ["RERANKER", "service"],
  ["EMBEDDING", "service"],
  ["execute_tool", "tool"],
  ["invoke_agent", "agent"],
  ["ai.toolCall", "tool"],
]);
const NO_TIME = "~";

/** One observation as a span; `slice` are its bytes in the record. What is no object is a span of an unknown kind. */
export function spanOf({ byteStart, byteEnd, bytes }: Slice, sourceIndex: number): Span {
  const source = decodeView(bytes);
  const node = new JsonNode(source);
  const attributes = attributesOf(node);
  const name = node.textAt("name") ?? "";
  const started = node.textAt("startTime");
  const iso = started === null ? null : isoTime(started);
  const output = node.get("output");
  const type = node.textAt("type") ?? "";
  return {
    id: node.textAt("id"),
    parentId: node.textAt("parentObservationId"),
    role: roleOf(type, { attributes, name }, output),
    isSearch: type === "RETRIEVER",
    name,
    order: `${iso ?? NO_TIME} ${started ?? ""}`,
    input: node.get("input"),
    output,
    attributes,
    callId: attributeText({ attributes }, "gen_ai.tool.call.id", "ai.toolCall.id", "tool_call.id"),
    startedAt: iso,
    durationMs: elapsedMs(started, node.textAt("endTime")),
    isFailed: node.textAt("level") === "ERROR",
    failure: node.textAt("statusMessage"),
    model: node.textAt("model", "providedModelName"),
    ...usageOf(node),
    sourceIndex,
    sourcePointer: { path: `observations[${sourceIndex}]`, byteStart, byteEnd },
    source,
  };
}

function roleOf(type: string, span: Pick<Span, "attributes" | "name">, output: JsonNode | null): SpanRole {
  const role = ROLES.get(type) ?? "unknown";
  if (role !== "wrapper") return role;
  const stated = ["openinference.span.kind", "gen_ai.operation.name", "ai.operationId"]
    .map((name) => STATED.get(attributeText(span, name) ?? ""))
    .find((each) => each !== undefined);
  if (stated) return stated;
  if (isToolName(span) || (output !== null && answerIn(output) !== null)) return "tool";
  return attributeText(span, "agent_name", "gen_ai.agent.name") === null ? "wrapper" : "agent";
}

/** The attributes of an instrumentation inside the metadata, which is an object or its JSON in a string. */
function attributesOf(node: JsonNode): ReadonlyMap<string, JsonNode> {
  const metadata = node.get("metadata");
  return (metadata ? opened(metadata).get("attributes")?.members : null) ?? new Map();
}

/**
 * `inputUsage` and `outputUsage` are Langfuse's sums over all kinds of tokens of a side, and 0 where nothing is known;
 * exports without them have the kinds in `usageDetails`, older ones `usage`.
 */
function usageOf(node: JsonNode): Pick<Span, "tokensIn" | "tokensOut" | "costUsd"> {
  const details = node.get("usageDetails")?.members ?? new Map<string, JsonNode>();
  const older = node.get("usage");
  const count = (sum: string, kind: string) => {
    if (details.size === 0) return countOrNull(older?.get(kind)?.number);
    const stated = countOrNull(node.get(sum)?.number);
    const kinds = [...details].filter(([name]) => name.startsWith(kind)).map(([, { number }]) => countOrNull(number));
    const known = kinds.filter((each) => each !== null);
    return stated ?? (known.length === 0 ? null : known.reduce((all, each) => all + each, 0));
  };
  const costs = node.get("costDetails");
  const isPriced = (costs?.members.size ?? 0) > 0;
  const cost = (isPriced ? node.get("totalCost")?.number : null) ?? costs?.get("total")?.number;
  return {
    tokensIn: count("inputUsage", "input"),
    tokensOut: count("outputUsage", "output"),
    costUsd: amountOrNull(cost ?? node.get("calculatedTotalCost")?.number),
  };
}
