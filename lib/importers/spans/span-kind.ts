import { attributeText, type Span } from "./span.ts";

/**
 * What a span is to a reader: a call of a model, of a tool, the scope of an agent, another service that was asked
 * (retriever, embedding, guard, judge), a wrapper around others, or `foreign`: nothing of these conventions.
 */
export type SpanRole = "model" | "tool" | "agent" | "service" | "wrapper" | "foreign";

/** `openinference.span.kind`. Authority: the OpenInference semantic conventions, "Span Kinds". */
const OPENINFERENCE = new Map<string, SpanRole>([
  ["LLM", "model"],
  ["TOOL", "tool"],
  ["AGENT", "agent"],
  ["CHAIN", "wrapper"],
  ["PROMPT", "wrapper"],
  ["RETRIEVER", "service"],
  ["RERANKER", "service"],
  ["EMBEDDING", "service"],
  ["GUARDRAIL", "service"],
  ["EVALUATOR", "service"],
]);

/** `gen_ai.operation.name`. Authority: OpenTelemetry semantic conventions for generative AI. */
const OPERATIONS = new Map<string, SpanRole>([
  ["chat", "model"],
  ["text_completion", "model"],
  ["generate_content", "model"],
  ["execute_tool", "tool"],
  ["invoke_agent", "agent"],
  ["create_agent", "wrapper"],
  ["invoke_workflow", "wrapper"],
  ["embeddings", "service"],
  ["retrieval", "service"],
]);

/** `traceloop.span.kind` of OpenLLMetry. */
const TRACELOOP = new Map<string, SpanRole>([
  ["workflow", "wrapper"],
  ["task", "wrapper"],
  ["agent", "agent"],
  ["tool", "tool"],
]);

export function roleOf({ attributes, kind }: Span): SpanRole {
  const text = (name: string) => attributeText(attributes, name);
  const stated = OPENINFERENCE.get((text("openinference.span.kind") ?? kind ?? "").toUpperCase());
  if (stated) return stated;
  const operation = text("ai.operationId");
  if (operation !== null) return vercelRole(operation);
  const generative = text("gen_ai.operation.name");
  if (generative !== null) return OPERATIONS.get(generative) ?? (hasModel(attributes) ? "model" : "wrapper");
  const loop = TRACELOOP.get(text("traceloop.span.kind") ?? "");
  if (loop) return loop;
  if (text("gen_ai.tool.name") !== null) return "tool";
  return hasModel(attributes) ? "model" : "foreign";
}

/** Operations of the AI SDK: `ai.generateText`, `ai.generateText.doGenerate`, `ai.toolCall`, `ai.embed`, ... */
function vercelRole(operation: string): SpanRole {
  if (operation === "ai.toolCall") return "tool";
  if (/^ai\.(?:generate|stream)/.test(operation)) return "model";
  return /^ai\.(?:embed|rerank)/.test(operation) ? "service" : "wrapper";
}

function hasModel(attributes: Span["attributes"]): boolean {
  return ["gen_ai.request.model", "gen_ai.response.model", "llm.model_name"].some((name) => attributes.has(name));
}
