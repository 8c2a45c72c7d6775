import type { ParsedStep } from "../../domain/record/step.ts";
import { secondsToMs } from "./number-facts.ts";
import { ExtraInfo, State, type TrajectoryRow } from "./schema.ts";
import { parseNested } from "./nested-json.ts";
import { type StepPlace, textOrNull, turnStep } from "./step-parts.ts";

/**
 * One element of `trajectory` as a step; null when it has none of the fields a step is made of. `response` is the raw
 * reply of the model and only speaks when thought and action are both empty. Source: FORMATS 2.1.
 */
export function mapStep(row: TrajectoryRow, place: StepPlace): ParsedStep | null {
  const { thought, action, observation, response } = row;
  if (thought === undefined && action === undefined && observation === undefined && response === undefined) return null;
  const text = { thought: textOrNull(thought), action: textOrNull(action), observation: textOrNull(observation) };
  const message = text.thought === null && text.action === null ? textOrNull(response) : null;
  return turnStep({ ...text, message }, secondsToMs(row.execution_time), place);
}

/** The agent instance a row names, in runs of several agents. */
export function agentOf(row: TrajectoryRow): string | null {
  const extra = ExtraInfo.safeParse(row.extra_info);
  return extra.success ? textOrNull(extra.data.agent) : null;
}

/** The working directory a row's `state` names; older files carry the state as a JSON string. */
export function workingDirectoryOf(row: TrajectoryRow): string | null {
  const state = State.safeParse(typeof row.state === "string" ? parseNested(row.state) : row.state);
  return state.success ? textOrNull(state.data.working_dir) : null;
}
