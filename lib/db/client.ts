import { PrismaPg } from "@prisma/adapter-pg";
import { Pool, type PoolConfig } from "pg";
import { type Prisma, PrismaClient } from "./generated/client.ts";

/** One transaction's view of the tables. */
export type Tx = Prisma.TransactionClient;

/** Everything that talks to PostgreSQL in one process: the client, its pool, and a pool of its own for bulk copies. */
export type Database = {
  prisma: PrismaClient;
  pool: Pool;
  /** COPY connections; a broken copy closes its connection instead of giving it back. */
  copyPool: Pool;
  close(): Promise<void>;
};

const POOL_SIZE = 10;
const COPY_POOL_SIZE = 6;

/** Opens the pools; connects lazily. Every transaction commits durably whatever the server's default is. */
export function openDatabase(url: string, directUrl: string = url): Database {
  const pool = new Pool({ ...connection(url), max: POOL_SIZE });
  const copyPool = new Pool({ ...connection(directUrl), max: COPY_POOL_SIZE });
  // An idle connection that dies (engine restarted) is dropped by the pool; without a listener it would end the process.
  // and neither may one that dies while it is lent out: whoever holds it sees its query fail.
  for (const each of [pool, copyPool]) {
    each.on("error", () => {});
    each.on("connect", (client) => client.on("error", () => {}));
  }
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: false }),
    transactionOptions: { maxWait: 10_000, timeout: 60_000 },
  });
  return {
    prisma,
    pool,
    copyPool,
    async close() {
      await prisma.$disconnect();
      await Promise.all([pool.end(), copyPool.end()]);
    },
  };
}

function connection(url: string): PoolConfig {
  const address = new URL(url);
  const options = [address.searchParams.get("options"), "-c synchronous_commit=on"].filter(Boolean).join(" ");
  address.searchParams.set("options", options);
  return { connectionString: address.toString(), connectionTimeoutMillis: 10_000 };
}
