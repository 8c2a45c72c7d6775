import path from "node:path";
import { z } from "zod";

/**
 * What the operator decides from outside. Read once per call so that tests can set it; every field has a
 * default except the addresses that `runtape start` hands to the processes it starts.
 */
const EnvSchema = z.object({
  /** Address the studio runs with. Set by the operator, or by `start` when it runs the embedded engine. */
  DATABASE_URL: z.string().min(1).optional(),
  /** Straight to PostgreSQL, past a pooler: LISTEN, advisory locks and COPY. */
  DIRECT_URL: z.string().min(1).optional(),
  /** Folder of the embedded engine, raw uploads and finished exports. */
  RUNTAPE_DATA: z.string().min(1).default(".runtape"),
  /** Signs sessions; generated into the data folder on first start when absent. */
  RUNTAPE_SECRET: z.string().min(32, "RUNTAPE_SECRET needs at least 32 characters").optional(),
  /** The address people type, for links and the origin check. */
  RUNTAPE_URL: z.url().optional(),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  /** Interface the web server listens on. */
  HOST: z.string().min(1).default("127.0.0.1"),
});

export type Env = {
  databaseUrl: string | undefined;
  directUrl: string | undefined;
  /** Absolute path. */
  dataDir: string;
  secret: string | undefined;
  url: string;
  port: number;
  host: string;
};

/** Reads and checks the environment. Throws a ZodError that names the variable. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  // An empty variable is how shells and compose files say "not set".
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = EnvSchema.parse(given);
  return {
    databaseUrl: parsed.DATABASE_URL,
    directUrl: parsed.DIRECT_URL ?? parsed.DATABASE_URL,
    dataDir: path.resolve(parsed.RUNTAPE_DATA),
    secret: parsed.RUNTAPE_SECRET,
    url: parsed.RUNTAPE_URL ?? `http://${parsed.HOST === "0.0.0.0" ? "localhost" : parsed.HOST}:${parsed.PORT}`,
    port: parsed.PORT,
    host: parsed.HOST,
  };
}
