import type { Readable } from "node:stream";
import { addRunChecks } from "../../services/verification/add-run-checks.ts";
import type { Context } from "../../services/context.ts";
import { scanWaiting } from "../../services/governance/scan-waiting.ts";
import { processFile } from "../../services/imports/process-file.ts";
import { receiveFile } from "../../services/imports/receive-file.ts";
import { appendSteps } from "../../services/live/append-steps.ts";
import { openLiveRun } from "../../services/live/open-live-run.ts";
import { sealRun } from "../../services/live/seal-run.ts";
import type { Tested } from "../collect.ts";
import type { Facts } from "./environment-facts.ts";
import type { Ran } from "./run-process.ts";

export type Captured = {
  command: readonly string[];
  ran: Ran;
  facts: Facts;
  patch: string | null;
  test: Tested | null;
};
export type Kept = {
  id: string;
  name: string;
  formatId: string | null;
  status: string;
  steps: number;
  reason: string | null;
};

type Given = {
  project: string;
  projectId: string;
  logs: readonly { file: string; name: string }[];
  captured: Captured;
  open: (file: string) => Readable;
};

/** The logs of the command come in whole, with what was recorded around it; without a log the command itself is the run. */
export async function keepCaptured(ctx: Context, given: Given): Promise<Kept[]> {
  const { project, projectId, logs, captured } = given;
  const kept: Kept[] = [];
  const importId = ctx.newId();
  for (const { file, name } of logs) {
    const received = await receiveFile(ctx, {
      project,
      name,
      importId,
      bytes: given.open(file),
      capture: captured.facts,
    });
    const read = await processFile(ctx, { projectId, fileId: received.file.id });
    if (read.formatId === null) continue;
    const reason = read.problems.find(({ severity }) => severity !== "note")?.message ?? null;
    for (const { id, steps } of read.trajectories)
      kept.push({ id, name, formatId: read.formatId, status: read.status, steps, reason });
    if (read.trajectories.length === 0)
      kept.push({ id: "", name, formatId: read.formatId, status: read.status, steps: 0, reason });
  }
  const runs = kept.filter(({ id }) => id !== "");
  if (runs.length === 0) kept.push(await keepCommand(ctx, project, captured));
  const trajectoryIds = kept.flatMap(({ id }) => (id === "" ? [] : [id]));
  for (const trajectoryId of trajectoryIds) await addTests(ctx, trajectoryId, captured.test);
  await scanWaiting(ctx, { projectId, trajectoryIds });
  return kept;
}

/** A command whose tool writes no log that is read here: one step, with what it wrote and what it changed. */
async function keepCommand(ctx: Context, project: string, { command, ran, facts, patch }: Captured): Promise<Kept> {
  const input = command.join(" ");
  const { trajectoryId } = await openLiveRun(ctx, {
    project,
    task: { title: input.slice(0, 500) },
    agent: (command[0] ?? "command").slice(0, 200),
    environment: facts,
  });
  const { exitCode, durationMs, output } = ran;
  const step = { seq: 0, action: { name: "bash", input }, observation: output, exitCode, durationMs };
  await appendSteps(ctx, { trajectoryId, steps: [step] });
  await sealRun(ctx, { trajectoryId, exitStatus: ran.signal ?? `exit ${exitCode}`, submission: patch });
  return { id: trajectoryId, name: input, formatId: "runtape-live", status: "stored", steps: 1, reason: null };
}

async function addTests(ctx: Context, trajectoryId: string, test: Tested | null): Promise<void> {
  if (!test || test.passed === null) return;
  const { command, passed, failed } = test;
  await addRunChecks(ctx, {
    trajectoryId,
    checks: [{ kind: "visible_tests", passed, failed, source: `collect: ${command}` }],
  });
}
