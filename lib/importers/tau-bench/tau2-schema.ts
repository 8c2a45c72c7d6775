import { z } from "zod";

/**
 * Results of tau2-bench. Authority: `src/tau2/data_model/{message,simulation}.py` of sierra-research/tau2-bench, which
 * writes every member; what is not listed travels in the raw bytes. Checks, reviews and tasks are the judge's.
 */

const Text = z.string().nullish().catch(null);
const Anything = z.unknown().optional();
const Actor = z.looseObject({ implementation: Text, llm: Text }).nullish().catch(null);

/** What all simulations of a file share. */
export const Info = z.looseObject({
  git_commit: Text,
  agent_info: Actor,
  user_info: Actor,
  environment_info: z.looseObject({ domain_name: Text }).nullish().catch(null),
});
export type Info = z.infer<typeof Info>;

export const Simulation = z.looseObject({
  id: Text,
  task_id: z.union([z.string(), z.number()]),
  trial: Anything,
  seed: Anything,
  mode: Text,
  duration: Anything,
  start_time: Text,
  termination_reason: Text,
  agent_cost: Anything,
  user_cost: Anything,
  reward_info: z.looseObject({ reward: Anything }).nullish().catch(null),
  messages: z.array(z.unknown()).min(1),
});
export type Simulation = z.infer<typeof Simulation>;

const Requestor = z.enum(["user", "assistant"]).catch("assistant");

/** What a tool gave to the one who asked. */
export const ToolMessage = z.looseObject({
  id: Text,
  role: z.literal("tool"),
  content: Text,
  requestor: Requestor,
  error: z.boolean().nullish().catch(null),
});
export type ToolMessage = z.infer<typeof ToolMessage>;

/** Results of parallel calls in one message. */
export const MultiToolMessage = z.looseObject({ role: z.literal("tool"), tool_messages: z.array(z.unknown()) });

/** Words or calls of the agent or of the simulated person; both have tools. */
export const Said = z.looseObject({
  role: z.enum(["system", "user", "assistant"]),
  content: Text,
  tool_calls: z
    .array(z.looseObject({ id: Text, name: Text, requestor: Requestor }))
    .nullish()
    .catch(null),
  timestamp: Text,
  cost: Anything,
  usage: z.looseObject({ prompt_tokens: Anything, completion_tokens: Anything }).nullish().catch(null),
});
export type Said = z.infer<typeof Said>;
