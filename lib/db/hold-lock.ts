import type { CopyClient } from "./copy.ts";
import type { Database } from "./client.ts";

/** A held lock and the connection that holds it, which the holder may copy on. */
export type HeldLock = {
  client: CopyClient;
  /** Frees the lock. A connection that broke inside a copy is closed, which frees it too. */
  release(state: { isBroken: boolean }): Promise<void>;
};

/** Waits for the named lock and holds it on a connection of its own, so that it ends with the process that held it. */
export async function holdLock(db: Database, name: string): Promise<HeldLock> {
  const client = await db.copyPool.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [name]);
  } catch (error) {
    client.release(true);
    throw error;
  }
  return {
    client,
    async release({ isBroken }) {
      const unlock = () => client.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [name]);
      const isFree = !isBroken && (await unlock().then(Boolean, () => false));
      client.release(!isFree);
    },
  };
}
