import { createHash } from "node:crypto";
import { mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../domain/errors.ts";
import type { Put } from "../../exporters/write-package.ts";

export type FolderSink = { put: Put; publish(): Promise<void>; discard(): Promise<void> };

/**
 * Files that become a folder all at once: written beside it and renamed. Throws `invalid_input` when `dir` has
 * something in it or cannot be made.
 */
export async function openFolder(dir: string, newId: () => string): Promise<FolderSink> {
  await checkEmpty(dir);
  const draft = `${dir}.part-${newId()}`;
  await mkdir(draft, { recursive: true }).catch((error: unknown) => {
    throw new AppError("invalid_input", `The folder for ${dir} cannot be made (${codeOf(error)}). Choose another.`);
  });
  return {
    put: (name, bytes) => writeFile(path.join(draft, ...name.split("/")), bytes),
    async publish() {
      await checkEmpty(dir);
      try {
        await rmdir(dir).catch((error: unknown) => {
          if (codeOf(error) !== "ENOENT") throw error;
        });
        await rename(draft, dir);
      } catch (error) {
        throw new AppError(
          "invalid_input",
          `${dir} cannot be replaced (${codeOf(error)}). Name a folder that is not there yet.`,
        );
      }
    },
    discard: () => rm(draft, { recursive: true, force: true }),
  };
}

async function checkEmpty(dir: string): Promise<void> {
  const names = await readdir(dir).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw new AppError("invalid_input", `${dir} is not a folder that can be written to (${codeOf(error)}).`);
  });
  if (names.length > 0)
    throw new AppError("invalid_input", `${dir} is not empty. Name a folder that is empty or not there yet.`);
}

async function writeFile(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(file, "wx");
  try {
    for await (const chunk of bytes) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest("hex"), sizeBytes };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
