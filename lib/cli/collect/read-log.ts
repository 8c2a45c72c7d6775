import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { LiveStep } from "../../domain/record/live.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { HEAD_BYTES } from "../../importers/importer.ts";
import { detect } from "../../importers/registry.ts";

/** A log as far as it is written: its first run, with the steps in their words. Null where it is no log of ours, or not yet. */
export type LogSoFar = { run: ParsedRun; steps: ParsedStep[] } | null;

/** Reads a log from its start: a few megabytes a second time cost less than to keep every importer's place in it. */
export async function readLog(file: string, sizeBytes: number): Promise<LogSoFar> {
  const importer = detect(await headOf(file), file);
  if (!importer) return null;
  const steps: ParsedStep[] = [];
  // Only what was there when it was looked at: a tool may be writing.
  for await (const outcome of importer.read(createReadStream(file, { end: Math.max(0, sizeBytes - 1) }), {
    name: file,
  })) {
    if (outcome.type === "step") steps.push(outcome.step);
    if (outcome.type === "failed-record") return null;
    if (outcome.type === "run") return { run: outcome.run, steps };
  }
  return null;
}

async function headOf(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The steps that will not change any more while the log grows: all but the last turn, which may still get results. */
export function settledSteps(steps: readonly ParsedStep[]): ParsedStep[] {
  const last = steps.at(-1);
  return last ? steps.filter(({ turn }) => turn < last.turn) : [];
}

/** A step of a log in the words of a live run. */
export function toLive(step: ParsedStep, { lanes }: Pick<ParsedRun, "lanes">): LiveStep {
  const { thought, action, observation, message } = step.text;
  const lane = lanes[step.lane];
  const isNamedTwice = lanes.findIndex(({ name }) => name === lane?.name) !== step.lane;
  return {
    seq: step.ordinal,
    lane: (isNamedTwice ? `${lane?.name ?? ""} ${step.lane + 1}` : (lane?.name ?? "")) || "main",
    ...(lane ? { laneRole: lane.role } : {}),
    role: step.role,
    thought,
    observation,
    message,
    ...(action === null ? {} : { action: { name: step.actionType || "tool", input: action } }),
    ...(step.isErrorInferred ? {} : { isError: step.isError }),
    exitCode: step.exitCode,
    durationMs: step.durationMs,
    tokensIn: step.tokensIn,
    tokensOut: step.tokensOut,
    costUsd: step.costUsd,
    startedAt: step.startedAt,
    isSameTurn: step.callOrdinal > 0,
    parentSeq: step.parentOrdinal,
  };
}
