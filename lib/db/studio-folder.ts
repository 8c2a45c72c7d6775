import { randomBytes, randomUUID } from "node:crypto";
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AppError } from "../domain/errors.ts";

/** The data folder: `postgres/`, raw uploads, exports, and the small files named here. */
export const studioPaths = (dataDir: string) => ({
  cluster: path.join(dataDir, "postgres"),
  state: path.join(dataDir, "studio.json"),
  id: path.join(dataDir, "studio.id"),
  secret: path.join(dataDir, "secret"),
  logs: path.join(dataDir, "logs"),
});

/** Makes the folder, private to this user, and refuses one that cannot be written to. */
export function openStudioFolder(dataDir: string): void {
  try {
    if (!existsSync(dataDir)) {
      makeFolder(dataDir);
      // As root the engine runs as another user, who must be able to pass through to its own folder.
      chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
    }
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    readOrMake(studioPaths(dataDir).id, randomUUID);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new AppError(
      "unavailable",
      `The data folder ${dataDir} cannot be written to${reason}: choose another with RUNTAPE_DATA or change its owner.`,
    );
  }
}

/** Step by step: Node's own recursive mkdir never returns where the system answers ENOENT, as below /proc. */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeFolder(path.dirname(dir));
  mkdirSync(dir);
}

/** Names the folder for good, wherever it is moved: the studio's lock in the database is derived from it. */
export function readStudioId(dataDir: string): string {
  return readOrMake(studioPaths(dataDir).id, randomUUID);
}

/** Signs sessions: 48 random characters, made once. */
export function readStudioSecret(dataDir: string): string {
  return readOrMake(studioPaths(dataDir).secret, () => randomBytes(36).toString("base64url"));
}

/** Reads a small secret file, or makes it, 0600; of two makers at once the first one counts. */
export function readOrMake(file: string, make: () => string): string {
  try {
    writeFileSync(file, make(), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!existsSync(file)) throw error;
  }
  return readFileSync(file, "utf8").trim();
}
