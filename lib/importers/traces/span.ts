import type { SourcePointer } from "../../domain/record/step.ts";
import type { JsonNode } from "./json-node.ts";

/**
 * What a span is to a reader: a call of a model, of a tool, the scope of an agent, something of the environment
 * (a retriever, embedding, guard or judge that was asked, an event), or a wrapper around others. `unknown`: none of these.
 */
export type SpanRole = "model" | "tool" | "agent" | "environment" | "wrapper" | "unknown";

/** One span of a trace, whatever source it came in. Facts the source does not state are null. */
export type Span = {
  id: string | null;
  parentId: string | null;
  role: SpanRole;
  /** Of the environment: it looks things up. */
  isSearch: boolean;
  name: string;
  /** The tool's and the agent's name as an instrumentation has it, else the span's; agents with one key are one. */
  toolName: string;
  agentName: string;
  agentKey: string;
  /** Of a tool's span: the call it answers, where it says. */
  callId: string | null;
  /** What went in and what came out, each as often as the source tells it, the surest first. */
  input: readonly JsonNode[];
  output: readonly JsonNode[];
  /** Siblings stand in the order of this key, then of the source. */
  order: string;
  /** Milliseconds since 1970. */
  startMs: number | null;
  durationMs: number | null;
  isError: boolean | null;
  /** What the source says of the failure. */
  failure: string | null;
  model: string | null;
  finishReason: string | null;
  tokensIn: number | null;
  tokensOut: number | null;
  costUsd: number | null;
  sourceIndex: number;
  sourcePointer: SourcePointer;
  /** The span as a text, for one of an unknown kind. */
  source: string;
};

/** Where a span without a time stands among its siblings: behind the others. */
export const NO_TIME = "~";

/** How many tokens and US dollars a span says it took. */
export type Usage = Pick<Span, "tokensIn" | "tokensOut" | "costUsd">;
