import { z } from "zod";

/** Events of OpenHands. Authority: `openhands/events/serialization` and the older flat shape of its resolver's output. */

const Text = z.string().nullish().catch(null);
const Anything = z.unknown().optional();
const Id = z.union([z.number(), z.string()]).nullish().catch(null);

export const Event = z.looseObject({
  id: Id,
  timestamp: Text,
  source: Text,
  message: Text,
  action: Text,
  observation: Text,
  cause: Id,
  args: z.record(z.string(), z.unknown()).nullish().catch(null),
  extras: z
    .looseObject({ exit_code: Anything, metadata: z.looseObject({ exit_code: Anything }).nullish().catch(null) })
    .nullish()
    .catch(null),
  exit_code: Anything,
  content: Anything,
  tool_call_metadata: z
    .looseObject({ model_response: z.looseObject({ id: Text, model: Text }).nullish().catch(null) })
    .nullish()
    .catch(null),
});
export type Event = z.infer<typeof Event>;

export const Usage = z.looseObject({ response_id: Text, prompt_tokens: Anything, completion_tokens: Anything });

/** One line of `output.jsonl`, of an evaluation or of the resolver. */
export const Output = z.looseObject({
  instance_id: Id,
  instruction: Text,
  history: z.array(z.unknown()),
  git_patch: Text,
  success: z.boolean().nullish().catch(null),
  error: Text,
  base_commit: Text,
  test_result: z.looseObject({ git_patch: Text }).nullish().catch(null),
  issue: z.looseObject({ owner: Text, repo: Text, number: Id, title: Text }).nullish().catch(null),
  instance: z.looseObject({ repo: Text, base_commit: Text, problem_statement: Text }).nullish().catch(null),
  metadata: z
    .looseObject({
      agent_class: Text,
      git_commit: Text,
      dataset: Text,
      max_iterations: Anything,
      llm_config: z.looseObject({ model: Text, temperature: Anything }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
  metrics: z
    .looseObject({
      accumulated_cost: Anything,
      accumulated_token_usage: z
        .looseObject({ prompt_tokens: Anything, completion_tokens: Anything })
        .nullish()
        .catch(null),
      token_usages: z.array(Usage).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});
export type Output = z.infer<typeof Output>;
