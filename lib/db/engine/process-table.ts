import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import path from "node:path";

/** What the operating system knows about running processes: /proc on Linux, `ps` elsewhere. */

const hasProc = process.platform === "linux";

/** False for a zombie too: it holds a pid but nothing else, and a container's pid 1 may never collect it. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  if (!hasProc) return true;
  const state = statFields(pid)?.[0];
  return state !== undefined && state !== "Z" && state !== "X";
}

/** When the process began, in the system's own words; a pid with its birth names one process for good. */
export function birthOfProcess(pid: number): string | null {
  // Field 22 of /proc/<pid>/stat; the name in field 2 may hold spaces, so counting starts after it.
  if (hasProc) return statFields(pid)?.[19] ?? null;
  return askPs(["-o", "lstart=", "-p", String(pid)])?.trim() || null;
}

/** The words the process was started with; empty when it is gone or shows none. */
export function commandOfProcess(pid: number): string[] {
  if (hasProc) return (readQuietly(`/proc/${pid}/cmdline`) ?? "").split("\0").filter(Boolean);
  return (askPs(["-o", "args=", "-p", String(pid)]) ?? "").trim().split(/\s+/).filter(Boolean);
}

/**
 * Living processes that work in `dir`: started with `-D dir`, or, on Linux, with it as working directory,
 * which holds for every process of a PostgreSQL cluster and for nothing else in a folder of its own.
 */
export function processesWorkingIn(dir: string): number[] {
  if (hasProc) {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => (cwdOf(pid) === dir || isStartedWith(commandOfProcess(pid), dir)) && isProcessAlive(pid));
  }
  // Without /proc the backends of a dead postmaster show no folder: all orphaned ones count, to be safe.
  const rows = (askPs(["-axo", "pid=,ppid=,args="]) ?? "").split("\n").map((row) => row.trim().split(/\s+/));
  return rows
    .filter(([, parent, ...words]) => isStartedWith(words, dir) || (parent === "1" && words[0] === "postgres:"))
    .map(([pid]) => Number(pid));
}

export function isStartedWith(words: string[], dataDir: string): boolean {
  const at = words.indexOf("-D");
  return at > 0 && words[at + 1] === dataDir && path.basename(words[0] ?? "").startsWith("postgres");
}

function statFields(pid: number): string[] | null {
  const stat = readQuietly(`/proc/${pid}/stat`);
  return stat === null ? null : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function cwdOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

function readQuietly(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function askPs(args: string[]): string | null {
  try {
    return execFileSync("ps", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return null;
  }
}
