import type { Command } from "commander";
import { AppError } from "../domain/errors.ts";
import { readEnv } from "../env.ts";

export function workCommand(program: Command): void {
  program
    .command("work")
    .description("work on jobs (imports, exports) until stopped; the studio starts one itself, more may help it")
    .action(work);
}

/** Any number of these may run, on any machine that reaches the database and the files. */
async function work(): Promise<void> {
  const { databaseUrl } = readEnv();
  if (databaseUrl === undefined) {
    throw new AppError(
      "unavailable",
      "DATABASE_URL is not set: npm start runs a worker of its own; set it for another.",
    );
  }
  // Loaded here: the worker pulls in the whole product, which the other commands do without.
  const { startWorker } = await import("../jobs/worker.ts");
  const worker = await startWorker({ databaseUrl });
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  await worker.stop();
  process.exit(0);
}
