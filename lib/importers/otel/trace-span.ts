import { attributeNode, attributeNumber, type Attributes, attributeText } from "../traces/attributes.ts";
import { namesOf, roleOf } from "../traces/conventions.ts";
import { opened } from "../traces/json-node.ts";
import { payloadsOf } from "../traces/payloads.ts";
import { NO_TIME, type Span, type Usage } from "../traces/span.ts";
import { stepCountOrNull } from "../dialogue/number-facts.ts";
import { withEventMessages } from "./event-messages.ts";
import type { OtelSpan } from "./otel-span.ts";

/** A span of OpenTelemetry as a span of any trace. */
export function traceSpanOf(otel: OtelSpan): Span {
  const { spanId, parentSpanId, name, kind, startNanos, attributes, events, sourceIndex, sourcePointer } = otel;
  const role = roleOf(attributes, name, kind) ?? "unknown";
  // Some write a tool's arguments and result into an event.
  const said = role === "tool" ? new Map([...events.flatMap((event) => [...event.attributes]), ...attributes]) : null;
  return {
    id: spanId,
    parentId: parentSpanId,
    role,
    isSearch: role === "environment" && isSearch(otel),
    name,
    ...namesOf(said ?? attributes, name),
    // Written anew when asked for: a large trace would hold every conversation twice.
    get input() {
      return payloadsOf(role, said ?? withEventMessages(otel)).input;
    },
    get output() {
      return payloadsOf(role, said ?? withEventMessages(otel)).output;
    },
    order: startNanos === null ? NO_TIME : String(startNanos).padStart(20, "0"),
    startMs: startOf(otel),
    durationMs: durationOf(otel),
    ...failureOf(otel),
    model: modelOf(attributes),
    finishReason: finishOf(attributes),
    ...usageOf(attributes),
    sourceIndex,
    sourcePointer,
    source: role === "unknown" ? sourceOf(otel) : "",
  };
}

function isSearch({ attributes, kind }: OtelSpan): boolean {
  const stated = attributeText(attributes, "openinference.span.kind") ?? kind ?? "";
  const found = ["retrieval.documents", "reranker.output_documents"].map((name) => attributeNode(attributes, name));
  return stated.toUpperCase() === "RETRIEVER" || found.some((node) => node !== null);
}

/** Years 1 to 9999 in nanoseconds since 1970: outside it no database keeps a time. */
const FIRST = -62_135_596_800_000_000_000n;
const LAST = 253_402_300_799_999_000_000n;

function startOf({ startNanos }: OtelSpan): number | null {
  // Zero is what an exporter writes where it has no time.
  if (startNanos === null || startNanos === 0n || startNanos < FIRST || startNanos > LAST) return null;
  return Number(startNanos / 1000n) / 1000;
}

/** How long a span took, to the microsecond; null where an end is missing or stands before the start. */
function durationOf({ startNanos, endNanos }: OtelSpan): number | null {
  if (startNanos === null || endNanos === null || startNanos === 0n || endNanos < startNanos) return null;
  return Number((endNanos - startNanos) / 1000n) / 1000;
}

/** Whether a span states a failure, and its words. An event of an exception is one, whatever the status. */
function failureOf({ status, events, attributes }: OtelSpan): Pick<Span, "isError" | "failure"> {
  const thrown = events.find(({ name, attributes: said }) => name === "exception" || said.has("exception.type"));
  const told = thrown?.attributes ?? attributes;
  const isThrown = status.isError === true || thrown !== undefined;
  const isError = isThrown ? true : (status.isError ?? (attributes.has("error.type") ? true : null));
  if (isError !== true) return { isError, failure: null };
  const type = attributeText(told, "exception.type") ?? attributeText(attributes, "error.type");
  const message = attributeText(told, "exception.message") ?? status.message;
  const head = [type, message].filter(Boolean).join(": ");
  const stack = thrown ? attributeText(thrown.attributes, "exception.stacktrace") : null;
  const words = [stack?.includes(message ?? "\0") ? null : head, stack].filter(Boolean).join("\n");
  return { isError, failure: words === "" ? null : words };
}

/** The model that answered, else the one that was asked. */
function modelOf(attributes: Attributes): string | null {
  return attributeText(
    attributes,
    "gen_ai.response.model",
    "llm.response.model_name",
    "llm.model_name",
    "ai.response.model",
    "gen_ai.request.model",
    "ai.model.id",
    "embedding.model_name",
  );
}

function usageOf(attributes: Attributes): Usage {
  const tokens = (...names: string[]) => stepCountOrNull(attributeNumber(attributes, ...names));
  return {
    tokensIn: tokens(
      "gen_ai.usage.input_tokens",
      "gen_ai.usage.prompt_tokens",
      "llm.token_count.prompt",
      "ai.usage.inputTokens",
      "ai.usage.promptTokens",
      "ai.usage.tokens",
      "llm.usage.prompt_tokens",
    ),
    tokensOut: tokens(
      "gen_ai.usage.output_tokens",
      "gen_ai.usage.completion_tokens",
      "llm.token_count.completion",
      "ai.usage.outputTokens",
      "ai.usage.completionTokens",
      "llm.usage.completion_tokens",
    ),
    costUsd: attributeNumber(attributes, "llm.cost.total", "gen_ai.usage.cost"),
  };
}

/** The last reason a model gave for ending. */
function finishOf(attributes: Attributes): string | null {
  const reasons = attributeNode(attributes, "gen_ai.response.finish_reasons");
  const last = reasons ? opened(reasons).items.at(-1)?.scalar : null;
  return last ?? attributeText(attributes, "ai.response.finishReason", "llm.finish_reason");
}

function sourceOf({ name, attributes }: OtelSpan): string {
  return [name, ...[...attributes].map(([key, value]) => `${key}: ${String(value)}`)].join("\n");
}
