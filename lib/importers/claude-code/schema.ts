import { z } from "zod";

/**
 * Lines of a Claude Code session as files have them. There is no official schema: these are the members that sessions
 * of versions 1.0 to 2.1 hold and that the record uses; what is not listed travels in the raw bytes.
 */

const Text = z.string().nullish().catch(null);
const Flag = z.boolean().nullish().catch(null);
const Anything = z.unknown().optional();

export const Line = z.looseObject({
  type: z.string(),
  subtype: Text,
  uuid: Text,
  parentUuid: Text,
  sessionId: Text,
  session_id: Text,
  timestamp: Text,
  agentId: Text,
  /** Of `stream-json`: the call that began the sub-agent who speaks here. */
  parent_tool_use_id: Text,
  isSidechain: Flag,
  isMeta: Flag,
  isCompactSummary: Flag,
  message: Anything,
  content: Anything,
  /** Of the sessions of one early version: a call and its result as lines of their own. */
  name: Text,
  output: Anything,
  attachment: z.looseObject({ type: Text, prompt: Anything }).nullish().catch(null),
});
export type Line = z.infer<typeof Line>;

export const Message = z.looseObject({
  id: Text,
  model: Text,
  content: z.union([z.string(), z.array(z.unknown())]).nullish(),
  usage: z
    .looseObject({
      input_tokens: Anything,
      output_tokens: Anything,
      cache_creation_input_tokens: Anything,
      cache_read_input_tokens: Anything,
    })
    .nullish()
    .catch(null),
});
export type Message = z.infer<typeof Message>;

/** The last line of `--output-format stream-json`. */
export const Result = z.looseObject({ subtype: Text, total_cost_usd: Anything, is_error: Flag, result: Text });
