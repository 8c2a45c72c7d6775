import { z } from "zod";
import { childLink, parentLink, type RunLink } from "../../domain/record/run-link.ts";
import type { SessionLine } from "../dialogue/read-session.ts";

const Text = z.string().nullish().catch(null);

/** The members of a line that name another session or a sub-agent's file; the rest is left where it is. */
const Naming = z.object({
  type: Text,
  toolUseResult: z.object({ agentId: Text }).nullish().catch(null),
  message: z
    .object({ content: z.array(z.object({ tool_use_id: Text }).catch({})) })
    .nullish()
    .catch(null),
  data: z.object({ type: Text, agentId: Text }).nullish().catch(null),
  parentToolUseID: Text,
  forkedFrom: z.object({ sessionId: Text }).nullish().catch(null),
  continuedInSessionId: Text,
});

/**
 * What a session says of others: the result of a `Task` and the ticks of an agent name its file, a branched session
 * names the one it split from, and one that goes on elsewhere says where.
 */
export class SessionLinks {
  /** Agents by the calls that opened them; an agent may be called again. */
  readonly #opened = new Map<string, { agent: string; callId: string | null }>();
  #forkedFrom: string | null = null;
  readonly #continuedIn = new Set<string>();

  note({ value }: SessionLine): void {
    const line = Naming.safeParse(value).data;
    if (!line) return;
    const { toolUseResult, message, data, forkedFrom, continuedInSessionId } = line;
    if (toolUseResult?.agentId)
      this.#open(toolUseResult.agentId, message?.content.find((block) => block.tool_use_id)?.tool_use_id ?? null);
    if (data?.type === "agent_progress" && data.agentId) this.#open(data.agentId, line.parentToolUseID ?? null);
    this.#forkedFrom ??= forkedFrom?.sessionId || null;
    if (line.type === "continued-in" && continuedInSessionId) this.#continuedIn.add(continuedInSessionId);
  }

  /** `agent`: whose file this is, where it is a sub-agent's; `ordinalOf`: the step of a call by its id. */
  of(session: string | null, agent: string | null, ordinalOf: (callId: string) => number | null): RunLink[] {
    if (session === null) return [];
    const fork = agent === null && this.#forkedFrom !== session ? this.#forkedFrom : null;
    return [
      ...(agent === null ? [] : [parentLink({ kind: "subagent", runId: session })]),
      ...(fork === null ? [] : [parentLink({ kind: "fork", runId: fork })]),
      ...[...this.#opened.values()].map(({ agent: opened, callId }) => {
        const ordinal = callId === null ? null : ordinalOf(callId);
        return childLink({ kind: "subagent", runId: `${session}/${opened}`, ordinal, callId });
      }),
      ...[...this.#continuedIn].map((runId) => childLink({ kind: "continuation", runId })),
    ];
  }

  #open(agent: string, callId: string | null): void {
    this.#opened.set(JSON.stringify([agent, callId]), { agent, callId });
  }
}
