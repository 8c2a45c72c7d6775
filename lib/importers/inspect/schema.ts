import { z } from "zod";

/** Logs of Inspect AI. Authority: `inspect_ai/log/_log.py` and `inspect_ai/model/_chat_message.py`; the rest travels in the raw bytes. */

const Text = z.string().nullish().catch(null);
const Anything = z.unknown().optional();
const Id = z.union([z.string(), z.number()]);

export const Message = z.looseObject({
  role: z.enum(["system", "user", "assistant", "tool"]),
  content: z.union([z.string(), z.array(z.unknown())]).nullish(),
  model: Text,
  tool_calls: z
    .array(z.looseObject({ id: Text, function: Text }))
    .nullish()
    .catch(null),
  tool_call_id: Text,
  error: z.looseObject({ type: Text, message: Text }).nullish().catch(null),
});
export type Message = z.infer<typeof Message>;

export const Sample = z.looseObject({
  id: Id,
  epoch: z.number(),
  messages: z.array(z.unknown()),
  attachments: z.record(z.string(), z.unknown()).nullish().catch(null),
  scores: z
    .record(z.string(), z.looseObject({ value: Anything }))
    .nullish()
    .catch(null),
  output: z.looseObject({ model: Text, error: Text }).nullish().catch(null),
  error: z.looseObject({ message: Text }).nullish().catch(null),
  limit: z.looseObject({ type: Text }).nullish().catch(null),
  model_usage: z
    .record(z.string(), z.looseObject({ input_tokens: Anything, output_tokens: Anything }))
    .nullish()
    .catch(null),
});
export type Sample = z.infer<typeof Sample>;

/** What a log says of all its samples. */
export const Eval = z.looseObject({
  task: Text,
  model: Text,
  dataset: z.looseObject({ name: Text }).nullish().catch(null),
  sandbox: Anything,
  revision: z.looseObject({ origin: Text, commit: Text }).nullish().catch(null),
  packages: z.looseObject({ inspect_ai: Text }).nullish().catch(null),
});
export type Eval = z.infer<typeof Eval>;
