import { z } from "zod";

const text = z.string().nullish().catch(null);
const facts = z.record(z.string(), z.unknown()).nullish().catch(null);

/** `Trajectory.to_dict`, after cleaning. */
export const Trajectory = z.looseObject({
  goal: z.string(),
  agent: text,
  model: text,
  model_args: facts,
  summary_info: facts,
  steps: z.array(z.unknown()).min(1),
});
export type Trajectory = z.infer<typeof Trajectory>;

/**
 * `Step.to_dict`: the page an agent saw, and what it did then. `last_action_error` is about the action before. The
 * prompts in `chat_messages` repeat page and history of every step; they are kept in the raw file only.
 */
export const Step = z.looseObject({
  action: z.string().nullable(),
  reasoning: text,
  screenshot_path: text,
  url: text,
  last_action_error: text,
  axtree: text,
  stats: facts,
});
export type Step = z.infer<typeof Step>;
