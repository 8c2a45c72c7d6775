import { isProcessAlive } from "../../db/engine/process-table.ts";
import { waitUntil } from "../../db/engine/wait-until.ts";

const politeMs = 8_000;
const killMs = 5_000;

/** SIGTERM to the process, a bounded wait, then SIGKILL to its whole group, which it leads. */
export async function stopProcess(pid: number): Promise<void> {
  const isGone = () => !isProcessAlive(pid);
  if (isGone()) return;
  send(pid, "SIGTERM");
  if (!(await waitUntil(isGone, politeMs))) {
    send(pid, "SIGKILL");
    await waitUntil(isGone, killMs);
  }
  // What it started itself, such as the compiler of `next dev`.
  if (process.platform !== "win32") send(-pid, "SIGKILL");
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone in the meantime.
  }
}
