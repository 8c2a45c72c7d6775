import { randomUUID } from "node:crypto";
import type { Tx } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";

/** Rows that are in memory at once. */
const PAGE = 2000;

/** The rows of one query, a page at a time, by a cursor of the transaction: the query runs once, whatever its size. */
export async function* readPages<Row>(tx: Tx, select: Prisma.Sql): AsyncGenerator<Row> {
  const cursor = Prisma.raw(`"export_${randomUUID()}"`);
  await tx.$executeRaw`DECLARE ${cursor} NO SCROLL CURSOR FOR ${select}`;
  for (;;) {
    const page = await tx.$queryRaw<Row[]>`FETCH ${Prisma.raw(String(PAGE))} FROM ${cursor}`;
    yield* page;
    if (page.length < PAGE) break;
  }
  // A reader that stops early ends the transaction, and that closes the cursor too.
  await tx.$executeRaw`CLOSE ${cursor}`;
}
