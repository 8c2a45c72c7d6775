import { readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";

/** Where tools keep the logs that are read here, below the home folder. */
const LOG_FOLDERS = [
  ".claude/projects",
  ".codex/sessions",
  ".gemini/tmp",
  ".kimi/sessions",
  ".copilot/session-state",
  ".cline/data/sessions",
];
const LOG_NAMES = /\.(jsonl?|traj|md|log)$/i;
const DEEPEST = 8;

export type LogFile = { file: string; sizeBytes: number; changedMs: number };

/** The folders to watch: those of the known tools that are there, and what was named. */
export function logFolders(named: readonly string[], home = homedir()): string[] {
  return [...LOG_FOLDERS.map((folder) => path.join(home, folder)), ...named.map((each) => path.resolve(each))];
}

/** Every file that may be a log at or below the folders. What cannot be read is not there. */
export async function findLogs(folders: readonly string[]): Promise<Map<string, LogFile>> {
  const found = new Map<string, LogFile>();
  for (const folder of folders) await walk(folder, 0, found);
  return found;
}

async function walk(place: string, depth: number, found: Map<string, LogFile>): Promise<void> {
  const entry = await stat(place).catch(() => null);
  if (entry?.isFile() && LOG_NAMES.test(place))
    found.set(place, { file: place, sizeBytes: entry.size, changedMs: entry.mtimeMs });
  if (!entry?.isDirectory() || depth > DEEPEST) return;
  const names = await readdir(place, { withFileTypes: true }).catch(() => []);
  for (const each of names) if (!each.isSymbolicLink()) await walk(path.join(place, each.name), depth + 1, found);
}

/** The logs that were written since: new ones, and those that changed. */
export function changedLogs(before: ReadonlyMap<string, LogFile>, now: ReadonlyMap<string, LogFile>): LogFile[] {
  return [...now.values()].filter(({ file, sizeBytes, changedMs }) => {
    const old = before.get(file);
    return sizeBytes > 0 && (!old || old.sizeBytes !== sizeBytes || old.changedMs !== changedMs);
  });
}
