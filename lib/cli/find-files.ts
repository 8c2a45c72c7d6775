import { constants } from "node:fs";
import { access, lstat, readdir } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../domain/errors.ts";
import { byCodeUnit } from "../exporters/json-text.ts";

/** A file to import: where it is, and its name below what was typed. */
export type FoundFile = { file: string; name: string };

/**
 * Every regular file at or below the paths, each once, in one order everywhere. Symbolic links are not followed and
 * named by `note`. Throws `invalid_input` for a path that is not there or cannot be read, before anything is imported.
 */
export async function findFiles(paths: readonly string[], note: (sentence: string) => void): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const typed of paths) {
    for (const one of await walk(typed, path.basename(path.resolve(typed)), note)) {
      const place = path.resolve(one.file);
      if (!found.has(place)) found.set(place, one);
    }
  }
  return [...found.values()];
}

async function walk(file: string, name: string, note: (sentence: string) => void): Promise<FoundFile[]> {
  const stats = await lstat(file).catch((error: unknown) => refuse(file, error));
  if (stats.isSymbolicLink()) {
    note(`${file} is a symbolic link and was left out. Name the file it leads to.`);
    return [];
  }
  if (stats.isDirectory()) {
    const names = await readdir(file).catch((error: unknown) => refuse(file, error));
    const below: FoundFile[] = [];
    for (const entry of names.sort(byCodeUnit))
      below.push(...(await walk(path.join(file, entry), `${name}/${entry}`, note)));
    return below;
  }
  if (!stats.isFile()) {
    note(`${file} is not a regular file and was left out.`);
    return [];
  }
  await access(file, constants.R_OK).catch((error: unknown) => refuse(file, error));
  return [{ file, name }];
}

function refuse(file: string, error: unknown): never {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason =
    code === "ENOENT" ? "is not there" : code === "EACCES" ? "may not be read" : `cannot be read (${code})`;
  throw new AppError("invalid_input", `${file} ${reason}. Nothing was imported; check the path.`);
}
