import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { birthOfProcess } from "../../db/engine/process-table.ts";
import type { StudioProcess } from "../../db/studio-file.ts";
import { tiedToUs } from "./repo-paths.ts";
import { stopProcess } from "./stop-process.ts";

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** A process that ran this long was healthy: its next failure starts with the short pause again. */
const healthyAfterMs = 60_000;
const logKeptBytes = 10 * 1024 * 1024;

export type Service = {
  name: string;
  /** Words after `node`. */
  args: string[];
  cwd: string;
  env: Record<string, string | undefined>;
  logFile: string;
};

export type Keeper = {
  /** The process of the moment; null during a pause between two lives. */
  current(): StudioProcess | null;
  /** How often it died unasked. */
  deaths(): number;
  stop(): Promise<void>;
};

/** Runs a service and starts it again whenever it dies, with pauses that double up to half a minute. */
export function keepRunning(service: Service, tell: (line: string) => void, onChange: () => void): Keeper {
  let current: StudioProcess | null = null;
  let deathCount = 0;
  let pauseMs = firstPauseMs;
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;

  const launch = () => {
    const bornAt = performance.now();
    const child = spawnService(service);
    current = child.pid === undefined ? null : { name: service.name, pid: child.pid, birth: birthOfProcess(child.pid) };
    let isOver = false;
    const over = (reason: string) => {
      if (isOver) return;
      isOver = true;
      current = null;
      if (isStopping) return;
      deathCount += 1;
      if (performance.now() - bornAt > healthyAfterMs) pauseMs = firstPauseMs;
      tell(`The ${service.name} process ended (${reason}); starting it again. Its log: ${service.logFile}`);
      timer = setTimeout(launch, pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    };
    child.once("error", (error) => over(error.message));
    child.once("exit", (code, signal) => over(signal ?? `exit code ${code}`));
    onChange();
  };
  launch();

  return {
    current: () => current,
    deaths: () => deathCount,
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      if (current) await stopProcess(current.pid);
    },
  };
}

function spawnService({ args, cwd, env, logFile }: Service) {
  const log = openLog(logFile);
  try {
    // The channel ties its life to ours (see bin/die-with-parent.mjs); a group of its own keeps Ctrl-C for us alone.
    const stdio = ["ignore", log, log, "ipc"] as const;
    const words = [...tiedToUs, ...args];
    return spawn(process.execPath, words, { cwd, env: { ...process.env, ...env }, stdio: [...stdio], detached: true });
  } finally {
    closeSync(log);
  }
}

function openLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > logKeptBytes) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
}
