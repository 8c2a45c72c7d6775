import type { Database, Tx } from "../../db/client.ts";

/** A connection that is kept busy this long has been forgotten. */
const LONGEST_MS = 24 * 60 * 60 * 1000;

/** Reads that all see one moment of the database, however long they take; nothing can be written through `tx`. */
export async function inSnapshot<T>(db: Database, read: (tx: Tx) => Promise<T>): Promise<T> {
  return db.prisma.$transaction(
    async (tx) => {
      // Without an id of its own the transaction holds back neither the audit sealer nor other readers of commit order.
      await tx.$executeRaw`SET TRANSACTION READ ONLY`;
      return read(tx);
    },
    { isolationLevel: "RepeatableRead", timeout: LONGEST_MS },
  );
}
