import { z } from "zod";

/**
 * ATIF 1.7 as its RFC types it, for tests of what is written: nothing but the fields it names, and the rules that stand
 * between them. Source: harbor, rfcs/0001-trajectory-format.md.
 */

const Name = z.string().min(1);
const Extra = z.record(z.string(), z.unknown());
const Count = z.number().int().nonnegative();
const Source = z.strictObject({ media_type: Name, path: Name });
const Part = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string() }),
  z.strictObject({ type: z.literal("image"), source: Source }),
]);
const Content = z.union([z.string(), z.array(Part)]);

const Ref = z
  .strictObject({
    trajectory_id: Name.optional(),
    trajectory_path: Name.optional(),
    session_id: Name.optional(),
    extra: Extra.optional(),
  })
  .refine(({ trajectory_id: id, trajectory_path: file }) => id !== undefined || file !== undefined, "resolves nowhere");

const ToolCall = z.strictObject({
  tool_call_id: Name,
  function_name: Name,
  arguments: z.record(z.string(), z.unknown()),
  extra: Extra.optional(),
});
const Result = z.strictObject({
  source_call_id: Name.optional(),
  content: Content.optional(),
  subagent_trajectory_ref: z.array(Ref).min(1).optional(),
  extra: Extra.optional(),
});
const Metrics = z.strictObject({
  prompt_tokens: Count.optional(),
  completion_tokens: Count.optional(),
  cached_tokens: Count.optional(),
  cost_usd: z.number().nonnegative().optional(),
  prompt_token_ids: z.array(Count).optional(),
  completion_token_ids: z.array(Count).optional(),
  logprobs: z.array(z.number()).optional(),
  extra: Extra.optional(),
});

const AGENT_ONLY = ["model_name", "reasoning_effort", "reasoning_content", "tool_calls", "metrics"] as const;

const Step = z
  .strictObject({
    step_id: z.number().int().min(1),
    timestamp: z.iso.datetime({ offset: true }).optional(),
    source: z.enum(["system", "user", "agent"]),
    model_name: Name.optional(),
    reasoning_effort: z.union([z.string(), z.number()]).optional(),
    message: Content,
    reasoning_content: z.string().optional(),
    tool_calls: z.array(ToolCall).min(1).optional(),
    observation: z.strictObject({ results: z.array(Result) }).optional(),
    metrics: Metrics.optional(),
    is_copied_context: z.boolean().optional(),
    llm_call_count: Count.optional(),
    extra: Extra.optional(),
  })
  .refine(
    (step) => step.source === "agent" || AGENT_ONLY.every((field) => step[field] === undefined),
    "for agents only",
  )
  .refine(({ tool_calls: calls = [], observation }) => {
    const ids = new Set(calls.map(({ tool_call_id: id }) => id));
    const isKnown = (id: string | undefined) => id === undefined || ids.has(id);
    return ids.size === calls.length && (observation?.results ?? []).every((result) => isKnown(result.source_call_id));
  }, "a result names a call that is not in its step, or two calls share an id");

const Agent = z.strictObject({
  name: Name,
  version: Name,
  model_name: Name.optional(),
  tool_definitions: z.array(z.record(z.string(), z.unknown())).optional(),
  extra: Extra.optional(),
});
const FinalMetrics = z.strictObject({
  total_prompt_tokens: Count.optional(),
  total_completion_tokens: Count.optional(),
  total_cached_tokens: Count.optional(),
  total_cost_usd: z.number().nonnegative().optional(),
  total_steps: Count.optional(),
  extra: Extra.optional(),
});

const Trajectory = z.strictObject({
  schema_version: z.literal("ATIF-v1.7"),
  session_id: Name.optional(),
  trajectory_id: Name.optional(),
  agent: Agent,
  steps: z.array(Step).min(1),
  notes: z.string().optional(),
  final_metrics: FinalMetrics.optional(),
  continued_trajectory_ref: z.string().optional(),
  get subagent_trajectories() {
    return z.array(AtifDocument).optional();
  },
  extra: Extra.optional(),
});
export type AtifDocument = z.infer<typeof Trajectory>;

export const AtifDocument: z.ZodType<AtifDocument> = Trajectory.refine(
  ({ steps }) => steps.every(({ step_id: id }, at) => id === at + 1),
  "step_id counts from 1",
)
  .refine(
    ({ steps, final_metrics: totals }) => totals?.total_steps === undefined || totals.total_steps === steps.length,
  )
  .refine(({ steps, subagent_trajectories: agents = [] }) => {
    const ids = agents.map(({ trajectory_id: id }) => id);
    const refs = steps.flatMap(({ observation }) =>
      (observation?.results ?? []).flatMap((result) => result.subagent_trajectory_ref ?? []),
    );
    const embedded = refs.filter(({ trajectory_path: file }) => file === undefined);
    return (
      !ids.includes(undefined) &&
      new Set(ids).size === ids.length &&
      embedded.every(({ trajectory_id: id }) => ids.includes(id))
    );
  }, "embedded agents have ids of their own, and references find them");
