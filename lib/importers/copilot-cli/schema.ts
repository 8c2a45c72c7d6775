import { z } from "zod";

/** Events of the log as the files have them; what is not listed travels in the raw bytes. */

const Text = z.string().nullish().catch(null);
/** Read where it is used, so that an odd one costs nothing else. */
const Anything = z.unknown().optional();
const Id = Text;

export const Event = z.looseObject({
  type: z.string(),
  timestamp: Anything,
  data: z.looseObject({ parentToolCallId: Id }),
});
export type Event = z.infer<typeof Event>;

export const UserMessage = z.looseObject({
  content: z.string(),
  attachments: z
    .array(z.looseObject({ path: Text, displayName: Text }))
    .nullish()
    .catch(null),
});

export const AssistantMessage = z.looseObject({
  content: Text,
  reasoningText: Text,
  toolRequests: z
    .array(z.looseObject({ toolCallId: Id, name: Text, arguments: Anything }))
    .nullish()
    .catch(null),
  outputTokens: Anything,
  apiCallId: Id,
  messageId: Id,
  model: Text,
});
export type AssistantMessage = z.infer<typeof AssistantMessage>;

export const Reasoning = z.looseObject({ content: z.string() });

export const ExecutionStart = z.looseObject({ toolCallId: z.string(), toolName: Text, arguments: Anything });

export const ExecutionComplete = z.looseObject({
  toolCallId: z.string(),
  success: z.boolean().nullish().catch(null),
  result: z.looseObject({ content: Text, detailedContent: Text }).nullish().catch(null),
  error: z.looseObject({ message: Text }).nullish().catch(null),
  toolTelemetry: z
    .looseObject({ metrics: z.looseObject({ durationMs: Anything }).nullish().catch(null) })
    .nullish()
    .catch(null),
});
export type ExecutionComplete = z.infer<typeof ExecutionComplete>;

export const SubagentStarted = z.looseObject({ toolCallId: z.string(), agentName: Text, agentDisplayName: Text });

/** What the CLI itself says: `message` of an info or error, `content` of a system message, `reason` of an abort. */
export const Notice = z.looseObject({ message: Text, content: Text, reason: Text });

export const Shutdown = z.looseObject({ shutdownType: Text, modelMetrics: z.looseObject({}).nullish().catch(null) });

/** What a shutdown says of one model; tokens that went in include those a cache gave. */
export const ModelMetrics = z.looseObject({
  usage: z.looseObject({ inputTokens: Anything, outputTokens: Anything }),
});
