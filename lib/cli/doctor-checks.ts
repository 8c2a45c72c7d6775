import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { migrationsDir } from "../db/migrate.ts";
import { withSession } from "../db/session.ts";
import type { Context } from "../services/context.ts";

export type Finding = {
  status: "ok" | "warn" | "fail";
  message: string;
  /** What to do about it. */
  next: string | null;
};

/** What the checks look at: the studio as the operator, and the addresses of its owner and of the app. */
export type Patient = { ctx: Context; ownerUrl: string; appUrl: string };

export const CHECKS: readonly (readonly [string, (patient: Patient) => Promise<Finding>])[] = [
  ["database", checkDatabase],
  ["schema", checkSchema],
  ["rights", checkRights],
  ["files", checkFiles],
];

const OLDEST_NODE = [20, 19] as const;
const OLDEST_DATABASE = 150_000;

/** Stored uploads that are looked for, newest first. */
const SAMPLE = 500;

export function checkRuntime(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isNewEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  if (isNewEnough) return ok(`Node ${version} on ${process.platform}.`);
  return fail(`Node ${version} is too old.`, `Install Node ${OLDEST_NODE.join(".")} or newer.`);
}

/** The owner's own settings: the app's connections ask for durable commits whatever they say. */
async function checkDatabase({ ownerUrl }: Patient): Promise<Finding> {
  const rows = await withSession(ownerUrl, async (client) => {
    const found = await client.query<{ name: string; setting: string }>(
      "SELECT name, setting FROM pg_settings WHERE name IN ('server_version_num', 'server_version', 'fsync', 'full_page_writes', 'synchronous_commit')",
    );
    return found.rows;
  });
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  const version = settings.get("server_version") ?? "?";
  if (Number(settings.get("server_version_num")) < OLDEST_DATABASE)
    return fail(`PostgreSQL ${version} is too old.`, "Use PostgreSQL 15 or newer.");
  const unsafe = ["fsync", "full_page_writes"].filter((name) => settings.get(name) !== "on");
  if (unsafe.length > 0)
    return fail(
      `PostgreSQL ${version} runs with ${unsafe.join(" and ")} off: a power cut may lose what was saved.`,
      "Switch it on.",
    );
  if (settings.get("synchronous_commit") === "off")
    return warn(
      `PostgreSQL ${version} has synchronous_commit off.`,
      "The studio asks for it itself; other clients lose commits.",
    );
  return ok(`PostgreSQL ${version}, durable.`);
}

async function checkSchema({ ownerUrl }: Patient): Promise<Finding> {
  const applied = await withSession(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string; checksum: string }>(
      `SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    );
    return new Map(rows.map(({ name, checksum }) => [name, checksum]));
  });
  const known = new Map(readdirSync(migrationsDir).flatMap((name) => checksumOf(name)));
  const missing = [...known.keys()].filter((name) => !applied.has(name)).sort();
  if (missing.length > 0) return fail(`Not applied: ${missing.join(", ")}.`, "Start the studio: it applies them.");
  const newer = [...applied.keys()].filter((name) => !known.has(name)).sort();
  if (newer.length > 0)
    return fail(`The database is ahead of this version by ${newer.join(", ")}.`, "Install the version that made it.");
  const edited = [...known].filter(([name, checksum]) => applied.get(name) !== checksum).map(([name]) => name);
  if (edited.length > 0)
    return warn(
      `Edited after it was applied: ${edited.join(", ")}.`,
      "Restore the file, or make the change a new migration.",
    );
  return ok(`${applied.size} of ${known.size} migrations applied.`);
}

function checksumOf(name: string): [string, string][] {
  const file = path.join(migrationsDir, name, "migration.sql");
  return existsSync(file) ? [[name, createHash("sha256").update(readFileSync(file)).digest("hex")]] : [];
}

type Rights = { role: string; canRewrite: boolean; canChangeSchema: boolean; guards: number };

/** Tables whose rows are written once, and the triggers that hold even the owner to that. */
const HISTORY = ["AuditRow", "AuditSegment", "AnnotationRevision", "Submission"];

async function checkRights({ appUrl }: Patient): Promise<Finding> {
  const [rights] = await withSession(appUrl, async (client) => {
    const found = await client.query<Rights>(
      `SELECT current_user AS role,
              bool_or(has_table_privilege(format('%I', name), 'UPDATE') OR has_table_privilege(format('%I', name), 'DELETE')) AS "canRewrite",
              bool_or(has_schema_privilege(current_schema(), 'CREATE')) AS "canChangeSchema",
              (SELECT count(*)::int FROM pg_trigger WHERE tgname = ANY(SELECT n || '_written_once' FROM unnest($1::text[]) n) AND tgenabled <> 'D') AS guards
       FROM unnest($1::text[]) AS name`,
      [HISTORY],
    );
    return found.rows;
  });
  if (!rights) return fail("The rights of the studio's role cannot be read.", "Run doctor again.");
  const { role, canRewrite, canChangeSchema, guards } = rights;
  if (guards < HISTORY.length)
    return fail(
      "A trigger that guards the records is missing or off.",
      "Restore the database from a backup, or apply the migrations afresh.",
    );
  if (canRewrite || canChangeSchema) {
    const what = [canRewrite ? "rewrite history" : "", canChangeSchema ? "change the schema" : ""]
      .filter(Boolean)
      .join(" and ");
    return warn(
      `The studio runs as ${role}, who may ${what}; only triggers guard the records.`,
      "Let the owner create roles, then start the studio again.",
    );
  }
  return ok(`The studio runs as ${role}: no schema changes, no rewriting of history.`);
}

async function checkFiles({ ctx }: Patient): Promise<Finding> {
  await ctx.files.probe();
  const packs = await ctx.db.prisma.rawPack.findMany({ orderBy: { createdAt: "desc" }, take: SAMPLE });
  const damaged: string[] = [];
  for (const { fileKey, sizeBytes } of packs) {
    const size = await ctx.files.size(fileKey).catch(() => null);
    if (size === null || BigInt(size) !== sizeBytes) damaged.push(fileKey);
  }
  if (damaged.length > 0)
    return fail(
      `${damaged.length} of ${packs.length} stored uploads are missing or cut off, ${damaged[0]} among them.`,
      "Restore the files folder from a backup.",
    );
  return ok(`The files folder can be written to; ${packs.length} stored uploads are all there.`);
}

function ok(message: string): Finding {
  return { status: "ok", message, next: null };
}

function warn(message: string, next: string): Finding {
  return { status: "warn", message, next };
}

function fail(message: string, next: string): Finding {
  return { status: "fail", message, next };
}
