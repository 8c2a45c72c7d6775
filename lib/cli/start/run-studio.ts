import path from "node:path";
import type { Env } from "../../env.ts";
import { studioVariables } from "../../db/connect-studio.ts";
import { readStudioFile, removeStudioFile, writeStudioFile } from "../../db/studio-file.ts";
import { openStudioFolder, studioPaths } from "../../db/studio-folder.ts";
import { announce } from "./announce.ts";
import { buildWeb, generateClient } from "./build.ts";
import { checkPort, checkPortAfterLeftovers } from "./check-port.ts";
import type { Closers } from "./closers.ts";
import { endLeftovers } from "./end-leftovers.ts";
import { holdDatabase, type HeldDatabase } from "./hold-database.ts";
import { type Keeper, keepRunning, type Service } from "./keep-running.ts";
import { openBrowser } from "./open-browser.ts";
import { nextProgram, repoRoot } from "./repo-paths.ts";
import { localAddress, waitForWeb } from "./wait-for-web.ts";

export type StudioRun = {
  env: Env;
  isDev: boolean;
  closers: Closers;
  tell: (line: string) => void;
  /** Aborted from outside to stop, from inside when the studio cannot go on. */
  stop: AbortController;
};

/** Brings the studio up, part by part, and resolves when it is asked to stop; what is up is in `closers`. */
export async function runStudio(run: StudioRun): Promise<void> {
  const { env, isDev, tell, stop } = run;
  const { signal } = stop;
  const database = await takeStudio(run);
  const variables = studioVariables(env, database.addresses);
  // The seed and the build read the same variables as the processes started below.
  Object.assign(process.env, variables);
  signal.throwIfAborted();
  await generateClient({ signal });
  const { seedStudio } = await import("../../services/studio/seed-studio.ts");
  const { setupUrl } = await seedStudio();
  if (!isDev) await buildWeb({ tell, signal });
  const { logs } = studioPaths(env.dataDir);
  const [web] = launch(run, database, services(run, logs, variables));
  await waitForWeb(localAddress(env.host, env.port), web, path.join(logs, "web.log"), signal);
  console.log(announce({ url: env.url, setupUrl, dataDir: env.dataDir, database: database.where, logs }));
  openBrowser(setupUrl ?? env.url);
  await aborted(signal);
}

/** Folder, port, database, lock: whatever is wrong is said before anything is started for good. */
async function takeStudio({ env, tell, stop, closers }: StudioRun): Promise<HeldDatabase> {
  const before = readStudioFile(env.dataDir);
  // With a file of a former start the port may be its own: then the lock decides first.
  if (!before) await checkPort(env.port, env.host);
  openStudioFolder(env.dataDir);
  const database = await holdDatabase({ env, tell, fail: (reason) => stop.abort(reason) });
  closers.add(database.close);
  await endLeftovers(before);
  await checkPortAfterLeftovers(env.port, env.host);
  closers.add(() => removeStudioFile(env.dataDir));
  writeState(env, database, []);
  return database;
}

function services({ isDev, env }: StudioRun, logs: string, variables: Record<string, string>): [Service, Service] {
  const place = { cwd: repoRoot, env: { ...variables, NEXT_TELEMETRY_DISABLED: "1" } };
  const listen = ["-p", String(env.port), "-H", env.host];
  return [
    {
      ...place,
      name: "web",
      args: [nextProgram, isDev ? "dev" : "start", ...listen],
      logFile: path.join(logs, "web.log"),
    },
    { ...place, name: "worker", args: ["bin/runtape.mjs", "work"], logFile: path.join(logs, "worker.log") },
  ];
}

function launch(run: StudioRun, database: HeldDatabase, [web, worker]: [Service, Service]): [Keeper, Keeper] {
  const { env, tell, closers } = run;
  const keepers: Keeper[] = [];
  const record = () => writeState(env, database, keepers);
  closers.add(async () => void (await Promise.all(keepers.map((keeper) => keeper.stop()))));
  const keep = (service: Service) => {
    const keeper = keepRunning(service, tell, record);
    keepers.push(keeper);
    record();
    return keeper;
  };
  return [keep(web), keep(worker)];
}

function writeState(env: Env, { addresses }: HeldDatabase, keepers: Keeper[]): void {
  const { ownerUrl, appUrl } = addresses;
  const children = keepers.flatMap((keeper) => keeper.current() ?? []);
  writeStudioFile(env.dataDir, { pid: process.pid, url: env.url, ownerUrl, appUrl, children });
}

/** Resolves on a request to stop, throws when the studio failed. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => (signal.reason instanceof Error ? reject(signal.reason) : resolve());
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}
