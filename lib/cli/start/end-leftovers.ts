import { birthOfProcess } from "../../db/engine/process-table.ts";
import type { StudioFile } from "../../db/studio-file.ts";
import { stopProcess } from "./stop-process.ts";

/**
 * Ends web and worker processes of a studio that was killed; their channel tells them too, but one that hangs does
 * not hear it. Only for the holder of the studio lock: then what the file names belongs to nobody. The birth time
 * proves that a pid is still the same process.
 */
export async function endLeftovers(before: StudioFile | null): Promise<void> {
  for (const { pid, birth } of before?.children ?? []) {
    if (birth !== null && birthOfProcess(pid) === birth) await stopProcess(pid);
  }
}
