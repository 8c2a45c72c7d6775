import { z } from "zod";

/**
 * Events of `codex exec --json`. Authority: `codex-rs/exec/src/exec_events.rs` of openai/codex; the first versions wrote
 * `item_type` and `assistant_message`. What is not listed travels in the raw bytes.
 */

const Text = z.string().nullish().catch(null);
const Anything = z.unknown().optional();

export const Item = z.looseObject({
  id: Text,
  /** A web search's own id, whose key stands twice in the source; see `twice-named.ts`. */
  ID: Text,
  type: Text,
  item_type: Text,
  status: Text,
  text: Text,
  message: Text,
  command: Text,
  aggregated_output: Text,
  exit_code: Anything,
  changes: z
    .array(z.looseObject({ path: Text }))
    .nullish()
    .catch(null),
  server: Text,
  tool: Text,
  arguments: Anything,
  result: z.looseObject({ content: Anything }).nullish().catch(null),
  error: z.looseObject({ message: Text }).nullish().catch(null),
  prompt: Text,
  agents_states: Anything,
  query: Text,
  items: z
    .array(z.looseObject({ text: z.string(), completed: z.boolean().catch(false) }))
    .nullish()
    .catch(null),
});
export type Item = z.infer<typeof Item>;

export const Event = z.looseObject({
  type: z.string(),
  thread_id: Text,
  session_id: Text,
  message: Text,
  item: z.unknown().optional(),
  usage: z.looseObject({ input_tokens: Anything, output_tokens: Anything }).nullish().catch(null),
  error: z.looseObject({ message: Text }).nullish().catch(null),
});
export type Event = z.infer<typeof Event>;
