import { Client, type Client as Connection } from "pg";
import { newPassword } from "./engine/init-cluster.ts";
import { readOrMake } from "./studio-folder.ts";

/** The role the app runs as: no DDL, no change to audit and revisions. A migration makes it where it may. */
export const APP_ROLE = "runtape_app";

const connectWithinMs = 10_000;

export async function hasAppRole(client: Connection): Promise<boolean> {
  const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [APP_ROLE]);
  return (rowCount ?? 0) > 0;
}

/** What is applied is for the owner to say; a grant on all tables would let the app rewrite it. */
export async function guardBookkeeping(client: Connection): Promise<void> {
  await client.query(`REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM ${APP_ROLE}`);
}

/** Embedded engine: lets the app role sign in with a password kept beside the owner's. */
export async function allowAppLogin(client: Connection, ownerUrl: string, passwordFile: string): Promise<string> {
  const password = readOrMake(passwordFile, newPassword);
  await client.query(`ALTER ROLE ${APP_ROLE} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
  const url = new URL(ownerUrl);
  url.username = APP_ROLE;
  url.password = password;
  return url.toString();
}

/** External database: may the owner act as the app role? On PostgreSQL 16 and newer it first grants itself that. */
export async function makeAppRoleAssumable(client: Connection): Promise<void> {
  await client.query(`GRANT ${APP_ROLE} TO CURRENT_USER`).catch(() => undefined); // the trial below decides
}

/** The address under which every connection acts as the app role, or null where that is refused. */
export async function assumeAppRole(url: string): Promise<string | null> {
  const assumed = new URL(url);
  const options = assumed.searchParams.get("options");
  assumed.searchParams.set("options", [options, `-c role=${APP_ROLE}`].filter(Boolean).join(" "));
  // URLSearchParams writes a blank as +, which libpq-style readers take literally.
  assumed.search = assumed.search.replaceAll("+", "%20");
  const client = new Client({ connectionString: assumed.toString(), connectionTimeoutMillis: connectWithinMs });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ role: string }>("SELECT current_user AS role");
    return rows[0]?.role === APP_ROLE ? assumed.toString() : null;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}
