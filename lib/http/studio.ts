import path from "node:path";
import { type Database, openDatabase } from "../db/client.ts";
import { type Env, readEnv } from "../env.ts";
import { type FileStore, localFiles } from "../files/file-store.ts";
import { type Auth, createAuth } from "./auth.ts";

/** What one web process holds open. Nothing in it is state that another copy would need. */
export type Studio = { env: Env; db: Database; files: FileStore; auth: Auth };

const held = globalThis as { runtapeStudio?: Studio };

/** The process's studio, opened on first use and kept over reloads of the code in development. */
export function studio(): Studio {
  held.runtapeStudio ??= openStudio(readEnv());
  return held.runtapeStudio;
}

export function openStudio(env: Env): Studio {
  if (!env.databaseUrl)
    throw new Error(
      "DATABASE_URL is not set. Start the studio with `npx runtape start`, which runs a database of its own.",
    );
  const db = openDatabase(env.databaseUrl, env.directUrl);
  return { env, db, files: localFiles(path.join(env.dataDir, "files")), auth: createAuth(db, env) };
}
