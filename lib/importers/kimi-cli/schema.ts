import { z } from "zod";

/** Records of the wire log as the files have them; what is not listed travels in the raw bytes. */

const Text = z.string().nullish().catch(null);
/** Read where it is used, so that an odd one costs nothing else. */
const Anything = z.unknown().optional();

export const Wire = z.looseObject({ type: z.string(), time: Anything, agentId: Text });

export const Usage = z.looseObject({
  inputOther: Anything,
  inputCacheRead: Anything,
  inputCacheCreation: Anything,
  output: Anything,
});

/** An event of the loop; which members are there depends on its type. */
export const LoopEvent = z.looseObject({
  type: z.string(),
  stepUuid: Text,
  toolCallId: Text,
  name: Text,
  part: z.looseObject({ type: z.string(), text: Text, think: Text }).nullish().catch(null),
  result: z
    .looseObject({ output: Anything, note: Text, isError: z.boolean().nullish().catch(null) })
    .nullish()
    .catch(null),
  usage: Usage.nullish().catch(null),
});
export type LoopEvent = z.infer<typeof LoopEvent>;

export const AppendLoopEvent = z.looseObject({ event: LoopEvent });

export const AppendMessage = z.looseObject({
  message: z.looseObject({
    role: z.enum(["user", "assistant", "system"]),
    content: z.union([z.string(), z.array(z.unknown())]),
    origin: z.looseObject({ kind: Text, name: Text }).nullish().catch(null),
  }),
});
export type AppendMessage = z.infer<typeof AppendMessage>;

export const TextPart = z.looseObject({ type: z.literal("text"), text: z.string() });
export const Compaction = z.looseObject({ summary: z.string() });
export const UsageRecord = z.looseObject({ usageScope: z.string(), usage: Usage });
export const Approval = z.looseObject({ result: z.looseObject({ decision: z.string() }) });
