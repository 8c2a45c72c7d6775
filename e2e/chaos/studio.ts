import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { chmodSync } from "node:fs";
import { type Database, openDatabase } from "../../lib/db/client.ts";
import { type Cluster, startCluster } from "../../lib/db/engine/cluster.ts";
import { prepareDatabase } from "../../lib/db/prepare-database.ts";
import { localFiles } from "../../lib/files/file-store.ts";
import { createContext, type Context, OPERATOR } from "../../lib/services/context.ts";
import { seedStudio } from "../../lib/services/studio/seed-studio.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const READY_MS = 60_000;

/** A built studio on a throwaway engine whose web server can be killed and started again. */
export type ChaosStudio = {
  url: string;
  db: Database;
  operator: () => Context;
  /** SIGKILLs the web server and everything it started; resolves when it is gone. */
  killWeb(): Promise<void>;
  /** SIGKILLs the database engine and starts it again on the same folder and port. */
  killEngine(): Promise<void>;
  startWeb(): Promise<void>;
  close(): Promise<void>;
};

export async function openChaosStudio(): Promise<ChaosStudio> {
  const root = await mkdtemp(path.join(os.tmpdir(), "runtape-chaos-"));
  chmodSync(root, 0o711);
  const engine = { dir: path.join(root, "postgres"), database: "runtape", log: () => undefined };
  let cluster: Cluster = await startCluster(engine);
  const { appUrl } = await prepareDatabase(
    { kind: "embedded", ownerUrl: cluster.ownerUrl, appPasswordFile: cluster.appPasswordFile },
    () => undefined,
  );
  const port = await freePort();
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
          stdio: "ignore",
          detached: true,
        },
      );
      await untilReady(`${url}/api/v1/health`);
    },
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

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no free port")),
      );
    });
  });
}
