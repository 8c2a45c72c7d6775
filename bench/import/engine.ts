import { chmodSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { startCluster } from "../../lib/db/engine/cluster.ts";
import { prepareDatabase } from "../../lib/db/prepare-database.ts";
import { generateRuns } from "./generate.ts";
import { withSession } from "../../lib/db/session.ts";

/** A database of one repetition. */
export type BenchDatabase = { ownerUrl: string; appUrl: string };

/** The studio's own engine with its own settings in a folder that goes away, and a prepared database to copy from. */
export type BenchEngine = {
  folder: string;
  version: string;
  /** A small file of runs that are in no measurement. */
  warmUp: string;
  /** How the text of steps is stored: TOAST compression and storage of a column of `StepBody`. */
  storage: string;
  /** Gives `use` an empty studio's database, written out to disk before, dropped after. */
  withDatabase<T>(use: (database: BenchDatabase) => Promise<T>): Promise<T>;
  /** Writes everything out, so that what is measured next does not pay for what was before. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

const WARM_UP_BYTES = 8e6;
const WARM_UP_SEED = 7;
const TEMPLATE = "bench_template";
const ONE = "bench_one";

export async function openBenchEngine(): Promise<BenchEngine> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "runtape-bench-import-"));
  chmodSync(folder, 0o711); // as root the engine runs as another user and must pass through
  const log = () => undefined;
  const cluster = await startCluster({ dir: path.join(folder, "postgres"), database: TEMPLATE, log });
  const admin = new URL(cluster.ownerUrl);
  admin.pathname = "/postgres";
  const { appUrl } = await prepareDatabase(
    { kind: "embedded", ownerUrl: cluster.ownerUrl, appPasswordFile: cluster.appPasswordFile },
    log,
  );
  const facts = await withSession(cluster.ownerUrl, async (client) => {
    const { rows } = await client.query<{ version: string; storage: string; compression: string }>(
      `SELECT current_setting('server_version') AS version, attstorage AS storage, attcompression AS compression
       FROM pg_attribute WHERE attrelid = '"StepBody"'::regclass AND attname = 'observation'`,
    );
    return rows[0];
  });
  const drop = () =>
    withSession(admin.toString(), (client) => client.query(`DROP DATABASE IF EXISTS ${ONE} WITH (FORCE)`));
  const warmUp = path.join(folder, "warm-up.jsonl");
  await generateRuns(warmUp, WARM_UP_BYTES, WARM_UP_SEED);
  return {
    folder,
    warmUp,
    version: `PostgreSQL ${facts?.version ?? "?"}`,
    storage: facts?.compression === "l" ? "lz4" : facts?.storage === "e" ? "EXTERNAL, uncompressed" : "engine default",
    async withDatabase(use) {
      await drop();
      await withSession(admin.toString(), async (client) => {
        await client.query(`CREATE DATABASE ${ONE} TEMPLATE ${TEMPLATE}`);
        await client.query("CHECKPOINT");
      });
      try {
        return await use({ ownerUrl: at(cluster.ownerUrl, ONE), appUrl: at(appUrl, ONE) });
      } finally {
        await drop();
      }
    },
    settle: () => withSession(admin.toString(), async (client) => void (await client.query("CHECKPOINT"))),
    async close() {
      await cluster.stop();
      await rm(cluster.dir, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function at(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.toString();
}
