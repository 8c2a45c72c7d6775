import { elapsedMs } from "../dialogue/elapsed.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { amountOrNull, stepCountOrNull } from "../dialogue/number-facts.ts";
import { decodeView } from "../json/bytes.ts";
import type { Slice } from "../json/slices.ts";
import type { Attributes } from "../traces/attributes.ts";
import { namesOf, roleOf } from "../traces/conventions.ts";
import { JsonNode, opened } from "../traces/json-node.ts";
import { payloadsOf } from "../traces/payloads.ts";
import { NO_TIME, type Span, type SpanRole, type Usage } from "../traces/span.ts";
import { answerIn } from "../traces/tool.ts";

/** Authority: `ObservationType` in Langfuse's `packages/shared/src/domain/observations.ts`. */
const ROLES = new Map<string, SpanRole>([
  ["GENERATION", "model"],
  ["TOOL", "tool"],
  ["AGENT", "agent"],
  ["RETRIEVER", "environment"],
  ["EMBEDDING", "environment"],
  ["EVALUATOR", "environment"],
  ["GUARDRAIL", "environment"],
  ["EVENT", "environment"],
  ["SPAN", "wrapper"],
  ["CHAIN", "wrapper"],
]);
/** One observation as a span; `slice` are its bytes in the record. What is no object is a span of an unknown kind. */
export function spanOf({ byteStart, byteEnd, bytes }: Slice, sourceIndex: number): Span {
  const source = decodeView(bytes);
  const node = new JsonNode(source);
  const attributes = attributesOf(node);
  const name = node.textAt("name") ?? "";
  const started = node.textAt("startTime");
  const iso = started === null ? null : isoTime(started);
  const type = node.textAt("type") ?? "";
  const [input, output] = [node.get("input"), node.get("output")];
  const role = roleIn(type, attributes, name, output);
  const told = payloadsOf(role, attributes);
  return {
    id: node.textAt("id"),
    parentId: node.textAt("parentObservationId"),
    role,
    isSearch: type === "RETRIEVER",
    name,
    ...namesOf(attributes, name),
    input: input ? [input, ...told.input] : told.input,
    output: output ? [output, ...told.output] : told.output,
    order: `${iso ?? NO_TIME} ${started ?? ""}`,
    startMs: iso === null ? null : Date.parse(iso),
    durationMs: elapsedMs(started, node.textAt("endTime")),
    isError: node.textAt("level") === "ERROR" ? true : null,
    failure: node.textAt("statusMessage"),
    model: node.textAt("model", "providedModelName"),
    finishReason: null,
    ...usageOf(node),
    sourceIndex,
    sourcePointer: { path: `observations[${sourceIndex}]`, byteStart, byteEnd },
    source,
  };
}

/** Langfuse takes many a span for a plain one that its instrumentation knows better. */
function roleIn(type: string, attributes: Attributes, name: string, output: JsonNode | null): SpanRole {
  const role = ROLES.get(type) ?? "unknown";
  if (role !== "wrapper") return role;
  const isAnswer = output !== null && answerIn(output) !== null;
  const stated = roleOf(attributes, name);
  return isAnswer && (stated === null || stated === "wrapper") ? "tool" : (stated ?? role);
}

/** The attributes of an instrumentation inside the metadata, which is an object or its JSON in a string. */
function attributesOf(node: JsonNode): Attributes {
  const metadata = node.get("metadata");
  const attributes = metadata ? opened(metadata).get("attributes") : null;
  return new Map([...(attributes?.members ?? [])].map(([name, { shown }]) => [name, shown]));
}

/**
 * `inputUsage` and `outputUsage` are Langfuse's sums over all kinds of tokens of a side, and 0 where nothing is known;
 * exports without them have the kinds in `usageDetails`, older ones `usage`.
 */
function usageOf(node: JsonNode): Usage {
  const details = node.get("usageDetails")?.members ?? new Map<string, JsonNode>();
  const older = node.get("usage");
  const count = (sum: string, kind: string) => {
    if (details.size === 0) return stepCountOrNull(older?.get(kind)?.number);
    const stated = stepCountOrNull(node.get(sum)?.number);
    const kinds = [...details]
      .filter(([name]) => name.startsWith(kind))
      .map(([, { number }]) => stepCountOrNull(number));
    const known = kinds.filter((each) => each !== null);
    return stated ?? (known.length === 0 ? null : stepCountOrNull(known.reduce((all, each) => all + each, 0)));
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
