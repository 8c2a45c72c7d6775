import type { Tx } from "../../db/client.ts";

/** Names of the people who made something; the operator and others without an account are not in it. */
export async function authorNames(db: Tx, rows: readonly { authorId: string }[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.map(({ authorId }) => authorId))];
  const users = await db.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(users.map(({ id, name }) => [id, name]));
}
