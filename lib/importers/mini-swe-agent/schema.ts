import { z } from "zod";

/** Trajectories of mini-swe-agent. Authority: `minisweagent/run/utils/save.py` and the agent's messages, versions 1 to 2. */

const Text = z.string().nullish().catch(null);
const Anything = z.unknown().optional();

export const Message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(z.unknown())]).nullish(),
  tool_calls: z
    .array(z.looseObject({ id: Text, function: z.looseObject({ name: Text, arguments: Anything }).nullish() }))
    .nullish()
    .catch(null),
  tool_call_id: Text,
  extra: z
    .looseObject({
      cost: Anything,
      response: z
        .looseObject({
          created: Anything,
          model: Text,
          usage: z
            .looseObject({ prompt_tokens: Anything, completion_tokens: Anything, cost: Anything })
            .nullish()
            .catch(null),
          choices: z
            .array(z.looseObject({ message: z.looseObject({ reasoning: Text, reasoning_content: Text }).nullish() }))
            .nullish()
            .catch(null),
        })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});
export type Message = z.infer<typeof Message>;

export const Info = z.looseObject({
  exit_status: Text,
  submission: Text,
  mini_version: Text,
  model_stats: z.looseObject({ instance_cost: Anything, api_calls: Anything }).nullish().catch(null),
  config: z
    .looseObject({
      model: z.looseObject({ model_name: Text }).nullish().catch(null),
      environment: z.looseObject({ image: Text, cwd: Text, timeout: Anything }).nullish().catch(null),
      agent: z.looseObject({ step_limit: Anything, cost_limit: Anything }).nullish().catch(null),
      agent_type: Text,
      environment_type: Text,
    })
    .nullish()
    .catch(null),
});
