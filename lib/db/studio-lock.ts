import { createHash } from "node:crypto";
import type { Client } from "pg";
import { AppError } from "../domain/errors.ts";
import { readStudioFile } from "./studio-file.ts";
import { readStudioId } from "./studio-folder.ts";

/** First key of our advisory locks; the second is derived from the data folder. */
const STUDIO = 0x52_54_01;
const ENGINE = 0x52_54_02;

/** Second key: 31 bits of the folder's id, so two folders may share one external database. */
function folderKey(dataDir: string): number {
  return createHash("sha256").update(readStudioId(dataDir)).digest().readUInt32BE(0) >>> 1;
}

/**
 * One studio per data folder: takes its lock for as long as the session lives. Free means that an engine found
 * running was left by a studio that was killed, and may be adopted. Held throws, naming the studio that holds it.
 */
export async function takeStudioLock(client: Client, dataDir: string): Promise<void> {
  if (await tryLock(client, STUDIO, dataDir)) return;
  const state = readStudioFile(dataDir);
  const where = state ? ` at ${state.url}` : "";
  throw new AppError(
    "unavailable",
    `A studio with the data folder ${dataDir} runs already${where}: use that one, or stop it first.`,
  );
}

/** Everyone who works with the embedded engine holds this, shared; waits while somebody is stopping it. */
export async function markEngineUsed(client: Client, dataDir: string): Promise<void> {
  await client.query("SELECT pg_advisory_lock_shared($1, $2)", [ENGINE, folderKey(dataDir)]);
}

/** Gives up the share; true when nobody else has one and the caller now holds the engine alone. */
export async function claimEngine(client: Client, dataDir: string): Promise<boolean> {
  await client.query("SELECT pg_advisory_unlock_shared($1, $2)", [ENGINE, folderKey(dataDir)]);
  return tryLock(client, ENGINE, dataDir);
}

async function tryLock(client: Client, kind: number, dataDir: string): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>("SELECT pg_try_advisory_lock($1, $2) AS got", [
    kind,
    folderKey(dataDir),
  ]);
  return rows[0]?.got === true;
}
