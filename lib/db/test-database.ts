import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startCluster } from "./engine/cluster.ts";
import { stopPostmaster } from "./engine/postmaster.ts";
import { findPostmaster } from "./engine/postmaster-file.ts";
import { isProcessAlive } from "./engine/process-table.ts";
import { prepareDatabase, type Target } from "./prepare-database.ts";
import { withSession } from "./session.ts";

/** Vitest's global set-up of the integration tests: one migrated template, of which every test takes a copy. */

export type FreshDatabase = { ownerUrl: string; appUrl: string; drop(): Promise<void> };

/** How the set-up tells the test processes, which inherit its environment, where the server is. */
const ADMIN = "RUNTAPE_TEST_ADMIN_URL";
const APP = "RUNTAPE_TEST_APP_URL";
const TEMPLATE = "RUNTAPE_TEST_TEMPLATE";

/** A throwaway server needs no durability; fsync off makes copying a template several times faster. */
const FAST = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  shared_buffers: "128MB",
  max_connections: "100",
};

const PREFIX = "runtape-test-";

const silent = () => undefined;

type Server = { adminUrl: string; target(url: string): Target; stop(): Promise<void> };

export default async function setup(): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL ? givenServer(process.env.TEST_DATABASE_URL) : await throwawayServer();
  const template = `runtape_template_${randomBytes(6).toString("hex")}`;
  const teardown = async () => {
    await dropDatabase(server.adminUrl, template).catch(silent); // the server may be what failed
    await server.stop();
  };
  try {
    await withSession(server.adminUrl, (client) => client.query(`CREATE DATABASE ${template}`));
    const { appUrl } = await prepareDatabase(server.target(atDatabase(server.adminUrl, template)), silent);
    Object.assign(process.env, { [ADMIN]: server.adminUrl, [APP]: appUrl, [TEMPLATE]: template });
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}

/** A database of its own for one test file: a copy of the migrated template. `drop` it in afterAll. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const [adminUrl, appUrl, template] = [ADMIN, APP, TEMPLATE].map((name) => process.env[name]);
  if (!adminUrl || !appUrl || !template) throw new Error("freshDatabase() works in *.db.test.ts files only");
  const name = `runtape_test_${randomBytes(6).toString("hex")}`;
  await withSession(adminUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return {
    ownerUrl: atDatabase(adminUrl, name),
    appUrl: atDatabase(appUrl, name),
    drop: () => dropDatabase(adminUrl, name),
  };
}

async function throwawayServer(): Promise<Server> {
  await sweepAbandoned();
  const root = mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(root, 0o711); // as root the engine runs as another user and must pass through
  const remove = () => rmSync(root, { recursive: true, force: true });
  try {
    const dir = path.join(root, "postgres");
    const cluster = await startCluster({ dir, database: "postgres", log: silent, settings: FAST });
    const { appPasswordFile } = cluster;
    return {
      adminUrl: cluster.ownerUrl,
      target: (ownerUrl) => ({ kind: "embedded", ownerUrl, appPasswordFile, allowsFastWrites: true }),
      stop: async () => {
        await cluster.stop();
        rmSync(cluster.dir, { recursive: true, force: true });
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Servers of test runs that were killed before they could clean up: `runtape-test-<pid>-…` of dead processes. */
async function sweepAbandoned(): Promise<void> {
  for (const name of readdirSync(os.tmpdir())) {
    const pid = Number(name.startsWith(PREFIX) ? name.slice(PREFIX.length).split("-")[0] : Number.NaN);
    if (Number.isNaN(pid) || isProcessAlive(pid)) continue;
    const root = path.join(os.tmpdir(), name);
    const data = path.join(root, "postgres/data");
    const left = findPostmaster(data);
    if (left) await stopPostmaster(data, left.pid);
    rmSync(root, { recursive: true, force: true });
  }
}

function givenServer(adminUrl: string): Server {
  return {
    adminUrl,
    target: (url) => ({ kind: "external", databaseUrl: url, directUrl: url }),
    stop: async () => undefined,
  };
}

async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withSession(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

function atDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.toString();
}
