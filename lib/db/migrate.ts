import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Client } from "pg";
import { AppError } from "../domain/errors.ts";

export const migrationsDir = path.resolve(import.meta.dirname, "../../prisma/migrations");

const oldestVersion = 150_000;

/** The lock that Prisma's own engine takes, so its CLI and two starting studios wait for each other. */
const MIGRATION_LOCK = 72_707_369;

/** Prisma's bookkeeping, to the letter: its CLI then agrees about what is applied. */
const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

type Migration = { name: string; sql: string; checksum: string };
type AppliedRow = { migration_name: string; checksum: string; finished_at: Date | null };

export async function checkServerVersion(client: Client): Promise<void> {
  const { rows } = await client.query<{ number: string; name: string }>(
    "SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS name",
  );
  if (Number(rows[0]?.number ?? 0) >= oldestVersion) return;
  throw new AppError(
    "unavailable",
    `The database is PostgreSQL ${rows[0]?.name ?? "?"}: the studio needs 15 or newer.`,
  );
}

/** Holds the migration lock while `run` prepares the database. */
export async function withMigrationLock<T>(client: Client, run: () => Promise<T>): Promise<T> {
  await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
  try {
    return await run();
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [MIGRATION_LOCK]);
  }
}

/** Applies what is missing of `prisma/migrations`, in order of name; returns the names. Call under the lock. */
export async function applyMigrations(
  client: Client,
  log: (line: string) => void,
  dir = migrationsDir,
): Promise<string[]> {
  const known = readMigrations(dir);
  const applied = await readApplied(client);
  const missing = known.filter(({ name, checksum }) => {
    const before = applied.get(name);
    if (before !== undefined && before !== checksum) log(`Migration ${name} was edited after it was applied.`);
    return before === undefined;
  });
  if (missing.length > 0) await client.query(BOOKKEEPING);
  for (const migration of missing) await applyOne(client, migration);
  return missing.map(({ name }) => name);
}

/** One transaction with its own row: cut short or refused, it leaves nothing behind. */
async function applyOne(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined); // the connection itself may be what failed
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError(
      "unavailable",
      `Migration ${name} was refused by the database, nothing of it was applied: ${reason}.`,
    );
  }
}

function readMigrations(dir: string): Migration[] {
  if (!existsSync(dir)) return [];
  const names = readdirSync(dir).filter((name) => existsSync(path.join(dir, name, "migration.sql")));
  return names.sort().map((name) => {
    const sql = readFileSync(path.join(dir, name, "migration.sql"), "utf8");
    return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
  });
}

async function readApplied(client: Client): Promise<Map<string, string>> {
  const { rows: found } = await client.query<{ present: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present",
  );
  if (!found[0]?.present) return new Map();
  const { rows } = await client.query<AppliedRow>(
    "SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL",
  );
  const failed = rows.find((row) => row.finished_at === null);
  if (failed) {
    throw new AppError(
      "unavailable",
      `Migration ${failed.migration_name} failed earlier: repair it, then run npm run prisma -- migrate resolve.`,
    );
  }
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}
