import { z } from "zod";
import type { MappedRun } from "../dialogue/read-records.ts";
import { sha256 } from "../dialogue/task-of.ts";
import { elementSlices } from "../json/slices.ts";
import { mapConversation } from "../openai-messages/map-conversation.ts";

const Simulation = z.looseObject({
  task_id: z.union([z.number(), z.string()]),
  reward: z.unknown().optional(),
  trial: z.unknown().optional(),
  traj: z.array(z.unknown()),
  info: z
    .looseObject({
      source: z.string().nullish().catch(null),
      task: z
        .looseObject({ instruction: z.string().nullish().catch(null) })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});

/**
 * One simulated conversation: its messages are OpenAI's, the person in it is another model. What that one was told is
 * its script and not the agent's task, so it names the task by its hash and is kept in the raw file only, as are the
 * actions the judge expected.
 */
export function mapSimulation(record: Uint8Array, value: unknown, fileName: string): MappedRun[] {
  const simulation = Simulation.safeParse(value).data;
  if (!simulation || simulation.traj.length === 0) return [];
  const messages = elementSlices(record, "traj").map((slice, at) => ({
    path: `traj[${at}]`,
    slice,
    value: simulation.traj[at],
  }));
  const { task_id: id, reward, trial, info } = simulation;
  const facts = new Map<string, unknown>([
    ["task_id", String(id)],
    ["trial", trial],
    ["reward", reward],
    ["user_model", info?.source],
  ]);
  const mapped = mapConversation({ messages, facts, tools: null, side: null }, fileName);
  const script = info?.task?.instruction;
  // Two sets of tasks count from 0 both.
  const key = script ? `tau-${sha256(script).slice(0, 12)}` : mapped.run.task.key;
  const lanes = [{ name: "agent", role: "main" as const }];
  return [{ ...mapped, run: { ...mapped.run, lanes, task: { ...mapped.run.task, key } } }];
}
