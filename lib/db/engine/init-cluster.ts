import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AppError } from "../../domain/errors.ts";
import type { EngineUser } from "./engine-user.ts";
import { folderMode, hasCluster, placeAt, type ClusterPlace } from "./place.ts";
import { isProcessAlive } from "./process-table.ts";

export const OWNER = "runtape";

/**
 * Makes a cluster beside its place and renames it there when it is complete: a start that is cut short leaves
 * no half of one, and of two starts at once the slower uses the cluster of the faster.
 */
export async function initCluster(place: ClusterPlace, initdb: string, user: EngineUser): Promise<void> {
  removeUnfinished(place.root);
  const fresh = placeAt(`${place.root}.new-${process.pid}`);
  const passwordFile = path.join(fresh.root, "initdb.password");
  try {
    mkdirSync(fresh.root, { recursive: true });
    chmodSync(fresh.root, folderMode(user));
    mkdirSync(fresh.data, { mode: 0o700 });
    const password = newPassword();
    writeFileSync(fresh.ownerPassword, password, { mode: 0o600 });
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    for (const file of [fresh.data, passwordFile]) giveTo(user, file);
    await runInitdb(initdb, fresh.data, passwordFile, user);
    rmSync(passwordFile);
    renameSync(fresh.root, place.root);
  } catch (error) {
    rmSync(fresh.root, { recursive: true, force: true });
    if (hasCluster(place)) return;
    throw error;
  }
}

export function newPassword(): string {
  return randomBytes(24).toString("base64url");
}

/** builtin C.UTF-8 sorts and folds alike on every system and does not depend on installed locales. */
function runInitdb(initdb: string, data: string, passwordFile: string, user: EngineUser): Promise<void> {
  const args = ["-D", data, "-U", OWNER, "--auth=scram-sha-256", "--pwfile", passwordFile, "--encoding=UTF8"];
  args.push("--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions");
  return new Promise((resolve, reject) => {
    const child = spawn(initdb, args, { ...user, cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve();
      const reason = said.trim().split("\n").at(-1) ?? "";
      reject(new AppError("unavailable", `The database could not be created in ${path.dirname(data)}: ${reason}`));
    });
  });
}

function giveTo(user: EngineUser, file: string): void {
  if (user.uid !== undefined && user.gid !== undefined) chownSync(file, user.uid, user.gid);
}

/** Leftovers of starts that were killed while they made a cluster: `<root>.new-<pid>` of dead processes. */
function removeUnfinished(root: string): void {
  const parent = path.dirname(root);
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(`${path.basename(root)}.new-`) ? Number(name.split("-").at(-1)) : Number.NaN;
    if (Number.isNaN(pid) || (pid !== process.pid && isProcessAlive(pid))) continue;
    rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}
