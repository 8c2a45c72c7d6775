import type { Command } from "commander";
import { readEnv } from "../env.ts";
import { Closers } from "./start/closers.ts";
import { runStudio } from "./start/run-studio.ts";

const lingerMs = 2_000;

export function startCommand(program: Command): void {
  program
    .command("start")
    .description("run the studio: database, pages and a worker, until Ctrl-C (PORT, HOST, RUNTAPE_DATA, DATABASE_URL)")
    .option("--dev", "serve the pages from source and follow changes")
    .action((options: { dev?: boolean }) => start(options.dev === true));
}

/** Everything up, wait, everything down. A failed start goes down the same way, so nothing stays half-started. */
async function start(isDev: boolean): Promise<void> {
  const tell = (line: string) => console.error(line);
  const env = readEnv();
  const closers = new Closers();
  const stop = stopSignal();
  try {
    await runStudio({ env, isDev, closers, tell, stop });
  } catch (error) {
    // Being told to stop during the start is no failure.
    if (!stop.signal.aborted || stop.signal.reason !== asked) throw error;
  } finally {
    await closers.run(tell);
    // A pool that the seed left open must not keep a stopped studio alive.
    setTimeout(() => process.exit(), lingerMs).unref();
  }
}

const asked = "asked to stop";

/** Aborts on the first signal; npm and the terminal may both send one, so further ones are the same request. */
function stopSignal(): AbortController {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => controller.abort(asked));
  return controller;
}
