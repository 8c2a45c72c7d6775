import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { z } from "zod";
import { Gesture } from "@/lib/domain/review/gesture";

/** A gesture that the server has not acknowledged: ids and labels, never the run's text. */
export const OutboxEntry = z.object({
  userId: z.string(),
  trajectoryId: z.string(),
  revisionId: z.string(),
  gesture: Gesture,
});
export type OutboxEntry = z.infer<typeof OutboxEntry>;

interface Schema extends DBSchema {
  gestures: {
    key: number;
    value: OutboxEntry & { gestureId: string };
    indexes: { review: [string, string]; gesture: string; user: string };
  };
}

/** What is not saved yet, kept on this device through a killed browser. */
export type Outbox = {
  /** Resolves only when the entry is on disk. */
  put(entry: OutboxEntry): Promise<void>;
  remove(gestureId: string): Promise<void>;
  /** Entries of one person's review, oldest first. What cannot be read stays where it is and is passed over. */
  list(userId: string, trajectoryId: string): Promise<OutboxEntry[]>;
};

const NAME = "runtape-outbox";
const VERSION = 1;

/** Relaxed durability only hands the write to the system; a mark must be on disk before it is sent. */
const STRICT = { durability: "strict" } as const;

function open(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(NAME, VERSION, {
    upgrade(db) {
      const store = db.createObjectStore("gestures", { autoIncrement: true });
      store.createIndex("review", ["userId", "trajectoryId"]);
      store.createIndex("gesture", "gestureId", { unique: true });
      store.createIndex("user", "userId");
    },
  });
}

/** Opens the outbox; null where the browser keeps nothing (private mode, full disk), and then saves go out directly. */
export async function openOutbox(): Promise<Outbox | null> {
  const db = await open().catch(() => null);
  if (!db) return null;
  return {
    async put(entry) {
      const tx = db.transaction("gestures", "readwrite", STRICT);
      const isThere = await tx.store.index("gesture").getKey(entry.gesture.id);
      if (isThere === undefined) await tx.store.add({ ...entry, gestureId: entry.gesture.id });
      await tx.done;
    },
    async remove(gestureId) {
      const tx = db.transaction("gestures", "readwrite", STRICT);
      const key = await tx.store.index("gesture").getKey(gestureId);
      if (key !== undefined) await tx.store.delete(key);
      await tx.done;
    },
    async list(userId, trajectoryId) {
      const rows = await db.getAllFromIndex("gestures", "review", [userId, trajectoryId]);
      return rows.flatMap((row) => OutboxEntry.safeParse(row).data ?? []);
    },
  };
}

/** How many gestures of a person wait on this device. */
export async function pendingCount(userId: string): Promise<number> {
  const db = await open().catch(() => null);
  const count = await db?.countFromIndex("gestures", "user", userId);
  db?.close();
  return count ?? 0;
}

/** Leaves nothing of a person on this device. */
export async function wipeOutbox(userId: string): Promise<void> {
  const db = await open().catch(() => null);
  if (!db) return;
  const tx = db.transaction("gestures", "readwrite", STRICT);
  for (const key of await tx.store.index("user").getAllKeys(userId)) await tx.store.delete(key);
  await tx.done;
  db.close();
}
