import { z } from "zod";

/**
 * Messages and events of AgentChat. Authority: `autogen_agentchat/messages.py` of microsoft/autogen, python 0.4 to 0.7;
 * agents may have kinds of their own, and what is not listed travels in the raw bytes.
 */

const Text = z.string().nullish().catch(null);
const Anything = z.unknown().optional();

export const Message = z.looseObject({
  source: z.string(),
  type: z.string(),
  content: Anything,
  /** What `CodeExecutionEvent` has in place of content. */
  result: Anything,
  created_at: Text,
  models_usage: z.looseObject({ prompt_tokens: Anything, completion_tokens: Anything }).nullish().catch(null),
});
export type Message = z.infer<typeof Message>;

export const FunctionCall = z.looseObject({ id: Text, name: Text, arguments: Anything });

export const FunctionExecutionResult = z.looseObject({
  call_id: Text,
  content: Text,
  is_error: z.boolean().nullish().catch(null),
});

/** `TaskResult`: what running a team gives. */
export const TaskResult = z.looseObject({ messages: z.array(z.unknown()).min(1), stop_reason: Text });
