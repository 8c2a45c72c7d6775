import type { SourcePointer } from "../../domain/record/step.ts";
import type { JsonNode } from "./json-node.ts";

/**
 * What a span is to a reader: a call of a model, of a tool, the scope of an agent, another service that was asked
 * (retriever, embedding, guard, judge), something that happened, or a wrapper around others. `unknown`: none of these.
 */
export type SpanRole = "model" | "tool" | "agent" | "service" | "event" | "wrapper" | "unknown";

/** One span of a trace, whatever export it came in. Facts the source does not state are null. */
export type Span = {
  id: string | null;
  parentId: string | null;
  role: SpanRole;
  /** Of a service: it looks things up. */
  isSearch: boolean;
  name: string;
  /** Siblings stand in the order of this key, then of the source. */
  order: string;
  input: JsonNode | null;
  output: JsonNode | null;
  /** Of an instrumentation, by their dotted names. */
  attributes: ReadonlyMap<string, JsonNode>;
  /** Of a tool's span: the call it answers, where it says. */
  callId: string | null;
  startedAt: string | null;
  durationMs: number | null;
  isFailed: boolean;
  /** What the source says of the failure. */
  failure: string | null;
  model: string | null;
  tokensIn: number | null;
  tokensOut: number | null;
  costUsd: number | null;
  sourceIndex: number;
  sourcePointer: SourcePointer;
  /** The span as it stands in the source. */
  source: string;
};

/** The first of the named attributes that says something. */
export function attributeText({ attributes }: Pick<Span, "attributes">, ...names: readonly string[]): string | null {
  for (const name of names) {
    const text = attributes.get(name)?.text;
    if (text) return text;
  }
  return null;
}
