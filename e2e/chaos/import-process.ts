import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** The process that imports, which can be killed and started again. */
export type ImportProcess = {
  start(): void;
  /** SIGKILLs it and everything it started; resolves when it is gone. */
  kill(): Promise<void>;
  /** Bytes of uploads that all its lives have read. */
  readBytes(): number;
};

/** `journal`: a file of its own for what it reads. It finds the studio by the environment. */
export function importProcess(journal: string): ImportProcess {
  const script = path.join(import.meta.dirname, "import-worker.ts");
  let child: ChildProcess | null = null;
  return {
    start() {
      const flags = ["--import", "tsx", script, journal];
      child = spawn(process.execPath, flags, { stdio: ["ignore", "ignore", "inherit"], detached: true });
    },
    async kill() {
      const dying = child;
      child = null;
      if (!dying?.pid || dying.exitCode !== null || dying.signalCode !== null) return;
      const gone = new Promise((resolve) => dying.once("exit", resolve));
      process.kill(-dying.pid, "SIGKILL");
      await gone;
    },
    readBytes() {
      if (!existsSync(journal)) return 0;
      // The last line may be cut off by a kill.
      const lines = readFileSync(journal, "utf8").split("\n").slice(0, -1);
      return lines.reduce((sum, line) => sum + Number(line), 0);
    },
  };
}
