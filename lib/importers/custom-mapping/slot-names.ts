import type { RunSlot, StepSlot } from "../../domain/mapping/field-mapping.ts";

/** Names that fields have in logs, the surest first, lower case without `_` and `-`; slots in the order they choose. */
export const STEP_NAMES: readonly (readonly [StepSlot, string])[] = [
  ["role", "role from speaker who actor sender author source event type kind"],
  ["resultOf", "toolcallid resultof inreplyto replyto tooluseid answers"],
  ["thought", "thought thoughts thinking reasoning reasoningcontent rationale reflection plan"],
  ["observation", "observation obs tooloutput toolresult stdout output result response returned got"],
  ["input", "arguments args actioninput toolinput input parameters params kwargs query"],
  ["action", "action tool toolname command cmd function functionname actiontype name"],
  ["message", "content message text said utterance value body"],
  ["callId", "callid toolcallid actionid"],
  ["lane", "agent agentname agentid lane worker actor speaker"],
  ["isError", "iserror error failed exitcode returncode status"],
  ["startedAt", "timestamp startedat createdat time ts datetime date at when"],
  ["tokensIn", "inputtokens prompttokens tokensin"],
  ["tokensOut", "outputtokens completiontokens tokensout"],
];

export const CALL_NAMES: readonly (readonly [StepSlot, string])[] = [
  ["callId", "id callid toolcallid"],
  ["input", "arguments args input parameters params"],
  ["action", "name tool toolname function"],
];

export const RUN_NAMES: readonly (readonly [RunSlot, string])[] = [
  [
    "runId",
    "runid sessionid traceid conversationid episodeid trajectoryid rollout rolloutid session run episode id uuid",
  ],
  ["taskId", "taskid instanceid problemid"],
  ["instruction", "instruction task goal question prompt problemstatement objective issue"],
  ["agent", "agent agentname"],
  ["model", "model modelname modelid"],
  ["outcome", "outcome exitstatus status result success resolved reward score"],
];

export const LISTS_OF_STEPS =
  "messages steps trajectory conversation conversations turns events history log entries actions";
export const LISTS_OF_CALLS = "toolcalls calls functioncalls tooluses actions";
export const GROUPING = "runid sessionid traceid conversationid episodeid trajectoryid rolloutid session run episode";

/** A name as the lists above write it. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[_\-. ]/g, "");
}
