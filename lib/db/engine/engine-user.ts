import { execFileSync } from "node:child_process";
import { AppError } from "../../domain/errors.ts";

/** The user the engine runs as; empty means "as we are". PostgreSQL refuses to run as root. */
export type EngineUser = { uid?: number; gid?: number };

/** As root: `postgres` where it exists, else `nobody`; both come with the system, so no account is made. */
export function findEngineUser(): EngineUser {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      return { uid: askId("-u", name), gid: askId("-g", name) };
    } catch {
      // No such user: try the next one.
    }
  }
  throw new AppError(
    "unavailable",
    "PostgreSQL does not run as root and this system has neither a user postgres nor nobody: start the studio as another user.",
  );
}

/** Can that user work with what lies at `folder`? */
export function canEnter(folder: string, user: EngineUser): boolean {
  try {
    execFileSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...user, cwd: "/", stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export function canRun(program: string, user: EngineUser): boolean {
  try {
    execFileSync(program, ["--version"], { ...user, cwd: "/", stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function askId(flag: string, name: string): number {
  return Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
}
