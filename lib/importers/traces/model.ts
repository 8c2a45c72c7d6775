import { flatMessages } from "./flat-messages.ts";
import { messagesIn } from "./messages-in.ts";
import type { Said } from "./said.ts";
import type { Span } from "./span.ts";
import type { SpanNode } from "./span-tree.ts";

/** What went into a model. `isPlain`: it is a text of no known shape. */
export type Heard = { messages: readonly Said[]; isPlain: boolean };

type Usage = Pick<Span, "tokensIn" | "tokensOut" | "costUsd">;

/**
 * What one call of a model heard and gave. `outer` is the span of another library around the same call, which may tell
 * it better: its output counts where the inner one has no calls and it has some, its amounts where the inner has none.
 */
export function readModel(node: SpanNode, outer: SpanNode | null): { heard: Heard; output: Said[]; usage: Usage } {
  const own = answersIn(node.output);
  const other = outer ? answersIn(outer.output) : [];
  const isBetter = own.length === 0 || (!calls(own) && calls(other));
  const both = [node.span, ...(outer ? [outer.span] : [])];
  const measured = both.find(({ tokensIn, tokensOut }) => tokensIn !== null || tokensOut !== null) ?? node.span;
  const { tokensIn, tokensOut, costUsd } = measured;
  return { heard: heardIn(both), output: isBetter ? other : own, usage: { tokensIn, tokensOut, costUsd } };
}

/** The answer and what its tools gave: what stands behind the last word of anyone else. */
function answersIn(output: readonly Said[]): Said[] {
  const from = output.findLastIndex(({ role }) => role === "system" || role === "user" || role === "other") + 1;
  return output.slice(from);
}

function calls(output: readonly Said[]): boolean {
  return output.some((said) => said.calls.length > 0);
}

/** The first telling that is a conversation, else that of the instrumentation's attributes, else the first text. */
function heardIn(spans: readonly Span[]): Heard {
  const told = spans.map(({ input }) => messagesIn(input, "user"));
  const isTalk = (messages: readonly Said[]) => messages.length > 0 && !messages.every(({ isPlain }) => isPlain);
  const talk = told.find(isTalk) ?? spans.map(({ attributes }) => flatMessages(attributes)).find(isTalk);
  if (talk) return { messages: talk, isPlain: false };
  return { messages: told.find((messages) => messages.length > 0) ?? [], isPlain: true };
}
