import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { AppError } from "../../domain/errors.ts";
import type { EngineUser } from "./engine-user.ts";
import { findFreePort, isPortFree } from "./free-port.ts";
import type { ClusterPlace } from "./place.ts";
import {
  clearStalePostmasterFile,
  findPostmaster,
  readPostmasterFile,
  type PostmasterFile,
} from "./postmaster-file.ts";
import { isProcessAlive } from "./process-table.ts";
import { waitUntil } from "./wait-until.ts";

/** Recovery after a crash replays the log first, which can take its time on a slow disk. */
const readyWithinMs = 120_000;
const stopWithinMs = 60_000;
const quitWithinMs = 10_000;
const startAttempts = 4;
const logKeptBytes = 10 * 1024 * 1024;

export type EngineSettings = Record<string, string>;

/** Enough for a studio on one machine; a test may loosen durability, the studio checks that it is on. */
const STUDIO_SETTINGS: EngineSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "60",
  shared_buffers: "256MB",
  max_wal_size: "2GB",
  synchronous_commit: "on",
  timezone: "UTC",
};

export type Running = { file: PostmasterFile; owned: boolean };

type Launch = { place: ClusterPlace; postgres: string; user: EngineUser; port?: number; settings?: EngineSettings };

/** A serving postmaster for the place: the living one, or a new one once the rest of a dead one is cleared. */
export async function runPostmaster(launch: Launch): Promise<Running> {
  const { data } = launch.place;
  for (let attempt = 1; attempt <= startAttempts; attempt += 1) {
    const living = findPostmaster(data);
    if (living) {
      const served = await waitForLiving(data, living.pid);
      if (served) return { file: served, owned: false };
      continue; // it was on its way out
    }
    if (readPostmasterFile(data)) await clearStalePostmasterFile(data);
    const child = await launchPostmaster(launch, attempt);
    const file = await waitForOwn(data, child);
    if (file) return { file, owned: true };
  }
  throw new AppError(
    "unavailable",
    `The database did not start (${lastComplaint(launch.place.log)}): see ${launch.place.log}.`,
  );
}

/** Fast shutdown: running transactions are rolled back, everything committed is on disk. */
export async function stopPostmaster(dataDir: string, pid: number): Promise<void> {
  const isGone = () => findPostmaster(dataDir)?.pid !== pid;
  for (const [signal, limitMs] of [
    ["SIGINT", stopWithinMs],
    ["SIGQUIT", quitWithinMs],
  ] as const) {
    if (isGone()) return;
    process.kill(pid, signal);
    if (await waitUntil(isGone, limitMs)) return;
  }
  throw new AppError("unavailable", `The database in ${dataDir} (process ${pid}) does not stop.`);
}

async function launchPostmaster(launch: Launch, attempt: number): Promise<ChildProcess> {
  const { place, postgres, user } = launch;
  const wanted = launch.port;
  const port =
    wanted !== undefined && attempt < startAttempts && (await isPortFree(wanted, "127.0.0.1"))
      ? wanted
      : await findFreePort();
  const settings = Object.entries({ ...STUDIO_SETTINGS, ...launch.settings });
  const args = [
    "-D",
    place.data,
    "-p",
    String(port),
    ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const log = openLog(place.log);
  try {
    // Its own process group: Ctrl-C in the terminal must reach the studio first, which stops the engine last.
    const isDetached = process.platform !== "win32";
    const child = spawn(postgres, args, { ...user, cwd: "/", stdio: ["ignore", log, log], detached: isDetached });
    child.on("error", () => undefined); // seen below as a process that never came
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

async function waitForOwn(dataDir: string, child: ChildProcess): Promise<PostmasterFile | null> {
  let file: PostmasterFile | null = null;
  const isDecided = () => {
    const found = readPostmasterFile(dataDir);
    if (found?.pid === child.pid && found?.status === "ready") file = found;
    return file !== null || child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  };
  await waitUntil(isDecided, readyWithinMs);
  return file;
}

/** The living postmaster once it serves; null when it went away, or was going, instead. */
async function waitForLiving(dataDir: string, pid: number): Promise<PostmasterFile | null> {
  let file: PostmasterFile | null = null;
  const isDecided = () => {
    const found = readPostmasterFile(dataDir);
    if (found?.pid === pid && found.status === "ready") file = found;
    return file !== null || !isProcessAlive(pid);
  };
  if (await waitUntil(isDecided, readyWithinMs)) return file;
  throw new AppError("unavailable", `A database is at work in ${dataDir} (process ${pid}) but does not answer.`);
}

function openLog(file: string): number {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > logKeptBytes) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
}

function lastComplaint(log: string): string {
  const lines = readFileSync(log, "utf8").trim().split("\n");
  return lines.findLast((line) => /\b(FATAL|PANIC|ERROR)\b/.test(line)) ?? lines.at(-1) ?? "no reason given";
}
