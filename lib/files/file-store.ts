import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../domain/errors.ts";

/** Bytes by key. A key is made by the studio, never from a name somebody typed. */
export type FileStore = {
  /** Streams to a place that becomes visible only when complete and on disk. Throws `too_large` past `maxBytes`. */
  put(key: string, bytes: AsyncIterable<Uint8Array>, limits?: { maxBytes: number }): Promise<StoredFile>;
  /** Streams the half-open byte range, or all. Throws `not_found`. */
  read(key: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
  size(key: string): Promise<number>;
  /** Gives a finished file another key, atomically. */
  move(from: string, to: string): Promise<void>;
  remove(key: string): Promise<void>;
  /** Writes, reads back and removes a probe; throws what the disk said. */
  probe(): Promise<void>;
};

export type StoredFile = { key: string; sha256: string; sizeBytes: number };

const KEY = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/i;

/** Files below one folder of the local disk. */
export function localFiles(root: string): FileStore {
  const place = (key: string) => {
    const full = path.join(root, key);
    if (!KEY.test(key) || key.includes("..") || !full.startsWith(root + path.sep))
      throw new AppError("invalid_input", "A file key may not leave its folder.");
    return full;
  };
  const store: FileStore = {
    async put(key, bytes, limits) {
      const target = place(key);
      const part = path.join(root, "parts", randomUUID());
      await mkdir(path.dirname(part), { recursive: true, mode: 0o700 });
      try {
        const written = await writeDurably(part, bytes, limits?.maxBytes ?? Number.POSITIVE_INFINITY);
        await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
        await rename(part, target);
        await syncFolder(path.dirname(target));
        return { key, ...written };
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
    },
    async *read(key, range) {
      const file = place(key);
      await sizeOf(file, key);
      if (range && range.end <= range.start) return;
      yield* createReadStream(file, range ? { start: range.start, end: range.end - 1 } : {});
    },
    size: (key) => sizeOf(place(key), key),
    async move(from, to) {
      const target = place(to);
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      await rename(place(from), target);
      await syncFolder(path.dirname(target));
    },
    async remove(key) {
      await rm(place(key), { force: true, recursive: true });
    },
    async probe() {
      const key = `probe/${randomUUID()}`;
      await store.put(
        key,
        (async function* () {
          yield Buffer.from("probe");
        })(),
      );
      await store.remove(key);
    },
  };
  return store;
}

async function sizeOf(file: string, key: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    throw new AppError(
      "not_found",
      `The stored file ${key} is missing. Restore it from a backup; the rows are intact.`,
    );
  }
}

async function writeDurably(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const handle = await open(file, "wx", 0o600);
  try {
    for await (const chunk of bytes) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes)
        throw new AppError("too_large", `The file is larger than ${maxBytes} bytes, the most that is taken at once.`, {
          maxBytes,
        });
      hash.update(chunk);
      await handle.write(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest("hex"), sizeBytes };
}

/** A rename survives a power cut only when its folder was synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
