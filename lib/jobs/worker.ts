import path from "node:path";
import { type Job as QueuedJob, Logger, run, type Task } from "graphile-worker";
import { openDatabase } from "../db/client.ts";
import type { Job } from "../db/enqueue.ts";
import { readEnv } from "../env.ts";
import { type FileStore, localFiles } from "../files/file-store.ts";
import { sealAudit } from "../services/audit/seal-audit.ts";
import { createContext, WORKER } from "../services/context.ts";
import { runExport } from "../services/exports/run-export.ts";
import { scanRun } from "../services/governance/scan-run.ts";
import { keepRunLabels } from "../services/external-labels/keep-run-labels.ts";
import { processFile } from "../services/imports/process-file.ts";
import { sealIdleRuns } from "../services/live/seal-run.ts";
import { gatherTraces } from "../services/otlp/gather-traces.ts";
import { reparseFile } from "../services/reparse/reparse-file.ts";
import { resumeWork } from "../services/studio/resume-work.ts";

/** Jobs at once in one worker process. */
const CONCURRENCY = 2;
const SEAL_EVERY_MS = 1000;
const IDLE_EVERY_MS = 5000;

/** `files` stands in for the studio's own store; `kinds` are the jobs it does, all of them when not given. */
type WorkerOptions = { databaseUrl: string; files?: FileStore; kinds?: readonly Job["kind"][] };

/** Starts one worker; any number of them may run against one database. */
export async function startWorker({
  databaseUrl,
  files: given,
  kinds,
}: WorkerOptions): Promise<{ stop(): Promise<void> }> {
  const env = readEnv();
  const db = openDatabase(databaseUrl, env.directUrl);
  const files = given ?? localFiles(path.join(env.dataDir, "files"));
  const context = () => createContext({ actor: WORKER, db, files });

  const tasks: Record<Job["kind"], Task> = {
    "process-import-file": async (payload, { job }) => void (await processFile(context(), asPayload(payload, job))),
    "reparse-file": async (payload, { job }) => void (await reparseFile(context(), asPayload(payload, job))),
    "keep-labels": async (payload, { job }) => void (await keepRunLabels(context(), asPayload(payload, job))),
    "scan-run": async (payload, { job }) => void (await scanRun(context(), asPayload(payload, job))),
    "run-export": async (payload, { job }) => void (await runExport(context(), asPayload(payload, job))),
  };
  await resumeWork(context(), {});
  const runner = await run({
    pgPool: db.copyPool,
    taskList: kinds ? Object.fromEntries(kinds.map((kind) => [kind, tasks[kind]])) : tasks,
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    logger: new Logger(() => logLine),
  });
  const sealer = everySoOften(SEAL_EVERY_MS, async () => void (await sealAudit(context(), {})));
  const idle = everySoOften(IDLE_EVERY_MS, async () => void (await sealIdleRuns(context(), {})));
  const gatherer = everySoOften(IDLE_EVERY_MS, async () => void (await gatherTraces(context(), {})));
  return {
    async stop() {
      await gatherer.stop();
      await idle.stop();
      await sealer.stop();
      await runner.stop();
      await db.close();
    },
  };
}

/** The verb parses its payload itself; the queue only carries it, and knows whether there will be another try. */
function asPayload(payload: unknown, { attempts, max_attempts }: Pick<QueuedJob, "attempts" | "max_attempts">): never {
  return { ...(typeof payload === "object" ? payload : {}), isLastAttempt: attempts >= max_attempts } as never;
}

/** Runs `work` again and again with a pause between; a failure is logged and tried again at the next turn. */
function everySoOften(pauseMs: number, work: () => Promise<void>): { stop(): Promise<void> } {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const turn = () => {
    running = work()
      .catch((error: unknown) => logLine("error", error instanceof Error ? error.name : "failed"))
      .finally(() => {
        if (!isStopped) timer = setTimeout(turn, pauseMs);
      });
  };
  turn();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

function logLine(level: string, message: string): void {
  if (level === "error" || level === "warning")
    process.stderr.write(`${JSON.stringify({ level, at: "worker", message })}\n`);
}
