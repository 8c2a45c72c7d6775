import { z } from "zod";

/**
 * The foreign truth of SWE-agent's `.traj` (SWE-agent/SWE-agent: sweagent/types.py). Objects are loose: unknown keys
 * are legal and stay in the raw bytes. A field of a wrong kind fails the row, and the row is kept as a generic step.
 */
const Text = z.string().nullish();

/** One element of `trajectory`. `state` is an object, or a JSON string in older files. */
export const TrajectoryRow = z.looseObject({
  thought: Text,
  action: Text,
  observation: Text,
  response: Text,
  execution_time: z.unknown().optional(),
  state: z.unknown().optional(),
  extra_info: z.unknown().optional(),
});
export type TrajectoryRow = z.infer<typeof TrajectoryRow>;

const ContentBlock = z.looseObject({ type: Text, text: Text });
const ToolCall = z.looseObject({
  id: Text,
  function: z.looseObject({ name: Text, arguments: z.unknown().optional() }).nullish(),
});

/** One element of `history`. */
export const HistoryRow = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(ContentBlock)]).nullish(),
  thought: Text,
  action: Text,
  agent: Text,
  message_type: Text,
  is_demo: z.boolean().nullish(),
  tool_calls: z.array(ToolCall).nullish(),
  tool_call_ids: z.array(z.string()).nullish(),
});
export type HistoryRow = z.infer<typeof HistoryRow>;

/** Optional facts: one of a wrong kind is absent, the others stay. */
const LenientText = z.string().nullish().catch(null);
const lenientObject = <Shape extends z.ZodRawShape>(shape: Shape) => z.looseObject(shape).nullish().catch(null);

export const Info = z.looseObject({
  exit_status: LenientText,
  submission: LenientText,
  swe_agent_version: LenientText,
  swe_agent_hash: LenientText,
  swe_rex_version: LenientText,
  swe_rex_hash: LenientText,
  model_stats: lenientObject({
    instance_cost: z.unknown().optional(),
    total_cost: z.unknown().optional(),
    tokens_sent: z.unknown().optional(),
    tokens_received: z.unknown().optional(),
  }),
});
export type Info = z.infer<typeof Info>;

/** `replay_config` as an object; some files carry it as a JSON string of the same shape. */
export const ReplayConfig = z.looseObject({
  problem_statement: lenientObject({ id: LenientText, text: LenientText }),
  agent: lenientObject({
    model: lenientObject({ name: LenientText }),
    tools: lenientObject({
      bundles: z
        .array(lenientObject({ path: LenientText }))
        .nullish()
        .catch(null),
    }),
  }),
  env: lenientObject({
    deployment: lenientObject({ image: LenientText }),
    repo: lenientObject({
      github_url: LenientText,
      repo_name: LenientText,
      path: LenientText,
      base_commit: LenientText,
    }),
  }),
});
export type ReplayConfig = z.infer<typeof ReplayConfig>;

export const ExtraInfo = z.looseObject({ agent: LenientText });
export const State = z.looseObject({ working_dir: LenientText, open_file: LenientText });
export type State = z.infer<typeof State>;
