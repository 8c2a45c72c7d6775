import { spawn } from "node:child_process";

export type Ran = { exitCode: number; signal: string | null; durationMs: number; output: string | null };

/** Output kept of a command that is recorded, in bytes; the rest passes by. */
const MAX_OUTPUT = 4 * 1024 * 1024;

/**
 * Runs a command as if it had been typed: same terminal, same signals. On a terminal nothing stands between; elsewhere
 * what it writes passes through and its last part is kept.
 */
export function runProcess([program = "", ...args]: readonly string[], isShell = false): Promise<Ran> {
  const startedAt = performance.now();
  const isTerminal = process.stdout.isTTY === true && !isShell;
  const child = spawn(program, args, { stdio: isTerminal ? "inherit" : ["inherit", "pipe", "pipe"], shell: isShell });
  const tail = new Tail();
  for (const [stream, out] of [
    [child.stdout, process.stderr],
    [child.stderr, process.stderr],
  ] as const) {
    stream?.on("data", (chunk: Buffer) => {
      out.write(chunk);
      tail.add(chunk);
    });
  }
  // The terminal sends the signal to both; the wrapper stays to record what the command made of it.
  const stay = () => undefined;
  process.on("SIGINT", stay);
  const pass = () => void child.kill("SIGTERM");
  process.on("SIGTERM", pass);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      process.off("SIGINT", stay);
      process.off("SIGTERM", pass);
      const durationMs = Math.round(performance.now() - startedAt);
      resolve({ exitCode: code ?? 1, signal, durationMs, output: isTerminal ? null : tail.text() });
    });
  });
}

/** The last bytes of a stream. */
class Tail {
  #parts: Buffer[] = [];
  #size = 0;

  add(part: Buffer): void {
    this.#parts.push(part);
    this.#size += part.byteLength;
    while (this.#size - (this.#parts[0]?.byteLength ?? 0) > MAX_OUTPUT)
      this.#size -= this.#parts.shift()?.byteLength ?? 0;
  }

  text(): string {
    return Buffer.concat(this.#parts).toString("utf8");
  }
}
