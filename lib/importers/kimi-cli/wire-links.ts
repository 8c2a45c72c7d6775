import { childLink, parentLink, type RunLink } from "../../domain/record/run-link.ts";

/** How the result of an `Agent` call begins. */
const BEGAN = /^agent_id: ([\w-]+)\r?\n/;

/** The agent that the result of a call names; null where the call began none. */
export function agentOf(callName: string, result: string): string | null {
  return callName === "Agent" ? (BEGAN.exec(result)?.[1] ?? null) : null;
}

/** Where a log stands among those of its session: whether another agent began it, and whom its own calls began. */
export type AgentPlace = { isBegun: boolean; began: { agent: string; ordinal: number; callId: string | null }[] };

/**
 * What a log says of the logs beside it, `agents/<id>/wire.jsonl`. Logs name no session, so they are found by their
 * place alone; a begun agent does not say who began it, only the session's main log is sure to be of the same run.
 */
export function wireLinks({ isBegun, began }: AgentPlace): RunLink[] {
  return [
    ...(isBegun ? [parentLink({ kind: "subagent", file: "../main/wire.jsonl" })] : []),
    ...began.map(({ agent, ordinal, callId }) =>
      childLink({ kind: "subagent", file: `../${agent}/wire.jsonl`, ordinal, callId }),
    ),
  ];
}
