import path from "node:path";
import { type StudioDatabase, withStudioDatabase } from "../db/connect-studio.ts";
import { AppError, isAppError } from "../domain/errors.ts";
import { readEnv } from "../env.ts";
import type { Context } from "../services/context.ts";
import { generateClient } from "./start/build.ts";

/**
 * Runs verbs as the operator: against the studio that runs, or against its database alone for as long as this takes.
 * The verbs are loaded by `run` itself, because the database client they need may have to be generated first.
 */
export async function withOperator<T>(run: (ctx: Context, database: StudioDatabase) => Promise<T>): Promise<T> {
  const env = readEnv();
  await generateClient();
  const { openDatabase } = await import("../db/client.ts");
  const { localFiles } = await import("../files/file-store.ts");
  const { createContext, OPERATOR } = await import("../services/context.ts");
  return withStudioDatabase(env, async (database) => {
    const db = openDatabase(database.appUrl, database.directUrl);
    try {
      return await run(
        createContext({ actor: OPERATOR, db, files: localFiles(path.join(env.dataDir, "files")) }),
        database,
      );
    } finally {
      await db.close();
    }
  });
}

/** What was named on the command line and is not there is a usage fault, whatever the verb calls it. */
export function asUsage(error: unknown): unknown {
  return isAppError(error) && error.code === "not_found" ? new AppError("invalid_input", error.message) : error;
}
