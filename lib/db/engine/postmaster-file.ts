import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { AppError } from "../../domain/errors.ts";
import { waitUntil } from "./wait-until.ts";
import { commandOfProcess, isProcessAlive, isStartedWith, processesWorkingIn } from "./process-table.ts";

/** How long the processes of a killed postmaster get to notice and leave by themselves. */
const orphansLeaveMs = 10_000;

/** What `postmaster.pid` says: line 1 pid, line 4 port, line 8 status. */
export type PostmasterFile = { pid: number; port: number; status: string };

export function readPostmasterFile(dataDir: string): PostmasterFile | null {
  try {
    const lines = readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3] ?? 0), status: (lines[7] ?? "").trim() };
  } catch {
    return null;
  }
}

/** The postmaster that serves this folder, if it lives; a reused pid or a zombie is not one. */
export function findPostmaster(dataDir: string): PostmasterFile | null {
  const file = readPostmasterFile(dataDir);
  if (!file || !isProcessAlive(file.pid)) return null;
  // Windows shows no command lines: there the living pid has to do.
  if (process.platform === "win32" || isStartedWith(commandOfProcess(file.pid), dataDir)) return file;
  return null;
}

/**
 * Removes the pid file of a killed postmaster, which PostgreSQL itself refuses to do while the pid looks taken
 * (a zombie, or a reused pid). The file is PostgreSQL's own interlock, so it goes only after it is certain that
 * no process works in the folder any more; orphans that stay are stopped: their postmaster is dead already.
 */
export async function clearStalePostmasterFile(dataDir: string): Promise<void> {
  const isEmpty = () => processesWorkingIn(dataDir).length === 0;
  if (!(await waitUntil(isEmpty, orphansLeaveMs)) && process.platform === "linux") {
    for (const pid of processesWorkingIn(dataDir)) quit(pid);
    await waitUntil(isEmpty, orphansLeaveMs);
  }
  const left = processesWorkingIn(dataDir);
  if (left.length > 0) {
    throw new AppError(
      "unavailable",
      `Processes of a database that was killed are still at work in ${dataDir} (${left.join(", ")}): end them and start again.`,
    );
  }
  rmSync(path.join(dataDir, "postmaster.pid"), { force: true });
}

function quit(pid: number): void {
  try {
    process.kill(pid, "SIGQUIT");
  } catch {
    // It left in the meantime.
  }
}
