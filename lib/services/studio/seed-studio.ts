import { randomBytes } from "node:crypto";
import path from "node:path";
import { openDatabase } from "../../db/client.ts";
import { readEnv } from "../../env.ts";
import { localFiles } from "../../files/file-store.ts";
import { type Context, createContext } from "../context.ts";
import { sha256 } from "../verb.ts";
import { seedDemo } from "./seed-demo.ts";

const LINK_LIFE_MS = 7 * 24 * 3600 * 1000;

/**
 * Makes an empty studio usable: the demo project on the very first start, and a fresh one-time link for as long as
 * there is no admin. Safe to run at every start. Reads the database's address from the environment.
 */
export async function seedStudio(): Promise<{ setupUrl: string | null }> {
  const env = readEnv();
  if (!env.databaseUrl) throw new Error("DATABASE_URL is not set");
  const db = openDatabase(env.databaseUrl, env.directUrl);
  try {
    const actor = { kind: "system", id: "setup", name: "setup" } as const;
    const ctx = createContext({ actor, db, files: localFiles(path.join(env.dataDir, "files")) });
    await seedDemo(ctx);
    return { setupUrl: await renewSetupLink(ctx, env.url) };
  } finally {
    await db.close();
  }
}

async function renewSetupLink(ctx: Context, url: string): Promise<string | null> {
  const token = randomBytes(32).toString("base64url");
  const now = ctx.clock();
  return ctx.db.prisma.$transaction(async (tx) => {
    if ((await tx.user.count({ where: { role: "admin" } })) > 0) return null;
    await tx.setupLink.deleteMany({ where: { usedAt: null } });
    await tx.setupLink.create({
      data: { tokenSha256: sha256(token), expiresAt: new Date(now.getTime() + LINK_LIFE_MS) },
    });
    return `${url}/setup?token=${token}`;
  });
}
