import { z } from "zod";

/**
 * Harbor ATIF 1.0 to 1.7 as files have it; what is not listed travels in the raw bytes. Authority: RFC 0001 of harbor.
 * Everything that is not needed to tell a step from noise may be absent or of another kind.
 */

const Text = z.string().nullish().catch(null);
/** Numbers are judged where they are used, so that a wrong one is noted and costs nothing else. */
const Anything = z.unknown().optional();

export const Agent = z.looseObject({ name: Text, version: Text, model_name: Text, extra: Anything });
export type Agent = z.infer<typeof Agent>;

export const FinalMetrics = z.looseObject({
  total_prompt_tokens: Anything,
  total_completion_tokens: Anything,
  total_cost_usd: Anything,
});
export type FinalMetrics = z.infer<typeof FinalMetrics>;

export const ToolCall = z.looseObject({ tool_call_id: Text, function_name: Text, arguments: Anything });

export const SubagentRef = z.looseObject({ session_id: Text, trajectory_id: Text, trajectory_path: Text });

export const Result = z.looseObject({ source_call_id: Text, content: Anything, subagent_trajectory_ref: Anything });
export type Result = z.infer<typeof Result>;

export const Metrics = z.looseObject({ prompt_tokens: Anything, completion_tokens: Anything, cost_usd: Anything });

export const Step = z.looseObject({
  timestamp: Anything,
  source: z.enum(["agent", "user", "system"]),
  message: Anything,
  reasoning_content: Anything,
  tool_calls: z.array(ToolCall).nullish(),
  observation: z.looseObject({ results: z.array(Result).nullish() }).nullish(),
  metrics: Metrics.nullish().catch(null),
  is_copied_context: z.boolean().nullish().catch(null),
  extra: Anything,
});
export type Step = z.infer<typeof Step>;
