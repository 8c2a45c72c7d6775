import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, realpathSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { AppError } from "../../domain/errors.ts";
import { canEnter, type EngineUser } from "./engine-user.ts";

/** Where a cluster lies: `data` is PostgreSQL's folder, the passwords and the log lie beside it. */
export type ClusterPlace = { root: string; data: string; ownerPassword: string; appPassword: string; log: string };

export function placeAt(root: string): ClusterPlace {
  return {
    root,
    data: path.join(root, "data"),
    ownerPassword: path.join(root, "owner.password"),
    appPassword: path.join(root, "app.password"),
    log: path.join(root, "postgres.log"),
  };
}

export function hasCluster(place: ClusterPlace): boolean {
  return existsSync(path.join(place.data, "PG_VERSION"));
}

/**
 * The asked-for folder, or one under /var/tmp when the engine's user cannot reach it (a checkout below /root).
 * A cluster that exists wins over any choice: nobody must find an empty studio where data was yesterday.
 */
export function choosePlace(dir: string, user: EngineUser, log: (line: string) => void): ClusterPlace {
  const parent = path.dirname(dir);
  // The engine's user needs to pass through, not to look around.
  if (!existsSync(parent)) mkdirSync(parent, { recursive: true, mode: folderMode(user) });
  const wanted = placeAt(path.join(realpathSync(parent), path.basename(dir)));
  if (hasClusterOf(wanted, user)) return wanted;
  if (user.uid === undefined) return wanted;
  const away = awayPlace(wanted.root);
  if (existsSync(away.data) || !canHost(parent, user)) {
    trustedFolder();
    log(`The database user cannot reach ${wanted.root}: the database lies in ${away.root}.`);
    return away;
  }
  return wanted;
}

/** A folder under /var/tmp that only this user could have made: what lies in it can be trusted by root. */
export function trustedFolder(): string {
  const folder = trustedPath();
  try {
    mkdirSync(folder, { mode: 0o711 });
    chmodSync(folder, 0o711); // the umask may have taken the x bits
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new AppError("unavailable", `${folder} exists but was not made by this user: remove it and start again.`);
  }
  return folder;
}

export function folderMode(user: EngineUser): number {
  return user.uid === undefined ? 0o700 : 0o711;
}

function trustedPath(): string {
  return path.join("/var/tmp", `runtape-${process.getuid?.() ?? 0}`);
}

function awayPlace(root: string): ClusterPlace {
  const name = createHash("sha256").update(root).digest("hex").slice(0, 12);
  return placeAt(path.join(trustedPath(), `postgres-${name}`));
}

function hasClusterOf(place: ClusterPlace, user: EngineUser): boolean {
  if (!existsSync(place.data)) return false;
  const expected = user.uid ?? process.getuid?.();
  if (expected !== undefined && statSync(place.data).uid !== expected) {
    throw new AppError(
      "unavailable",
      `The database in ${place.data} belongs to another user: start the studio as the user who created it.`,
    );
  }
  if (user.uid !== undefined && !canEnter(place.data, user)) {
    throw new AppError(
      "unavailable",
      `The database user can no longer reach ${place.data}: make the folders above it passable (chmod o+x).`,
    );
  }
  return hasCluster(place);
}

/** Tried, not guessed: mounts may forbid giving a folder away (rootless containers, network disks). */
function canHost(parent: string, user: EngineUser): boolean {
  if (user.uid === undefined || user.gid === undefined) return true;
  const probe = path.join(parent, `.reach-${process.pid}`);
  try {
    mkdirSync(probe, { mode: 0o700 });
    chownSync(probe, user.uid, user.gid);
    return canEnter(probe, user);
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}
