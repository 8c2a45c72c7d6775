import type { Env } from "../env.ts";
import { checkDatabaseUrl } from "./explain-connection.ts";
import { takeEngineSeat } from "./engine-seat.ts";
import { prepareDatabase, type DatabaseAddresses } from "./prepare-database.ts";
import { openStudioFolder, readStudioSecret } from "./studio-folder.ts";

export type StudioDatabase = DatabaseAddresses & { kind: "embedded" | "external" };

const tell = (line: string) => void process.stderr.write(`${line}\n`);

/**
 * For commands: the database of the studio, whether it runs or not. DATABASE_URL wins; else the embedded engine,
 * which is joined where it runs, or started for the duration of `run` and stopped after it. While `run` runs,
 * process.env holds the addresses and the secret, so that every verb finds them where the server finds them.
 */
export async function withStudioDatabase<T>(env: Env, run: (database: StudioDatabase) => Promise<T>): Promise<T> {
  openStudioFolder(env.dataDir);
  if (env.databaseUrl !== undefined) {
    const target = externalTarget(env.databaseUrl, env.directUrl ?? env.databaseUrl);
    return runWith(env, { kind: "external", ...(await prepareDatabase(target, tell)) }, run);
  }
  const seat = await takeEngineSeat({ dataDir: env.dataDir, log: tell });
  try {
    const { ownerUrl, appPasswordFile } = seat.cluster;
    const addresses = await prepareDatabase({ kind: "embedded", ownerUrl, appPasswordFile }, tell);
    return await runWith(env, { kind: "embedded", ...addresses }, run);
  } finally {
    await seat.leave();
  }
}

export function externalTarget(databaseUrl: string, directUrl: string) {
  checkDatabaseUrl(databaseUrl, "DATABASE_URL");
  checkDatabaseUrl(directUrl, "DIRECT_URL");
  return { kind: "external", databaseUrl, directUrl } as const;
}

/** The variables under which the product finds its database, its folder and its secret. */
export function studioVariables(env: Env, addresses: DatabaseAddresses): Record<string, string> {
  return {
    DATABASE_URL: addresses.appUrl,
    DIRECT_URL: addresses.directUrl,
    RUNTAPE_DATA: env.dataDir,
    RUNTAPE_SECRET: env.secret ?? readStudioSecret(env.dataDir),
    RUNTAPE_URL: env.url,
  };
}

async function runWith<T>(
  env: Env,
  database: StudioDatabase,
  run: (database: StudioDatabase) => Promise<T>,
): Promise<T> {
  Object.assign(process.env, studioVariables(env, database));
  return run(database);
}
