import { z } from "zod";

const text = z.string().nullish().catch(null);

/** The whole log. The time is the local one of a machine nobody knows, so no step begins at it. */
export const Log = z.looseObject({
  trajectory_id: z.string(),
  iteration: z.number().nullish().catch(null),
  timestamp: text,
  agents: z.array(z.unknown()).min(1),
});
export type Log = z.infer<typeof Log>;

/**
 * One turn of one agent. What the coach was asked and answered is a judgement of the turn and is kept in the raw file
 * only, as are the lists of files, which were made for the coach.
 */
export const Turn = z.looseObject({
  agent_name: z.string(),
  agent_role: text,
  turn_idx: z.number().nullish().catch(null),
  agent_input: text,
  agent_output: text,
  tool_observation: text,
  coach: z
    .looseObject({ score: z.number().nullish().catch(null) })
    .nullish()
    .catch(null),
});
export type Turn = z.infer<typeof Turn>;

/** Characters after which the logger cuts. */
export const CUTS = { agent_input: 20_000, agent_output: 50_000, tool_observation: 10_000 } as const;
