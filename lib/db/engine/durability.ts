import type { Client } from "pg";
import { AppError } from "../../domain/errors.ts";

const NEEDED = ["fsync", "full_page_writes", "synchronous_commit"];

/** Refuses an engine that may lose committed labels in a power cut. */
export async function checkDurability(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT name FROM pg_settings WHERE name = ANY($1) AND setting <> 'on' ORDER BY name",
    [NEEDED],
  );
  if (rows.length === 0) return;
  const names = rows.map((row) => row.name).join(", ");
  throw new AppError(
    "unavailable",
    `The database would lose work in a power cut (${names} is not on): remove that from its postgresql.conf and start again.`,
  );
}
