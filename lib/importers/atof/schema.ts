import { z } from "zod";

/**
 * Events of ATOF 0.1. Authority: `atof-event-format.md` of NeMo Agent Toolkit. Categories are open to a reader and
 * `data` is the producer's own; what is not listed travels in the raw bytes.
 */

const Text = z.string().nullish().catch(null);
const Anything = z.unknown().optional();

export const Event = z.looseObject({
  kind: z.enum(["scope", "mark"]),
  scope_category: z.enum(["start", "end"]).nullish(),
  atof_version: Text,
  uuid: z.string(),
  parent_uuid: Text,
  /** RFC 3339, or microseconds since 1970. */
  timestamp: z.union([z.string(), z.number()]).nullish().catch(null),
  name: z.string(),
  category: Text,
  category_profile: z.looseObject({ model_name: Text, tool_call_id: Text }).nullish().catch(null),
  data: Anything,
  metadata: z.looseObject({ session_id: Text, trace_id: Text }).nullish().catch(null),
});
export type Event = z.infer<typeof Event>;

/** Shapes that the reference converter reads in `data` of a model's scope (`nat/atof/extractors.py`). */
export const LlmInput = z.looseObject({
  messages: z.array(z.unknown()).nullish().catch(null),
  content: z
    .looseObject({ messages: z.array(z.unknown()) })
    .nullish()
    .catch(null),
});

const Usage = z
  .looseObject({
    prompt_tokens: Anything,
    completion_tokens: Anything,
    input_tokens: Anything,
    output_tokens: Anything,
  })
  .nullish()
  .catch(null);
export const LlmOutput = z.looseObject({
  content: z
    .union([z.string(), z.array(z.unknown())])
    .nullish()
    .catch(null),
  tool_calls: z.array(z.unknown()).nullish().catch(null),
  choices: z.array(z.unknown()).nullish().catch(null),
  message: Anything,
  usage: Usage,
});
export type LlmOutput = z.infer<typeof LlmOutput>;

export const InputMessage = z.looseObject({ role: z.string(), content: Anything });
export const MarkRole = z.looseObject({ role: z.enum(["user", "system", "agent"]), content: Text, message: Text });
