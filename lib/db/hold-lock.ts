import type { Database } from "./client.ts";

/** Waits for the named lock and holds it on a connection of its own, so that it ends with the process that held it. */
export async function holdLock(db: Database, name: string): Promise<{ release(): Promise<void> }> {
  const client = await db.copyPool.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [name]);
  } catch (error) {
    client.release(true);
    throw error;
  }
  return {
    async release() {
      const isReleased = await client.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [name]).then(
        () => true,
        () => false,
      );
      client.release(!isReleased);
    },
  };
}
