import type { LiveHeader, LiveSeal } from "../../domain/record/live.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { isCredential } from "../dialogue/plain-facts.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { LiveCursor } from "./live-steps.ts";

/** The run as far as it is known: its head, what its steps added up to, and its end where it has one. */
export function runOfLive(header: LiveHeader, cursor: LiveCursor, seal: LiveSeal | null, name: string): ParsedRun {
  const { task = {} } = header;
  const named = taskOf(task.instruction ?? null, task.key ?? null, name);
  return {
    runId: header.runId ?? null,
    task: { ...named, title: task.title ?? named.title },
    agent: header.agent ?? null,
    agentVersion: header.agentVersion ?? null,
    model: header.model ?? null,
    lanes: [...cursor.lanes],
    exitStatus: seal?.exitStatus ?? null,
    submission: seal?.submission ?? null,
    environment: [...header.environment, ...(seal?.environment ?? [])].filter(([fact]) => !isCredential(fact)),
    tokensIn: cursor.tokensIn,
    tokensOut: cursor.tokensOut,
    costUsd: cursor.costUsd,
    stepCount: cursor.stepCount,
    actionCount: cursor.actionCount,
    unknownRecords: 0,
  };
}
