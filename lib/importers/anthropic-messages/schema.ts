import { z } from "zod";

/**
 * Messages of the Anthropic API as files have them; what is not listed travels in the raw bytes. Besides the API's own
 * members, Cline's SDK writes `ts`, `metrics` and `modelInfo` beside them.
 */

const Text = z.string().nullish().catch(null);
/** Numbers are judged where they are used, so that a wrong one costs nothing else. */
const Anything = z.unknown().optional();

export const Message = z.looseObject({
  role: z.enum(["user", "assistant", "system"]),
  content: z.union([z.string(), z.array(z.unknown())]).nullish(),
  model: Text,
  ts: Anything,
  usage: z
    .looseObject({
      input_tokens: Anything,
      output_tokens: Anything,
      cache_creation_input_tokens: Anything,
      cache_read_input_tokens: Anything,
    })
    .nullish()
    .catch(null),
  metrics: z.looseObject({ inputTokens: Anything, outputTokens: Anything, cost: Anything }).nullish().catch(null),
  modelInfo: z.looseObject({ id: Text }).nullish().catch(null),
});
export type Message = z.infer<typeof Message>;

/** A block of a message's content; every member but its type may be absent. */
export const Block = z.looseObject({
  type: z.string(),
  text: Text,
  thinking: Text,
  id: Text,
  name: Text,
  tool_use_id: Text,
  is_error: z.boolean().nullish().catch(null),
  path: Text,
  content: Anything,
});
export type Block = z.infer<typeof Block>;

/** What Cline's SDK says of one thing a tool did. */
export const Report = z.looseObject({ query: z.string(), result: Anything, success: z.boolean() });
