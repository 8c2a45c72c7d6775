import { z } from "zod";

/**
 * Messages of Gemini CLI as files have them; what is not listed travels in the raw bytes. Authority: gemini-cli,
 * chatRecordingTypes.ts, and the `Content` and `Part` of the Gemini API.
 */

const Text = z.string().nullish().catch(null);
/** Read where it is used, so that an odd one costs nothing else. */
const Anything = z.unknown().optional();

export const ToolCall = z.looseObject({
  id: Text,
  name: Text,
  status: Text,
  agentId: Text,
  result: Anything,
  resultDisplay: Anything,
});
export type ToolCall = z.infer<typeof ToolCall>;

export const Message = z.looseObject({
  id: Text,
  /** `type` in a session, `role` in a checkpoint. */
  type: Text,
  role: Text,
  timestamp: Anything,
  content: Anything,
  parts: Anything,
  displayContent: Anything,
  thoughts: z
    .array(z.looseObject({ subject: Text, description: Text }))
    .nullish()
    .catch(null),
  tokens: z.looseObject({ input: Anything, output: Anything, thoughts: Anything }).nullish().catch(null),
  model: Text,
  toolCalls: z.array(ToolCall).nullish().catch(null),
});
export type Message = z.infer<typeof Message>;

export const Part = z.looseObject({
  text: Text,
  thought: z.boolean().nullish().catch(null),
  functionCall: z.looseObject({ id: Text, name: Text }).nullish().catch(null),
  functionResponse: z.looseObject({ id: Text, name: Text, response: Anything }).nullish().catch(null),
});
export type Part = z.infer<typeof Part>;

/** What a tool gave: its words, or why it failed. */
export const Response = z.union([z.strictObject({ output: z.string() }), z.strictObject({ error: z.string() })]);

/** The lines of the log that are no message. */
export const SetLine = z.looseObject({ $set: z.looseObject({}) });
export const RewindLine = z.looseObject({ $rewindTo: z.string() });
