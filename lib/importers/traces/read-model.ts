import type { Message } from "./message.ts";
import { conversationIn } from "./messages-in.ts";
import type { Usage } from "./span.ts";
import type { SpanNode } from "./span-tree.ts";

/**
 * What one call of a model heard and gave. `outer` is the span of another library around the same call, which may tell
 * it better: its output counts where the inner one has no calls and it has some, its amounts where the inner has none.
 */
export function readModel(
  { span, output }: SpanNode,
  outer: SpanNode | null,
): { heard: Message[]; output: Message[]; usage: Usage } {
  const own = answersIn(output);
  const other = answersIn(outer?.output ?? []);
  const isBetter = own.length === 0 || (!hasCalls(own) && hasCalls(other));
  const spans = outer ? [span, outer.span] : [span];
  const measured = spans.find(({ tokensIn, tokensOut }) => tokensIn !== null || tokensOut !== null) ?? span;
  const { tokensIn, tokensOut, costUsd } = measured;
  const told = spans.flatMap(({ input }) => input);
  return {
    heard: conversationIn(told, "user"),
    output: isBetter ? other : own,
    usage: { tokensIn, tokensOut, costUsd },
  };
}

/** The answer and what its tools gave: what stands behind the last word of anyone else. */
function answersIn(output: readonly Message[]): Message[] {
  const from = output.findLastIndex(({ role }) => role === "system" || role === "user" || role === "other") + 1;
  return output.slice(from);
}

function hasCalls(output: readonly Message[]): boolean {
  return output.some(({ calls }) => calls.length > 0);
}
