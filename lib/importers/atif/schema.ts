import { z } from "zod";

/**
 * Harbor ATIF 1.0 to 1.7 as files have it; what is not listed travels in the raw bytes. Authority: RFC 0001 of harbor.
 * Everything that is not needed to tell a step from noise may be absent or of another kind.
 */

const Text = z.string().nullish().catch(null);
const Parts = z.union([z.string(), z.array(z.unknown())]).nullish();

export const Agent = z.looseObject({ name: Text, version: Text, model_name: Text });
export type Agent = z.infer<typeof Agent>;

export const FinalMetrics = z.looseObject({
  total_prompt_tokens: z.unknown().optional(),
  total_completion_tokens: z.unknown().optional(),
  total_cost_usd: z.unknown().optional(),
});
export type FinalMetrics = z.infer<typeof FinalMetrics>;

export const ToolCall = z.looseObject({ tool_call_id: Text, function_name: Text, arguments: z.unknown().optional() });

export const SubagentRef = z.looseObject({ session_id: Text, trajectory_id: Text });

export const Result = z.looseObject({
  source_call_id: Text,
  content: Parts,
  subagent_trajectory_ref: z.array(SubagentRef).nullish().catch(null),
});
export type Result = z.infer<typeof Result>;

export const Step = z.looseObject({
  timestamp: z.unknown().optional(),
  source: z.string(),
  message: Parts,
  reasoning_content: Text,
  tool_calls: z.array(ToolCall).nullish(),
  observation: z.looseObject({ results: z.array(Result).nullish() }).nullish(),
  metrics: z
    .looseObject({
      prompt_tokens: z.unknown().optional(),
      completion_tokens: z.unknown().optional(),
      cost_usd: z.unknown().optional(),
    })
    .nullish()
    .catch(null),
  is_copied_context: z.boolean().nullish().catch(null),
});
export type Step = z.infer<typeof Step>;
