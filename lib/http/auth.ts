import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { admin } from "better-auth/plugins";
import { v7 as uuidv7 } from "uuid";
import type { Database } from "../db/client.ts";
import type { Env } from "../env.ts";

/** Sign-in attempts a minute from one address, across all copies of the web server. */
const SIGN_INS_A_MINUTE = 20;

/** The auth library, set up: passwords and keys, sessions in our tables, no sign-up, no telemetry. */
export function createAuth(db: Database, env: Env) {
  if (!env.secret)
    throw new Error(
      "RUNTAPE_SECRET is not set. Start the studio with `npx runtape start`, which makes one, or set 32 or more random characters.",
    );
  return betterAuth({
    baseURL: env.url,
    secret: env.secret,
    database: prismaAdapter(db.prisma, { provider: "postgresql" }),
    telemetry: { enabled: false },
    // A wrong password or key is an answer, not an event for the log; the audit log and the reply tell.
    logger: { disabled: true },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    session: { expiresIn: 14 * 24 * 3600, updateAge: 24 * 3600 },
    rateLimit: {
      enabled: true,
      storage: "database",
      customRules: { "/sign-in/email": { window: 60, max: SIGN_INS_A_MINUTE } },
    },
    // The same studio is typed as localhost and as 127.0.0.1; the route in front has checked that Origin is Host.
    trustedOrigins: (request) => [new URL(env.url).origin, ...(request ? [originOfHost(request)] : [])],
    advanced: {
      cookiePrefix: "runtape",
      useSecureCookies: env.url.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/" },
      database: { generateId: () => uuidv7() },
    },
    plugins: [admin(), apiKey({ rateLimit: { enabled: false } })],
  });
}

export type Auth = ReturnType<typeof createAuth>;

function originOfHost(request: Request): string {
  const url = new URL(request.url);
  return `${url.protocol}//${request.headers.get("host") ?? url.host}`;
}
