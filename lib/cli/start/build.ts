import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AppError } from "../../domain/errors.ts";
import { nextProgram, repoRoot, tiedToUs } from "./repo-paths.ts";
import { clientSourcesStamp, webSourcesStamp } from "./source-stamp.ts";

const keptLines = 60;

export type BuildOptions = { tell: (line: string) => void; signal?: AbortSignal };

/** Generates the database client when it is missing or older than the models. */
export async function generateClient({ signal }: Partial<BuildOptions> = {}): Promise<void> {
  const stampFile = path.join(repoRoot, "lib/db/generated/.models");
  const stamp = clientSourcesStamp(repoRoot);
  if (readStamp(stampFile) === stamp && existsSync(path.join(repoRoot, "lib/db/generated/client.ts"))) return;
  await runQuietly("The database client could not be generated", ["bin/prisma.mjs", "generate"], signal);
  writeFileSync(stampFile, stamp);
}

/** Builds the pages when there is no build or the sources have changed since. */
export async function buildWeb({ tell, signal }: BuildOptions): Promise<void> {
  const stampFile = path.join(repoRoot, ".next/sources");
  const stamp = webSourcesStamp(repoRoot);
  const hasBuild = () => existsSync(path.join(repoRoot, ".next/BUILD_ID"));
  if (hasBuild() && readStamp(stampFile) === stamp) return;
  tell(
    hasBuild()
      ? "The sources changed since the last build: building again."
      : "Building the pages, once; this takes a moment.",
  );
  await runQuietly("The pages could not be built", [nextProgram, "build"], signal);
  if (!hasBuild())
    throw new AppError("unavailable", "The build of the pages ended without a result: run npm start again.");
  writeFileSync(stampFile, stamp);
}

function readStamp(file: string): string | null {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** Shows the last lines of its output only when it fails. */
function runQuietly(failure: string, args: string[], signal?: AbortSignal): Promise<void> {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...tiedToUs, ...args], {
      cwd: repoRoot,
      env,
      signal,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += String(chunk)));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve();
      if (signal?.aborted) return reject(signal.reason);
      process.stderr.write(`${said.trimEnd().split("\n").slice(-keptLines).join("\n")}\n`);
      reject(new AppError("unavailable", `${failure}: the reason is above.`));
    });
  });
}
