import { type Attributes, attributeText } from "./attributes.ts";
import type { Span, SpanRole } from "./span.ts";

/** `openinference.span.kind`. Authority: the OpenInference semantic conventions, "Span Kinds". */
const OPENINFERENCE = new Map<string, SpanRole>([
  ["LLM", "model"],
  ["TOOL", "tool"],
  ["AGENT", "agent"],
  ["CHAIN", "wrapper"],
  ["PROMPT", "wrapper"],
  ["RETRIEVER", "environment"],
  ["RERANKER", "environment"],
  ["EMBEDDING", "environment"],
  ["GUARDRAIL", "environment"],
  ["EVALUATOR", "environment"],
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
  ["embeddings", "environment"],
  ["retrieval", "environment"],
]);

/** `traceloop.span.kind` of OpenLLMetry. */
const TRACELOOP = new Map<string, SpanRole>([
  ["workflow", "wrapper"],
  ["task", "wrapper"],
  ["agent", "agent"],
  ["tool", "tool"],
]);

const TOOL_NAMES = ["gen_ai.tool.name", "tool.name", "ai.toolCall.name"] as const;
const MODEL_NAMES = ["gen_ai.request.model", "gen_ai.response.model", "llm.model_name"] as const;
/** How the name of a tool's span begins in frameworks that say it there. */
const TOOL_PREFIX = /^(?:execute_tool\s+|(?:running tool|tool(?: call)?)\s*[:.]\s*)/i;

/** The role a span has by its attributes and its name; null where they are of no convention. `kind` is stated beside them. */
export function roleOf(attributes: Attributes, name: string, kind: string | null = null): SpanRole | null {
  const stated = statedRole(attributes, kind);
  if (stated !== null && stated !== "wrapper") return stated;
  if (TOOL_PREFIX.test(name) || attributeText(attributes, ...TOOL_NAMES) !== null) return "tool";
  if (stated !== null) return stated;
  if (attributeText(attributes, ...MODEL_NAMES) !== null) return "model";
  return attributeText(attributes, "gen_ai.agent.name", "agent_name") === null ? null : "agent";
}

function statedRole(attributes: Attributes, kind: string | null): SpanRole | null {
  const text = (name: string) => attributeText(attributes, name);
  const stated = OPENINFERENCE.get((text("openinference.span.kind") ?? kind ?? "").toUpperCase());
  if (stated) return stated;
  const operation = text("ai.operationId");
  if (operation !== null) return vercelRole(operation);
  const generative = text("gen_ai.operation.name");
  const isModel = attributeText(attributes, ...MODEL_NAMES) !== null;
  if (generative !== null) return OPERATIONS.get(generative) ?? (isModel ? "model" : "wrapper");
  return TRACELOOP.get(text("traceloop.span.kind") ?? "") ?? null;
}

/** Operations of the AI SDK: `ai.generateText`, `ai.generateText.doGenerate`, `ai.toolCall`, `ai.embed`, ... */
function vercelRole(operation: string): SpanRole {
  if (operation === "ai.toolCall") return "tool";
  if (/^ai\.(?:generate|stream)/.test(operation)) return "model";
  return /^ai\.(?:embed|rerank)/.test(operation) ? "environment" : "wrapper";
}

/** Who a span is of, as its instrumentation names it. */
export function namesOf(
  attributes: Attributes,
  name: string,
): Pick<Span, "toolName" | "agentName" | "agentKey" | "callId"> {
  const text = (...names: string[]) => attributeText(attributes, ...names);
  const agentName = text("gen_ai.agent.name", "agent.name", "agent_name", "traceloop.entity.name") ?? name;
  return {
    toolName: text(...TOOL_NAMES, "traceloop.entity.name") ?? (name.replace(TOOL_PREFIX, "") || "tool"),
    agentName,
    agentKey: text("gen_ai.agent.id") ?? agentName,
    callId: text("gen_ai.tool.call.id", "ai.toolCall.id", "tool_call.id", "tool.id"),
  };
}
