import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { chmodSync } from "node:fs";
import { type Database, openDatabase } from "../../lib/db/client.ts";
import { type Cluster, startCluster } from "../../lib/db/engine/cluster.ts";
import { findFreePort } from "../../lib/db/engine/free-port.ts";
import { prepareDatabase } from "../../lib/db/prepare-database.ts";
import { type FileStore, localFiles } from "../../lib/files/file-store.ts";
import { createContext, type Context, OPERATOR } from "../../lib/services/context.ts";
import { seedStudio } from "../../lib/services/studio/seed-studio.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const READY_MS = 60_000;

/** A built studio on a throwaway engine whose web server can be killed and started again. */
export type ChaosStudio = {
  url: string;
  db: Database;
  files: FileStore;
  operator: () => Context;
  /** SIGKILLs the web server and everything it started; resolves when it is gone. */
  killWeb(): Promise<void>;
  /** SIGKILLs the database engine and starts it again on the same folder and port. */
  killEngine(): Promise<void>;
  startWeb(): Promise<void>;
  /** Processes of the web server. */
  webPids(): number[];
  /** A session's cookie for somebody who has a password here. */
  signIn(email: string, password: string): Promise<string>;
  close(): Promise<void>;
};

type Options = { port?: number; onLog?: (text: string) => void };

export async function openChaosStudio(options: Options = {}): Promise<ChaosStudio> {
  const root = await mkdtemp(path.join(os.tmpdir(), "runtape-chaos-"));
  chmodSync(root, 0o711);
  const engine = { dir: path.join(root, "postgres"), database: "runtape", log: () => undefined };
  let cluster: Cluster = await startCluster(engine);
  const { appUrl } = await prepareDatabase(
    { kind: "embedded", ownerUrl: cluster.ownerUrl, appPasswordFile: cluster.appPasswordFile },
    () => undefined,
  );
  const port = options.port ?? (await findFreePort());
  const url = `http://127.0.0.1:${port}`;
  const env = {
    DATABASE_URL: appUrl,
    DIRECT_URL: appUrl,
    RUNTAPE_DATA: path.join(root, "data"),
    RUNTAPE_SECRET: "chaos-secret-0123456789-0123456789-abcdef",
    RUNTAPE_URL: url,
  };
  Object.assign(process.env, env);
  await seedStudio();
  const db = openDatabase(appUrl);
  const files = localFiles(path.join(root, "data", "files"));
  let web: ChildProcess | null = null;

  const killWeb = async () => {
    const dying = web;
    web = null;
    if (!dying?.pid || dying.exitCode !== null || dying.signalCode !== null) return;
    const gone = new Promise((resolve) => dying.once("exit", resolve));
    process.kill(-dying.pid, "SIGKILL");
    await gone;
  };
  return {
    url,
    db,
    files,
    operator: () => createContext({ actor: OPERATOR, db, files }),
    killWeb,
    async killEngine() {
      process.kill(cluster.pid, "SIGKILL");
      cluster = await startCluster({ ...engine, port: cluster.port });
    },
    async startWeb() {
      web = spawn(
        process.execPath,
        ["node_modules/next/dist/bin/next", "start", "-p", String(port), "-H", "127.0.0.1"],
        {
          cwd: ROOT,
          env: { ...process.env, ...env, NEXT_TELEMETRY_DISABLED: "1" },
          stdio: ["ignore", "pipe", "pipe"],
          detached: true,
        },
      );
      // Read even when nobody asks, or the server stops at a full pipe.
      for (const stream of [web.stdout, web.stderr]) stream?.on("data", (chunk) => options.onLog?.(String(chunk)));
      await untilReady(`${url}/api/v1/health`);
    },
    webPids: () => (web?.pid ? [web.pid] : []),
    signIn: (email, password) => signIn(url, email, password),
    async close() {
      await killWeb();
      await db.close();
      await cluster.stop();
      await rm(cluster.dir, { recursive: true, force: true });
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    const isReady = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await pause(50);
  }
  throw new Error(`The studio did not answer ${url} within ${READY_MS / 1000} s.`);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function signIn(url: string, email: string, password: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`Sign-in failed with ${response.status}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
