import { oneLine } from "../../domain/record/step-kind-target.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { secondsToMs } from "../dialogue/number-facts.ts";
import { ExtraInfo, State, type TrajectoryRow } from "./schema.ts";
import { parseNested } from "./nested-json.ts";
import { type StepPlace, textOrNull, turnStep } from "./step-parts.ts";

/**
 * One element of `trajectory` as a step; null when it has none of the fields a step is made of. `response` is the raw
 * reply of the model and only speaks when thought and action are both empty. Source: TrajectoryStep in SWE-agent's sweagent/types.py.
 */
export function mapStep(row: TrajectoryRow, place: StepPlace): ParsedStep | null {
  const { thought, action, observation, response } = row;
  if (thought === undefined && action === undefined && observation === undefined && response === undefined) return null;
  const text = { thought: textOrNull(thought), action: textOrNull(action), observation: textOrNull(observation) };
  const message = text.thought === null && text.action === null ? textOrNull(response) : null;
  const step = turnStep({ ...text, message }, secondsToMs(row.execution_time), place);
  return { ...step, target: withOpenFile(step.target, row) };
}

/** An edit by lines names no file; the state after it names the one that was open. */
function withOpenFile(target: string, row: TrajectoryRow): string {
  const file = /^\d+:\d+$/.test(target) ? textOrNull(stateOf(row)?.open_file) : null;
  return file === null || file === "n/a" ? target : oneLine(`${file} ${target}`);
}

/** The agent instance a row names, in runs of several agents. */
export function agentOf(row: TrajectoryRow): string | null {
  const extra = ExtraInfo.safeParse(row.extra_info);
  return extra.success ? textOrNull(extra.data.agent) : null;
}

/** The working directory a row's `state` names. */
export function workingDirectoryOf(row: TrajectoryRow): string | null {
  return textOrNull(stateOf(row)?.working_dir);
}

/** A row's `state`; older files carry it as a JSON string. */
function stateOf(row: TrajectoryRow): State | null {
  return State.safeParse(typeof row.state === "string" ? parseNested(row.state) : row.state).data ?? null;
}
