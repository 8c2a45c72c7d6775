import { AppError, isAppError } from "../domain/errors.ts";

const DID_NOT_ANSWER = "did not answer: check that it runs and that the host and port are right";

const REASONS: Record<string, string> = {
  ECONNREFUSED: "refuses connections: check that it runs and that the host and port are right",
  ENOTFOUND: "cannot be found: check the host name",
  EAI_AGAIN: "cannot be found: check the host name and the network",
  ETIMEDOUT: DID_NOT_ANSWER,
  EHOSTUNREACH: DID_NOT_ANSWER,
  ENETUNREACH: DID_NOT_ANSWER,
  "28P01": "refuses the user or the password",
  "28000": "refuses this user",
  "3D000": "does not exist: create it first",
  "53300": "has no connection left: raise max_connections or stop other programs",
  "57P03": "is starting or stopping: try again in a moment",
};

/** One sentence about a database that cannot be used; it never shows the password. */
export function explainConnection(url: string, error: unknown): AppError {
  if (isAppError(error)) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const reason = REASONS[code ?? ""] ?? (/timeout/i.test(message) ? DID_NOT_ANSWER : `cannot be used: ${message}`);
  return new AppError("unavailable", `The database at ${placeOf(url)} ${reason} (DATABASE_URL).`);
}

/** Refuses what is not a PostgreSQL address before any driver guesses at it. */
export function checkDatabaseUrl(url: string, variable: string): void {
  if (/^postgres(ql)?:\/\/\S+$/.test(url) && URL.canParse(url)) return;
  throw new AppError(
    "unavailable",
    `${variable} is not a PostgreSQL address: write postgresql://user:password@host:5432/name.`,
  );
}

/** Host, port and database name, without user and password. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return "that address";
  const { host, pathname } = new URL(url);
  return `${host || "localhost"}${pathname}`;
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
